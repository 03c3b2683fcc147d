"""The budget laid out to be read: by category and year, and what changed between two versions."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext

from .budget import ZERO, Budget
from .models import BudgetLine

MOST_BESIDE_LINES = 5


@dataclass(frozen=True)
class Row:
    """One line of the table: a name, an amount for each year, what has no year, and all together."""

    name: str
    years: list[Decimal]
    no_year: Decimal
    whole: Decimal


@dataclass(frozen=True)
class Matrix:
    years: list[int]
    costs: list[Row]
    funding: list[Row]
    cost: Row
    paid_for: Row
    has_no_year: bool

    @property
    def beside_lines(self) -> list[int]:
        """The years that stand beside each line: none when they are more than a sheet of paper has room for."""
        return self.years if len(self.years) <= MOST_BESIDE_LINES else []


def by_category(budget: Budget) -> Matrix:
    """Costs by category and sources by name, each by year. Adds up to the budget, to the øre."""
    years = budget.named_years
    groups: dict[str, list] = {}
    for line in budget.costs:
        groups.setdefault(line.category, []).append(line)
    costs = [
        _row(str(label), groups[key], years) for key, label in BudgetLine.Category.choices if key in groups
    ]
    sources: dict[str, list] = {}
    for line in budget.counting:
        sources.setdefault(line.source.name, []).append(line)
    funding = [_row(name, lines, years) for name, lines in sources.items()]
    cost = _row(gettext("Udgifter i alt"), budget.costs, years)
    paid_for = _row(gettext("Kilder i alt"), budget.counting, years)
    return Matrix(years, costs, funding, cost, paid_for, bool(cost.no_year or paid_for.no_year))


def _row(name: str, lines, years: list[int]) -> Row:
    by_year = [sum((Decimal(line.by_year.get(str(y), 0)) for line in lines), ZERO) for y in years]
    whole = sum((line.amount for line in lines), ZERO)
    return Row(name, by_year, whole - sum(by_year, ZERO), whole)


@dataclass(frozen=True)
class Difference:
    """One line that is not the same in two versions: kroner before and after, None where it was not there."""

    name: str
    before: Decimal | None
    after: Decimal | None


def differences(old: dict | None, new: dict) -> list[Difference]:
    """What changed from the record `old` to `new`, costs first; everything when there is no `old`."""
    found = []
    for side, name in (("costs", "text"), ("funding", "source")):
        before = _summed(old[side] if old else [], name)
        after = _summed(new[side], name)
        found += [
            Difference(key, before.get(key), after.get(key))
            for key in dict.fromkeys([*before, *after])
            if before.get(key) != after.get(key)
        ]
    return found


def _summed(rows: list[dict], name: str) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for row in rows:
        found[row[name]] = found.get(row[name], ZERO) + Decimal(row["kr"])
    return found
