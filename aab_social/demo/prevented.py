"""The demo's counts about evictions: invented, for AAB publishes none. The prices and the trend have sources."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.utils import timezone

from accounts.models import User
from initiatives.evictions import calculate
from initiatives.models import Department, EvictionCount, UnitCost

NUMBERS = ("8", "24", "33", "38", "50", "52", "58", "80")
COUNSELLED = {"33", "50", "58", "38"}


def make_counts(departments: dict[str, Department], today: dt.date, *, by: User) -> None:
    """Six years in eight departments: fewer evictions where there is counselling."""
    now = timezone.now()
    rows = []
    for place, number in enumerate(NUMBERS):
        for back in range(6, 0, -1):
            for quarter in range(1, 5):
                demands = 24 + (place * 7 + back * 5 + quarter * 3) % 17
                helped = number in COUNSELLED and back < 4
                evicted = max(0, 7 + (place + quarter) % 4 - (6 - back) - (2 if helped else 0))
                rows.append(
                    EvictionCount(
                        department=departments[number],
                        year=today.year - back,
                        quarter=quarter,
                        demands=demands * 4,
                        terminations=demands,
                        court_cases=evicted * 4 + 3,
                        evictions=evicted,
                        counselled=14 + place + quarter if helped else None,
                        agreements=9 + quarter if helped else None,
                        averted=2 + (place + quarter) % 3 if helped else None,
                        source="Opdigtet til visning",
                        is_fictitious=True,
                        recorded_by=by,
                        recorded_at=now,
                    )
                )
    EvictionCount.objects.bulk_create(rows)
    UnitCost.objects.create(
        payer=UnitCost.Payer.DEPARTMENT,
        low=40_000,
        middle=50_000,
        high=55_000,
        valid_from=dt.date(2022, 11, 1),
        source="Slagelse 2016: 40.000 kr. KAB 2013: 55.000 kr. Domea 2022: ca. 50.000 kr.",
        recorded_by=by,
    )
    calculate(
        title="Gældsrådgivningen (opdigtede tal)",
        from_year=today.year - 6,
        to_year=today.year - 1,
        municipality="",
        cost_of_work=Decimal(1_500_000),
        trend_name="Hele landet 2013-2023",
        trend_percent=Decimal(-34),
        trend_source="Økonomirådgivningen Slagelse: 64 procent færre mod 34 procent på landsplan",
        payers=[UnitCost.Payer.DEPARTMENT],
        by=by,
    )
