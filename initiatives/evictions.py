"""Counts about evictions, and what preventing them may be worth. Every step is kept apart; nothing is summed across.

What a calculation says is a range under named assumptions, never "saved": a fall that the whole country
had too would mostly have come anyway (domain: −64 % in Slagelse beside −34 % nationally).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from decimal import ROUND_CEILING, Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from .models import Department, EvictionCalculation, EvictionCount, UnitCost
from .models.evictions import COUNTS
from .small_counts import Table, safe_table

QUARTERS = ("1", "2", "3", "4")


class CannotCalculate(Exception):
    """The numbers do not allow the calculation. `str()` is a sentence that says what to do."""


def finished_years(on: dt.date) -> list[int]:
    """Years that are over and have counts, the newest first.

    Boards and the public see no others: a total that grows quarter by quarter would give a quarter away.
    """
    years = EvictionCount.objects.filter(year__lt=on.year).values_list("year", flat=True)
    return sorted(set(years.order_by()), reverse=True)


@transaction.atomic
def record_counts(
    department: Department, *, year: int, quarter: int, counts: Mapping[str, int | None], source: str, by
) -> EvictionCount:
    """Write one department's counts of one quarter, in place of what stood there."""
    row = EvictionCount.objects.filter(department=department, year=year, quarter=quarter).first()
    row = row or EvictionCount(department=department, year=year, quarter=quarter)
    for name in COUNTS:
        setattr(row, name, counts.get(name))
    row.source, row.recorded_by, row.recorded_at = source, by, timezone.now()
    row.full_clean()
    row.save()
    return row


def safe_tables(year: int) -> dict[str, Table]:
    """Every measure of one finished year as boards and the public may see it. One query."""
    rows = list(
        EvictionCount.objects.filter(year=year)
        .values("department__number", "quarter", *COUNTS)
        .order_by("department__sort_key")
    )
    places = tuple(dict.fromkeys(row["department__number"] for row in rows))
    return {
        name: safe_table(
            places, QUARTERS, {(row["department__number"], str(row["quarter"])): row[name] for row in rows}
        )
        for name in COUNTS
    }


# --- What it may be worth -----------------------------------------------------------------------
@dataclass(frozen=True)
class Estimate:
    """Money under one assumption about the price of an eviction; kroner."""

    name: str
    unit_cost: Decimal
    value: Decimal
    net: Decimal
    break_even: int
    """How many evictions must be prevented before the work has paid for itself."""


@dataclass(frozen=True)
class Outcome:
    """The change, the change one would have expected, and what lies between."""

    before: int
    after: int
    change_percent: Decimal
    trend_percent: Decimal
    expected: Decimal
    beyond_trend: Decimal
    averted_reported: int | None
    estimates: tuple[Estimate, ...]


def evictions_in(year: int, municipality: str = "") -> int | None:
    """Evictions carried out in a year; None when nobody has told them."""
    return _total("evictions", year, municipality)


def _total(name: str, year: int, municipality: str) -> int | None:
    rows = EvictionCount.objects.filter(year=year)
    if municipality:
        rows = rows.filter(department__municipality=municipality)
    known = [count for count in rows.values_list(name, flat=True) if count is not None]
    return sum(known) if known else None


def costs_on(day: dt.date) -> list[UnitCost]:
    """The assumption in force for each payer on a day."""
    found: dict[str, UnitCost] = {}
    for cost in UnitCost.objects.filter(valid_from__lte=day).order_by("valid_from"):
        found[cost.payer] = cost
    return [found[payer] for payer in UnitCost.Payer.values if payer in found]


def work_out(
    *,
    before: int,
    after: int,
    averted: int | None,
    trend_percent: Decimal,
    costs: Iterable,
    cost_of_work: Decimal,
) -> Outcome:
    """The numbers alone: pure, in Decimal, no rounding before the end."""
    costs = list(costs)
    expected = Decimal(before) * (1 + trend_percent / 100)
    beyond = expected - after
    estimates = []
    for name in ("low", "middle", "high"):
        unit = sum((Decimal(cost[name]) for cost in costs), Decimal(0))
        value = max(Decimal(0), beyond) * unit
        enough = int((cost_of_work / unit).to_integral_value(ROUND_CEILING)) if unit else 0
        estimates.append(Estimate(name, unit, _kroner(value), _kroner(value - cost_of_work), enough))
    change = (Decimal(after - before) / before * 100).quantize(Decimal("0.1")) if before else Decimal(0)
    return Outcome(
        before=before,
        after=after,
        change_percent=change,
        trend_percent=trend_percent,
        expected=expected.quantize(Decimal("0.1")),
        beyond_trend=beyond.quantize(Decimal("0.1")),
        averted_reported=averted,
        estimates=tuple(estimates),
    )


def _kroner(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal("0.01"))


@transaction.atomic
def calculate(
    *,
    title: str,
    from_year: int,
    to_year: int,
    municipality: str,
    cost_of_work: Decimal,
    trend_name: str,
    trend_percent: Decimal,
    trend_source: str,
    payers: Iterable[str],
    by,
) -> EvictionCalculation:
    """Calculate, and keep the result with every assumption it rests on.

    Raises CannotCalculate when a year has no count of evictions, or no price is in force.
    """
    before, after = evictions_in(from_year, municipality), evictions_in(to_year, municipality)
    for year, count in ((from_year, before), (to_year, after)):
        if count is None:
            raise CannotCalculate(_("Der er ingen tal for %(year)s. Skriv dem ind først.") % {"year": year})
    if not before:
        raise CannotCalculate(
            _("Der var ingen udsættelser i %(year)s. Vælg et andet år.") % {"year": from_year}
        )
    wanted = set(payers)
    costs = [cost for cost in costs_on(timezone.localdate()) if cost.payer in wanted]
    if not costs:
        raise CannotCalculate(_("Der er ingen pris på en udsættelse. Skriv den ind først."))
    kept = [
        {
            "payer": cost.payer,
            "low": str(cost.low),
            "middle": str(cost.middle),
            "high": str(cost.high),
            "valid_from": cost.valid_from.isoformat(),
            "source": cost.source,
        }
        for cost in costs
    ]
    outcome = work_out(
        before=before,
        after=after,
        averted=_total("averted", to_year, municipality),
        trend_percent=trend_percent,
        costs=kept,
        cost_of_work=cost_of_work,
    )
    calculation = EvictionCalculation(
        title=title,
        from_year=from_year,
        to_year=to_year,
        municipality=municipality,
        cost_of_work=cost_of_work,
        trend_name=trend_name,
        trend_percent=trend_percent,
        trend_source=trend_source,
        assumptions={"costs": kept},
        result=_plain(asdict(outcome)),
        made_at=timezone.now(),
        made_by=by,
    )
    calculation.full_clean()
    calculation.save()
    return calculation


def _plain(value):
    """Decimals as text, so that nothing is rounded on its way into the database."""
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return str(value) if isinstance(value, Decimal) else value
