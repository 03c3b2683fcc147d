"""Sums and shares of an initiative's budget, in kroner. Money is Decimal throughout."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from initiatives.models import Initiative

from .models import BudgetLine, FundingLine, FundingSource

ZERO = Decimal("0.00")


@dataclass(frozen=True)
class Budget:
    """Both sides of the budget: what it costs, and who pays. Sources that said no do not count."""

    costs: tuple[BudgetLine, ...]
    funding: tuple[FundingLine, ...]

    @property
    def counting(self) -> list[FundingLine]:
        return [line for line in self.funding if line.state != FundingLine.State.DECLINED]

    @property
    def cost(self) -> Decimal:
        return sum((line.amount for line in self.costs), ZERO)

    @property
    def paid_for(self) -> Decimal:
        return sum((line.amount for line in self.counting), ZERO)

    @property
    def missing(self) -> Decimal:
        """Kroner that nobody pays; negative when there is more money than costs."""
        return self.cost - self.paid_for

    @property
    def surplus(self) -> Decimal:
        """Kroner more than the costs; zero when nothing is left over."""
        return max(-self.missing, ZERO)

    @property
    def granted(self) -> Decimal:
        granted = (line.amount for line in self.counting if line.state == FundingLine.State.GRANTED)
        return sum(granted, ZERO)

    @property
    def outside(self) -> Decimal:
        return sum((line.amount for line in self.counting if line.source.is_outside), ZERO)

    def from_kind(self, kind: str) -> Decimal:
        return sum((line.amount for line in self.counting if line.source.kind == kind), ZERO)

    @property
    def local_share(self) -> Decimal | None:
        """Pct. of the money that does not come from Landsbyggefonden, half up; None without money."""
        if not self.paid_for:
            return None
        local = self.paid_for - self.from_kind(FundingSource.Kind.NATIONAL_FUND)
        return (local * 100 / self.paid_for).quantize(Decimal("0.01"), ROUND_HALF_UP)

    def as_record(self) -> dict:
        return {
            "costs": [{"text": line.text, "kr": line.amount} for line in self.costs],
            "funding": [
                {"source": line.source.name, "kind": line.source.kind, "kr": line.amount, "state": line.state}
                for line in self.funding
            ],
            "cost_kr": self.cost,
            "paid_for_kr": self.paid_for,
        }


def budget_of(initiative: Initiative) -> Budget:
    """The budget of an initiative, in two queries."""
    return Budget(
        tuple(initiative.budget_lines.all()), tuple(initiative.funding_lines.select_related("source"))
    )
