"""When a reminder may be sent: pure functions of the calendar, always in Danish local time.

Reminders go out on weekdays within AAB's hours, never on a public holiday and never in AAB's quiet
periods (settings AAB_MAIL_HOURS, AAB_MAIL_WEEKDAYS_ONLY, AAB_MAIL_QUIET_PERIODS). Receipts, decisions
and codes are no reminders and know no window.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.conf import settings

DENMARK = ZoneInfo("Europe/Copenhagen")


def easter_sunday(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (the rule of Meeus, Jones and Butcher)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


@lru_cache(maxsize=64)
def public_holidays(year: int) -> frozenset[date]:
    """The Danish public holidays (helligdage) of a year.

    Store bededag is one until 2023 (abolished by lov nr. 214 af 6. marts 2023). Grundlovsdag and
    juleaftensdag are days off for many, but no public holidays, and so not in the list.
    """
    easter = easter_sunday(year)
    after_easter = {-3, -2, 0, 1, 39, 49, 50} | ({26} if year <= 2023 else set())
    fixed = {date(year, 1, 1), date(year, 12, 25), date(year, 12, 26)}
    return frozenset(fixed | {easter + timedelta(days) for days in after_easter})


def in_quiet_period(day: date) -> bool:
    """True on days in which AAB sends no reminders. A period may run over New Year."""
    today = (day.month, day.day)
    return any(
        first <= today <= last if first <= last else today >= first or today <= last
        for first, last in settings.AAB_MAIL_QUIET_PERIODS
    )


def is_mail_day(day: date) -> bool:
    """True when reminders may be sent on that day at all."""
    if settings.AAB_MAIL_WEEKDAYS_ONLY and (day.weekday() >= 5 or day in public_holidays(day.year)):
        return False
    return not in_quiet_period(day)


def local_day(moment: datetime) -> date:
    """The date in Denmark at that moment: 22.30 UTC on 30 June is 1 July."""
    return moment.astimezone(DENMARK).date()


def morning_of(day: date) -> datetime:
    """The moment the window of a day opens. A deadline that is a date becomes a moment here.

    The clocks change at two and three at night, so the hour always exists and exists once.
    """
    return datetime.combine(day, time(settings.AAB_MAIL_HOURS[0]), DENMARK)


def end_of(day: date) -> datetime:
    """Midnight after that day, in Denmark."""
    return datetime.combine(day + timedelta(days=1), time(0), DENMARK)


def is_open(moment: datetime) -> bool:
    """True when a reminder may be sent at that moment."""
    local = moment.astimezone(DENMARK)
    first, last = settings.AAB_MAIL_HOURS
    return first <= local.hour < last and is_mail_day(local.date())


def next_open(moment: datetime) -> datetime:
    """That moment if a reminder may be sent then, otherwise the next moment when one may."""
    if is_open(moment):
        return moment
    day = local_day(moment)
    if morning_of(day) <= moment:
        day += timedelta(days=1)
    for _ in range(400):
        if is_mail_day(day):
            return morning_of(day)
        day += timedelta(days=1)
    raise ValueError("AAB_MAIL_QUIET_PERIODS leave no day in a year on which reminders may be sent.")


def next_day(moment: datetime) -> datetime:
    """The next moment on a later date when a reminder may be sent."""
    return next_open(morning_of(local_day(moment) + timedelta(days=1)))
