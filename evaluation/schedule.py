"""On which days an initiative is evaluated: pure functions of the plan and the calendar.

Dates are dates: no hour, no time zone, so no change of clocks can lose or double one.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.conf import settings

from accounts.outbox.windows import in_quiet_period

from .models import EvaluationPlan

MONTHS = {
    EvaluationPlan.Rhythm.MONTHLY: 1,
    EvaluationPlan.Rhythm.QUARTERLY: 3,
    EvaluationPlan.Rhythm.HALF_YEARLY: 6,
    EvaluationPlan.Rhythm.YEARLY: 12,
}
APART_DAYS = 21
"""Nobody is asked twice within three weeks: of two occasions that close, the later one stands."""
FURTHEST_YEAR = 2100


@dataclass(frozen=True, order=True)
class Occasion:
    """One day by which an evaluation is to be answered, and the day from which it can be."""

    due_on: dt.date
    opens_on: dt.date
    is_final: bool = False


def days_open() -> int:
    """How many days before its deadline an evaluation opens: when the first mail goes."""
    return -settings.AAB_REMINDER_DAYS["evaluation"][0]


def occurrences(
    rhythm: str,
    first_on: dt.date,
    starts_on: dt.date,
    ends_on: dt.date | None,
    fixed: Sequence[dt.date] = (),
) -> Iterator[Occasion]:
    """Every occasion of a plan in order: by the rhythm from `first_on`, and a final one on the last day.

    A plan without a rhythm has the day half way (midway), none before the last (final), or the `fixed` days.

    The rhythm counts from `first_on`, so a plan that begins on the 31st falls on the last day of a
    shorter month and on the 31st again after it. Without `ends_on` it goes on (until 2100).
    An occasion that would open while AAB sends no reminders (July, Christmas) is due as long after
    the quiet period as it is otherwise open, because nobody could be told of it in time.
    """
    held: Occasion | None = None
    for due_on, is_final in _days(rhythm, first_on, starts_on, ends_on, fixed):
        occasion = _told_in_time(due_on, is_final)
        if held and (occasion.due_on - held.due_on).days >= APART_DAYS:
            yield held
        held = occasion
    if held:
        yield held


def _days(
    rhythm: str, first_on: dt.date, starts_on: dt.date, ends_on: dt.date | None, fixed: Sequence[dt.date]
) -> Iterator[tuple[dt.date, bool]]:
    if rhythm not in MONTHS:
        yield from _chosen_days(rhythm, first_on, starts_on, ends_on, fixed)
        return
    step = MONTHS[EvaluationPlan.Rhythm(rhythm)]
    count = 0
    while (day := add_months(first_on, count * step)).year < FURTHEST_YEAR:
        count += 1
        if ends_on and day >= ends_on:
            break
        if day >= starts_on:
            yield day, False
    if ends_on:
        yield ends_on, True


def _chosen_days(
    rhythm: str, first_on: dt.date, starts_on: dt.date, ends_on: dt.date | None, fixed: Sequence[dt.date]
) -> Iterator[tuple[dt.date, bool]]:
    Rhythm = EvaluationPlan.Rhythm
    if rhythm == Rhythm.FIXED:
        days = sorted(fixed)
    elif rhythm == Rhythm.MIDWAY:
        days = [half_way(starts_on, ends_on)]
    else:
        days = []
    if ends_on is None and not days:
        days = [first_on]
    yield from ((day, False) for day in days if day >= starts_on and (ends_on is None or day < ends_on))
    if ends_on:
        yield ends_on, True


def half_way(starts_on: dt.date, ends_on: dt.date | None) -> dt.date:
    """The day half way through; half a year after the start where there is no end."""
    return starts_on + (ends_on - starts_on) / 2 if ends_on else add_months(starts_on, 6)


def _told_in_time(due_on: dt.date, is_final: bool) -> Occasion:
    opens_on = due_on - dt.timedelta(days_open())
    while in_quiet_period(opens_on):
        opens_on += dt.timedelta(1)
        due_on = opens_on + dt.timedelta(days_open())
    return Occasion(due_on, opens_on, is_final)


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day of the month so many months on; the last day where the month is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def first_on_by_default(starts_on: dt.date, ends_on: dt.date | None) -> dt.date:
    """Three months after the start, and never after the end."""
    day = add_months(starts_on, 3)
    return min(day, ends_on) if ends_on else day
