"""When reminders may be sent: every day from 2026 to 2037, in Danish time."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.outbox import windows
from accounts.outbox.windows import DENMARK

EVERY_DAY = [
    dt.date(2026, 1, 1) + dt.timedelta(n) for n in range((dt.date(2038, 1, 1) - dt.date(2026, 1, 1)).days)
]
YEARS = (dt.datetime(2026, 1, 1, tzinfo=dt.UTC), dt.datetime(2037, 12, 31, tzinfo=dt.UTC))
moments = st.integers(*(int(moment.timestamp()) for moment in YEARS)).map(
    lambda seconds: dt.datetime.fromtimestamp(seconds, dt.UTC)
)


EASTER = [(2000, (4, 23)), (2008, (3, 23)), (2024, (3, 31)), (2025, (4, 20)), (2026, (4, 5)), (2027, (3, 28)),
          (2028, (4, 16)), (2030, (4, 21)), (2035, (3, 25)), (2037, (4, 5)), (2038, (4, 25))]  # fmt: skip


@pytest.mark.parametrize(("year", "day"), EASTER)
def test_the_days_around_easter_as_the_almanac_has_them(year, day):
    easter = dt.date(year, *day)
    days = windows.public_holidays(year)
    assert {easter + dt.timedelta(n) for n in (-3, -2, 0, 1, 39, 49, 50)} < days
    assert len(days) == (11 if year <= 2023 else 10)


def test_the_public_holidays_of_2026():
    assert windows.public_holidays(2026) == {
        dt.date(2026, 1, 1),  # nytårsdag
        dt.date(2026, 4, 2),  # skærtorsdag
        dt.date(2026, 4, 3),  # langfredag
        dt.date(2026, 4, 5),  # påskedag
        dt.date(2026, 4, 6),  # 2. påskedag
        dt.date(2026, 5, 14),  # Kristi himmelfartsdag
        dt.date(2026, 5, 24),  # pinsedag
        dt.date(2026, 5, 25),  # 2. pinsedag
        dt.date(2026, 12, 25),
        dt.date(2026, 12, 26),
    }


def test_store_bededag_ended_with_2023():
    assert dt.date(2023, 5, 5) in windows.public_holidays(2023)
    assert dt.date(2024, 4, 26) not in windows.public_holidays(2024)


def test_every_day_has_a_window_or_none_and_the_window_is_twelve_hours():
    open_days = 0
    for day in EVERY_DAY:
        hours = [
            hour
            for hour in range(24)
            if windows.is_open(dt.datetime.combine(day, dt.time(hour, 30), DENMARK))
        ]
        assert hours in ([], list(range(8, 20)))
        assert bool(hours) == windows.is_mail_day(day)
        assert not (hours and (day.weekday() >= 5 or day in windows.public_holidays(day.year)))
        assert not (
            hours and (day.month == 7 or (day.month, day.day) >= (12, 20) or (day.month, day.day) <= (1, 3))
        )
        open_days += bool(hours)
    assert open_days / 12 > 200  # a year without July and Christmas has some 225 weekdays left


def test_the_morning_of_every_day_is_eight_in_the_morning_also_when_the_clocks_change():
    for day in EVERY_DAY:
        morning = windows.morning_of(day).astimezone(dt.UTC).astimezone(DENMARK)
        assert (morning.date(), morning.hour, morning.minute) == (day, 8, 0)
        assert windows.local_day(windows.end_of(day) - dt.timedelta(seconds=1)) == day
        assert windows.local_day(windows.end_of(day)) == day + dt.timedelta(days=1)


@pytest.mark.parametrize("day", [dt.date(2026, 3, 29), dt.date(2026, 10, 25)])
def test_a_day_on_which_the_clocks_change_has_23_or_25_hours(day):
    hours = (windows.end_of(day).timestamp() - windows.end_of(day - dt.timedelta(days=1)).timestamp()) / 3600
    assert hours == (23 if day.month == 3 else 25)


def test_a_reminder_due_each_day_goes_out_exactly_once_at_the_next_open_moment():
    """Ten-minute sweeps through twelve years would be slow; the opening moments say the same."""
    for day in EVERY_DAY:
        opens = windows.next_open(windows.morning_of(day))
        assert windows.is_open(opens)
        assert opens >= windows.morning_of(day)
        assert not windows.is_open(opens - dt.timedelta(seconds=1)) or opens == windows.morning_of(day)
        if windows.is_mail_day(day):
            assert opens == windows.morning_of(day)


def test_half_past_ten_in_the_evening_utc_on_the_last_of_june_is_july_here():
    assert windows.local_day(dt.datetime(2026, 6, 30, 22, 30, tzinfo=dt.UTC)) == dt.date(2026, 7, 1)


def test_summer_and_christmas_are_waited_out():
    def opens(*moment):
        return windows.next_open(dt.datetime(*moment, tzinfo=DENMARK)).strftime("%d.%m.%Y %H.%M")

    assert opens(2026, 7, 1, 9) == "03.08.2026 08.00"  # 1 and 2 August are a weekend
    assert opens(2026, 12, 19, 21) == "04.01.2027 08.00"
    assert opens(2026, 11, 24, 20) == "25.11.2026 08.00"
    assert opens(2026, 11, 24, 7, 59) == "24.11.2026 08.00"
    assert opens(2026, 11, 24, 19, 59) == "24.11.2026 19.59"
    assert opens(2026, 4, 1, 20) == "07.04.2026 08.00"  # skærtorsdag to 2. påskedag


@given(moments)
def test_the_next_open_moment_is_open_not_earlier_and_its_own_next(moment):
    opens = windows.next_open(moment)
    assert opens >= moment
    assert windows.is_open(opens)
    assert windows.next_open(opens) == opens
    assert opens - moment < dt.timedelta(days=36)


@given(moments)
def test_the_next_day_is_another_day(moment):
    later = windows.next_day(moment)
    assert windows.is_open(later)
    assert windows.local_day(later) > windows.local_day(moment)


def test_a_year_of_quiet_is_refused_instead_of_searched_for_ever(settings):
    settings.AAB_MAIL_QUIET_PERIODS = (((1, 1), (12, 31)),)
    with pytest.raises(ValueError, match="AAB_MAIL_QUIET_PERIODS"):
        windows.next_open(dt.datetime(2026, 11, 24, 10, tzinfo=DENMARK))


def test_weekends_and_hours_are_aabs_to_choose(settings):
    settings.AAB_MAIL_WEEKDAYS_ONLY = False
    settings.AAB_MAIL_HOURS = (6, 22)
    assert windows.is_open(dt.datetime(2026, 11, 22, 21, 30, tzinfo=DENMARK))
