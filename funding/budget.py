"""Sums and shares of an initiative's budget, in kroner. Money is Decimal throughout."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import F, QuerySet

from initiatives.models import Initiative

from .models import BudgetLine, Figures, FundingLine, FundingSource, PaidAs

ZERO = Decimal("0.00")
HOURS = (PaidAs.IN_KIND, PaidAs.VOLUNTEER)
MOST_YEARS = 8


@dataclass(frozen=True)
class Kinds:
    """One side of a budget by what is given: kroner of money, of paid hours and things, of volunteer
    hours, and what is not known to be either; and the hours themselves."""

    cash: Decimal
    in_kind: Decimal
    volunteer: Decimal
    mixed: Decimal
    hours: Decimal
    volunteer_hours: Decimal


@dataclass(frozen=True)
class Budget:
    """Both sides of the budget: what it costs, and who pays. Sources that said no do not count.

    `figures` says what every amount means; `years` is how many years the initiative runs, begun ones
    counted whole, and 1 when it has no end.
    """

    costs: tuple[BudgetLine, ...]
    funding: tuple[FundingLine, ...]
    figures: str = Figures.WHOLE
    years: int = 1

    @property
    def counting(self) -> list[FundingLine]:
        return [line for line in self.funding if line.counts]

    @property
    def cost(self) -> Decimal:
        return total(self.costs)

    @property
    def paid_for(self) -> Decimal:
        return total(self.counting)

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
        return sum((promised(line) for line in self.counting), ZERO)

    @property
    def granted_whole(self) -> Decimal:
        """What is granted for the whole period."""
        return self.whole(self.granted)

    @property
    def applied(self) -> Decimal:
        return total(line for line in self.counting if line.state == FundingLine.State.APPLIED)

    @property
    def outside(self) -> Decimal:
        return total(line for line in self.counting if line.source.is_outside)

    @property
    def from_aab(self) -> Decimal:
        return total(line for line in self.counting if line.source.is_aab)

    def from_kind(self, kind: str) -> Decimal:
        return total(line for line in self.counting if line.source.kind == kind)

    def whole(self, amount: Decimal) -> Decimal:
        """The amount for the whole period, also when the budget tells of one year."""
        return amount * self.years if self.is_per_year else amount

    @property
    def is_per_year(self) -> bool:
        return self.figures == Figures.PER_YEAR

    @property
    def cost_kinds(self) -> Kinds:
        return _kinds(self.costs)

    @property
    def funding_kinds(self) -> Kinds:
        return _kinds(self.counting)

    @property
    def has_hours(self) -> bool:
        return any(line.paid_as != PaidAs.CASH for line in (*self.costs, *self.counting))

    @property
    def is_rounded(self) -> bool:
        return any(line.is_rounded for line in (*self.costs, *self.counting))

    @property
    def undivided(self) -> list[FundingLine]:
        """Parts that several sources pay together, where nobody has said how much each."""
        return [line for line in self.counting if line.source.kind == FundingSource.Kind.SEVERAL]

    @property
    def named_years(self) -> list[int]:
        return sorted({int(year) for line in (*self.costs, *self.counting) for year in line.by_year})

    @property
    def local_share(self) -> Decimal | None:
        """Pct. of the money that does not come from Landsbyggefonden, half up; None without money."""
        return self.share_beside(
            [line for line in self.counting if line.source.kind == FundingSource.Kind.NATIONAL_FUND]
        )

    def share_beside(self, lines: list[FundingLine], *, hours_count: bool = True) -> Decimal | None:
        """Pct. of the money that comes from others than `lines`; hours left out where they do not count."""
        if not self.paid_for:
            return None
        taken = {line.pk or id(line) for line in lines}
        others = (
            line
            for line in self.counting
            if (line.pk or id(line)) not in taken and (hours_count or line.paid_as not in HOURS)
        )
        return (total(others) * 100 / self.paid_for).quantize(Decimal("0.01"), ROUND_HALF_UP)

    def as_record(self) -> dict:
        """Both sides as plain data, for a version or a decision to keep."""
        return {
            "figures": str(self.figures),
            "costs": [
                {"text": line.text, "kr": line.amount, "category": line.category, **_more(line)}
                for line in self.costs
            ],
            "funding": [
                {
                    "source": line.source.name,
                    "kind": line.source.kind,
                    "kr": line.amount,
                    "state": line.state,
                    **_more(line),
                }
                for line in self.funding
            ],
            "cost_kr": self.cost,
            "paid_for_kr": self.paid_for,
        }


def _more(line) -> dict:
    """What a line says besides its amount; what it does not say is left out."""
    said = {
        "paid_as": line.paid_as if line.paid_as != PaidAs.CASH else "",
        "hours": line.hours,
        "rate": line.rate,
        "rounded": line.is_rounded,
        "by_year": line.by_year,
    }
    return {name: value for name, value in said.items() if value not in ("", None, False, {})}


def promised(line: FundingLine) -> Decimal:
    """Kroner the source has said yes to. A yes without an amount of its own is a yes to what was asked."""
    if line.state != FundingLine.State.GRANTED:
        return ZERO
    return line.amount if line.granted_amount is None else line.granted_amount


def total(lines: Iterable) -> Decimal:
    return sum((line.amount for line in lines), ZERO)


def _kinds(lines: Iterable) -> Kinds:
    lines = list(lines)

    def of(kind: str) -> list:
        return [line for line in lines if line.paid_as == kind]

    def hours(kind: str) -> Decimal:
        return sum((line.hours or ZERO for line in of(kind)), ZERO)

    return Kinds(
        cash=total(of(PaidAs.CASH)),
        in_kind=total(of(PaidAs.IN_KIND)),
        volunteer=total(of(PaidAs.VOLUNTEER)),
        mixed=total(of(PaidAs.MIXED)),
        hours=hours(PaidAs.IN_KIND),
        volunteer_hours=hours(PaidAs.VOLUNTEER),
    )


def years_of(initiative: Initiative) -> int:
    """How many years the initiative runs, a begun one counted whole; 1 without an end."""
    first, last = initiative.starts_on, initiative.ends_on
    if last is None:
        return 1
    years = last.year - first.year + ((last.month, last.day) >= (first.month, first.day))
    return max(1, years)


def calendar_years(initiative: Initiative) -> list[int]:
    """The calendar years the initiative touches, for the columns of its budget; at most eight."""
    last = initiative.ends_on.year if initiative.ends_on else initiative.starts_on.year + 2
    return list(range(initiative.starts_on.year, last + 1))[:MOST_YEARS]


def budget_of(initiative: Initiative) -> Budget:
    """The budget of an initiative, in two queries."""
    costs = tuple(with_figures(initiative.budget_lines.all()))
    funding = tuple(with_figures(initiative.funding_lines.select_related("source")))
    return budget_from(initiative, costs, funding)


def budget_from(
    initiative: Initiative, costs: tuple[BudgetLine, ...], funding: tuple[FundingLine, ...]
) -> Budget:
    """The budget of lines that are fetched already, `with_figures`."""
    # What the amounts mean comes along with the lines; without lines there is nothing it could be about.
    figures = next((line.basis_figures for line in (*costs, *funding)), None)
    return Budget(costs, funding, figures or Figures.WHOLE, years_of(initiative))


def with_figures(lines: QuerySet) -> QuerySet:
    """The lines with what their amounts mean as `basis_figures`, None where nobody has said."""
    return lines.annotate(basis_figures=F("initiative__budget_basis__figures"))
