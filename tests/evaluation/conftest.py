"""A day that stands still, and running cases with evaluations."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from evaluation.models import EvaluationPlan
from initiatives.models import Initiative
from tests import factories

DENMARK = ZoneInfo("Europe/Copenhagen")


class Clock:
    """The time of the portal, in the tests' hands."""

    def __init__(self, monkeypatch):
        self._patch = monkeypatch

    def set(self, day: dt.date, hour: int = 10) -> dt.date:
        moment = dt.datetime.combine(day, dt.time(hour), DENMARK)
        self._patch.setattr(timezone, "now", lambda: moment)
        return day


@pytest.fixture
def clock(monkeypatch):
    """Tuesday 10 March 2026, ten o'clock, until a test says otherwise."""
    clock = Clock(monkeypatch)
    clock.set(dt.date(2026, 3, 10))
    return clock


def running(
    *, departments=("58",), boards=1, role=EvaluationPlan.Role.BOARD, first_in=21, **facts
) -> Initiative:
    """A case that runs from today, evaluated every quarter from `first_in` days on.

    Each of its boards has exactly as many members as `boards` says.
    """
    found = [factories.make_department(number) for number in departments]
    facts = {"starts_on": factories.today(), "ends_on": factories.in_days(360)} | facts
    initiative = factories.running_case(departments=found, **facts)
    for department in found:
        for number in range(department.board_seats.count(), boards):
            factories.make_board_member(department, f"Medlem {department.number} {number}")
        kept = department.board_seats.order_by("pk")[:boards]
        department.board_seats.exclude(pk__in=[seat.pk for seat in kept]).delete()
    EvaluationPlan.objects.filter(initiative=initiative).update(
        rhythm=EvaluationPlan.Rhythm.QUARTERLY,
        first_on=factories.in_days(first_in),
        answered_by_role=role,
        asks_from=factories.today(),
    )
    return Initiative.objects.get(pk=initiative.pk)
