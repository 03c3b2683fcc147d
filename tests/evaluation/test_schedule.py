"""On which days an initiative is evaluated: every day of the years 2026 to 2037, and the days that are awkward."""

import datetime as dt
from itertools import pairwise

import pytest

from accounts.outbox.windows import in_quiet_period
from evaluation.models import EvaluationPlan
from evaluation.schedule import APART_DAYS, MONTHS, add_months, first_on_by_default, half_way, occurrences

Rhythm = EvaluationPlan.Rhythm
FIRST, LAST = dt.date(2026, 1, 1), dt.date(2037, 12, 31)


def days_of(rhythm, first_on, ends_on=None, starts_on=dt.date(2020, 1, 1)):
    return [o.due_on for o in occurrences(rhythm, first_on, starts_on, ends_on)]


def until(rhythm, first_on, last):
    found = []
    for occasion in occurrences(rhythm, first_on, dt.date(2020, 1, 1), None):
        if occasion.due_on > last:
            return found
        found.append(occasion)
    return found


@pytest.mark.parametrize("rhythm", list(MONTHS))
def test_a_plan_that_begins_on_any_day_until_2037_has_each_occasion_once(rhythm):
    day = FIRST
    while day <= LAST:
        found = until(rhythm, day, LAST)
        due = [o.due_on for o in found]
        assert due == sorted(set(due)), day
        assert all(b - a >= dt.timedelta(APART_DAYS) for a, b in pairwise(due)), day
        assert all(o.opens_on == o.due_on - dt.timedelta(14) for o in found), day
        assert not any(in_quiet_period(o.opens_on) for o in found), day
        # Every occasion of the rhythm is there on its own day, or after the quiet period, or close before another.
        wanted = [add_months(day, n * MONTHS[rhythm]) for n in range(150)]
        for nominal in (w for w in wanted if w <= LAST - dt.timedelta(60)):
            assert any(0 <= (d - nominal).days <= 45 for d in due), (day, nominal)
        day += dt.timedelta(1)


def test_every_end_has_one_final_evaluation_and_it_is_the_last():
    ends_on = FIRST
    while ends_on <= LAST:
        found = list(occurrences(Rhythm.MONTHLY, dt.date(2025, 6, 15), dt.date(2025, 1, 1), ends_on))
        assert [o.is_final for o in found] == [False] * (len(found) - 1) + [True], ends_on
        assert found[-1].due_on >= ends_on
        assert in_quiet_period(ends_on - dt.timedelta(14)) or found[-1].due_on == ends_on
        ends_on += dt.timedelta(1)


def test_a_plan_that_begins_on_the_31st_falls_on_the_last_day_and_comes_back():
    assert days_of(Rhythm.MONTHLY, dt.date(2028, 1, 31), dt.date(2028, 5, 31)) == [
        dt.date(2028, 1, 31),
        dt.date(2028, 2, 29),
        dt.date(2028, 3, 31),
        dt.date(2028, 4, 30),
        dt.date(2028, 5, 31),
    ]


def test_a_leap_day_comes_back_in_four_years():
    due = days_of(Rhythm.YEARLY, dt.date(2028, 2, 29), dt.date(2032, 12, 1))
    assert due[:5] == [
        dt.date(2028, 2, 29),
        dt.date(2029, 2, 28),
        dt.date(2030, 2, 28),
        dt.date(2031, 2, 28),
        dt.date(2032, 2, 29),
    ]


def test_nobody_is_asked_twice_within_three_weeks_of_the_end():
    assert days_of(Rhythm.QUARTERLY, dt.date(2026, 3, 1), dt.date(2026, 6, 10)) == [
        dt.date(2026, 3, 1),
        dt.date(2026, 6, 10),
    ]


def test_an_evaluation_that_would_open_in_july_is_due_two_weeks_after_it():
    assert days_of(Rhythm.YEARLY, dt.date(2026, 7, 20), dt.date(2026, 12, 1)) == [
        dt.date(2026, 8, 15),
        dt.date(2026, 12, 1),
    ]


def test_an_evaluation_that_opened_before_july_keeps_its_day():
    assert days_of(Rhythm.YEARLY, dt.date(2026, 7, 10), dt.date(2026, 12, 1))[0] == dt.date(2026, 7, 10)


def test_without_an_end_it_goes_on_and_stops_in_the_end():
    due = days_of(Rhythm.YEARLY, dt.date(2026, 3, 1))
    assert due[0] == dt.date(2026, 3, 1)
    assert due[-1] == dt.date(2099, 3, 1)


def test_occasions_before_the_start_are_left_out():
    due = days_of(
        Rhythm.QUARTERLY, dt.date(2026, 1, 10), dt.date(2026, 12, 10), starts_on=dt.date(2026, 3, 1)
    )
    assert due[0] == dt.date(2026, 4, 10)


def test_a_plan_that_would_begin_after_the_end_has_only_the_final_one():
    found = list(occurrences(Rhythm.YEARLY, dt.date(2027, 1, 10), dt.date(2026, 1, 1), dt.date(2026, 11, 30)))
    assert [(o.due_on, o.is_final) for o in found] == [(dt.date(2026, 11, 30), True)]


def test_the_first_evaluation_is_three_months_after_the_start_and_never_after_the_end():
    assert first_on_by_default(dt.date(2026, 11, 30), None) == dt.date(2027, 2, 28)
    assert first_on_by_default(dt.date(2026, 1, 5), dt.date(2026, 3, 1)) == dt.date(2026, 3, 1)


# --- Plans without a rhythm -----------------------------------------------------------------------
def test_midway_and_final_on_every_day_until_2037():
    """A case that ends on each day of the twelve years: one look half way, one at the end, each once."""
    ends_on = FIRST
    while ends_on <= LAST:
        starts_on = ends_on - dt.timedelta(400)
        midway = list(occurrences(Rhythm.MIDWAY, starts_on, starts_on, ends_on))
        assert [o.is_final for o in midway] == [False, True], ends_on
        assert 0 <= (midway[0].due_on - half_way(starts_on, ends_on)).days <= 45, ends_on
        final = list(occurrences(Rhythm.FINAL, starts_on, starts_on, ends_on))
        assert [o.is_final for o in final] == [True], ends_on
        assert final[0] == midway[1], ends_on
        ends_on += dt.timedelta(1)


def test_fixed_days_are_kept_in_order_each_once_and_the_last_day_is_added():
    days = [dt.date(2026, 10, 1), dt.date(2026, 3, 1), dt.date(2026, 10, 1), dt.date(2028, 1, 1)]
    found = occurrences(Rhythm.FIXED, days[1], dt.date(2026, 1, 1), dt.date(2026, 12, 1), days)
    assert [(o.due_on, o.is_final) for o in found] == [
        (dt.date(2026, 3, 1), False),
        (dt.date(2026, 10, 1), False),
        (dt.date(2026, 12, 1), True),
    ]


def test_every_day_until_2037_as_a_fixed_day_is_asked_about_once():
    day = FIRST
    while day <= LAST:
        found = list(occurrences(Rhythm.FIXED, day, dt.date(2020, 1, 1), None, [day]))
        assert [0 <= (o.due_on - day).days <= 45 for o in found] == [True], day
        day += dt.timedelta(1)


def test_without_an_end_midway_is_half_a_year_in_and_final_is_the_chosen_day():
    start = dt.date(2026, 1, 10)
    assert [o.due_on for o in occurrences(Rhythm.MIDWAY, start, start, None)] == [dt.date(2026, 7, 10)]
    assert [o.due_on for o in occurrences(Rhythm.FINAL, dt.date(2026, 5, 1), start, None)] == [
        dt.date(2026, 5, 1)
    ]
