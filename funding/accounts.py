"""Budget against what was really spent, what is left of each grant, and whether the ledger adds up."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Sum
from django.utils.formats import number_format
from django.utils.translation import gettext

from accounts.templatetags.portal import kroner
from initiatives.models import Initiative

from .budget import ZERO, Budget, promised
from .models import BudgetLine, Commitment, FundingLine, MoneyEntry, YearFrame
from .splits import kroner_of

Kind = MoneyEntry.Kind


@dataclass(frozen=True)
class CategoryRow:
    """One kind of cost: kroner budgeted and spent. A variance above zero means more was spent than planned."""

    name: str
    budget: Decimal
    spent: Decimal

    @property
    def variance(self) -> Decimal:
        return self.spent - self.budget

    @property
    def variance_pct(self) -> Decimal | None:
        """The variance in pct. of the budget, half up; None where nothing was budgeted."""
        if not self.budget:
            return None
        return (self.variance * 100 / self.budget).quantize(Decimal("0.1"), ROUND_HALF_UP)

    @property
    def variance_in_words(self) -> str:
        """ "8.000 kr. ikke brugt (40 pct.)", "500 kr. mere end budgettet (2,5 pct.)", "Som budgettet"."""
        if not self.variance:
            return gettext("Som budgettet")
        less = self.variance < 0
        text = gettext("%(kroner)s ikke brugt") if less else gettext("%(kroner)s mere end budgettet")
        said = text % {"kroner": kroner(abs(self.variance))}
        if self.variance_pct is None:
            return said
        share = abs(self.variance_pct)
        share = number_format(int(share) if share == int(share) else share)
        return gettext("%(sentence)s (%(share)s pct.)") % {"sentence": said, "share": share}


@dataclass(frozen=True)
class GrantRow:
    """One source of the initiative: kroner applied for, granted, promised, paid, spent, returned and left."""

    line: FundingLine
    commitments: tuple[Commitment, ...]

    @property
    def granted(self) -> Decimal:
        return promised(self.line)

    def _sum(self, name: str) -> Decimal:
        return sum((getattr(commitment, name) for commitment in self.commitments), ZERO)

    @property
    def committed(self) -> Decimal:
        return self._sum("amount")

    @property
    def paid(self) -> Decimal:
        return self._sum("paid")

    @property
    def spent(self) -> Decimal:
        return self._sum("spent")

    @property
    def returned(self) -> Decimal:
        return self._sum("returned")

    @property
    def remaining(self) -> Decimal:
        return self._sum("remaining")


@dataclass(frozen=True)
class Account:
    """An initiative's money as it stands: by category and by source."""

    categories: tuple[CategoryRow, ...]
    grants: tuple[GrantRow, ...]
    unplaced: Decimal
    forecast: Decimal | None

    @property
    def forecast_in_hundreds(self) -> Decimal | None:
        """The forecast to the nearest 100 kr.: a pace says nothing of single kroner."""
        if self.forecast is None:
            return None
        return (self.forecast / 100).quantize(Decimal(1), ROUND_HALF_UP) * 100

    @property
    def whole(self) -> CategoryRow:
        return CategoryRow(
            "",
            sum((row.budget for row in self.categories), ZERO),
            sum((row.spent for row in self.categories), ZERO),
        )


def account_of(initiative: Initiative, budget: Budget, on: dt.date) -> Account:
    """The account of an initiative on the day, in two queries besides its budget's."""
    planned: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for line in budget.costs:
        planned[line.category] += budget.whole(line.amount)
    used: dict[str, Decimal] = defaultdict(lambda: ZERO)
    unplaced = ZERO
    entries = initiative.money_entries.filter(kind=Kind.SPENT)
    for category, commitment, amount in entries.values_list("category", "commitment", "amount"):
        used[category] += amount
        if commitment is None:
            unplaced += amount
    categories = tuple(
        CategoryRow(str(label), planned[key], used[key])
        for key, label in BudgetLine.Category.choices
        if key in planned or key in used
    )
    found: dict[int, list[Commitment]] = defaultdict(list)
    for commitment in Commitment.objects.filter(line__initiative=initiative):
        found[commitment.line_id].append(commitment)
    grants = tuple(GrantRow(line, tuple(found[line.pk])) for line in budget.funding)
    return Account(categories, grants, unplaced, _forecast(initiative, sum(used.values(), ZERO), on))


def _forecast(initiative: Initiative, spent: Decimal, on: dt.date) -> Decimal | None:
    """What will have been spent at the end if it goes on at the same pace; None before a tenth of the
    period, when a pace cannot be seen, and without an end."""
    if initiative.ends_on is None:
        return None
    days = (initiative.ends_on - initiative.starts_on).days + 1
    gone = min(days, (on - initiative.starts_on).days + 1)
    if gone * 10 < days:
        return None
    return kroner_of(spent * days / gone)


def faults(initiative: Initiative | None = None) -> list[str]:
    """What does not add up in the ledger of one initiative or of all; empty when everything does.

    Sum of entries = balance; paid ≤ granted ≤ applied or explained; spent + returned + remaining =
    granted; a frame's committed = its commitments less what came back.
    """
    found = []
    commitments = Commitment.objects.select_related("line")
    if initiative is not None:
        commitments = commitments.filter(line__initiative=initiative)
    sums: dict[tuple, Decimal] = {}
    for pk, kind, amount in MoneyEntry.objects.values_list("commitment", "kind").annotate(Sum("amount")):
        sums[pk, kind] = amount
    by_line: dict[int, list[Commitment]] = defaultdict(list)
    for commitment in commitments:
        by_line[commitment.line_id].append(commitment)
        for kind, kept in (
            (Kind.PAID, commitment.paid),
            (Kind.SPENT, commitment.spent),
            (Kind.RETURNED, commitment.returned),
        ):
            entered = sums.get((commitment.pk, kind), ZERO)
            if entered != kept:
                found.append(f"commitment {commitment.pk}: {kind} entries {entered}, balance {kept}")
        if commitment.paid > commitment.amount:
            found.append(f"commitment {commitment.pk}: paid above granted")
        if (
            commitment.remaining < 0
            or commitment.spent + commitment.returned + commitment.remaining != commitment.amount
        ):
            found.append(f"commitment {commitment.pk}: spent + returned + remaining is not granted")
    for rows in by_line.values():
        line = rows[0].line
        net = sum((row.amount - row.returned for row in rows), ZERO)
        if line.counts and net > promised(line):
            found.append(f"line {line.pk}: promised {net} above granted {promised(line)}")
        if promised(line) > line.amount and not line.explanation:
            found.append(f"line {line.pk}: granted above applied without words")
    for frame in YearFrame.objects.prefetch_related("commitments"):
        net = sum((c.amount - c.returned for c in frame.commitments.all()), ZERO)
        if net != frame.committed or net > frame.amount:
            found.append(
                f"frame {frame.pk}: commitments {net}, committed {frame.committed} of {frame.amount}"
            )
    return found
