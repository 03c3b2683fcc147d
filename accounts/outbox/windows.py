"""When a reminder may be sent: pure functions of the calendar, always in Danish local time.

Reminders go out on weekdays within AAB's hours, never on a public holiday and never in AAB's quiet
periods (settings AAB_MAIL_HOURS, AAB_MAIL_WEEKDAYS_ONLY, AAB_MAIL_QUIET_PERIODS). Receipts, decisions
and codes are no reminders and know no window.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays
from django.conf import settings
from django.utils import timezone

DENMARK = ZoneInfo("Europe/Copenhagen")


@lru_cache(maxsize=64)
def public_holidays(year: int) -> frozenset[date]:
    """The Danish public holidays (helligdage) of a year, from the library `holidays`, which follows the law.

    Store bededag is one until 2023 (abolished by lov nr. 214 af 6. marts 2023). Grundlovsdag and
    juleaftensdag are days off for many, but no public holidays, and so not in the list.
    """
    return frozenset(holidays.country_holidays("DK", years=year, categories=(holidays.PUBLIC,)))


def in_quiet_period(day: date) -> bool:
    """True on days in which AAB sends no reminders. A period may run over New Year."""
    today = (day.month, day.day)
    return any(
        first <= today <= last if first <= last else today >= first or today <= last
        for first, last in settings.AAB_MAIL_QUIET_PERIODS
    )


def is_mail_day(day: date, *, quiet_too: bool = False) -> bool:
    """True when reminders may be sent on that day at all."""
    if settings.AAB_MAIL_WEEKDAYS_ONLY and (day.weekday() >= 5 or day in public_holidays(day.year)):
        return False
    return quiet_too or not in_quiet_period(day)


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


def is_open(moment: datetime, *, quiet_too: bool = False) -> bool:
    """True when a reminder may be sent at that moment; `quiet_too` when it may go in quiet periods."""
    local = moment.astimezone(DENMARK)
    first, last = settings.AAB_MAIL_HOURS
    return first <= local.hour < last and is_mail_day(local.date(), quiet_too=quiet_too)


def next_open(moment: datetime, *, quiet_too: bool = False) -> datetime:
    """That moment if a reminder may be sent then, otherwise the next moment when one may."""
    if is_open(moment, quiet_too=quiet_too):
        return moment
    day = local_day(moment)
    if morning_of(day) <= moment:
        day += timedelta(days=1)
    for _ in range(400):
        if is_mail_day(day, quiet_too=quiet_too):
            return morning_of(day)
        day += timedelta(days=1)
    raise ValueError("AAB_MAIL_QUIET_PERIODS leave no day in a year on which reminders may be sent.")


def next_day(moment: datetime, *, quiet_too: bool = False) -> datetime:
    """The next moment on a later date when a reminder may be sent."""
    return next_open(morning_of(local_day(moment) + timedelta(days=1)), quiet_too=quiet_too)


def weekly_day(day: date) -> date:
    """The day of the mail of the week, today or later: Monday, or the first day after it that takes mails."""
    monday = day - timedelta(days=day.weekday())
    for start in (monday, monday + timedelta(days=7)):
        found = local_day(next_open(morning_of(start)))
        if found >= day:
            return found
    raise AssertionError("The Monday after today never lies before today.")


def now() -> datetime:
    return timezone.now()


def today() -> date:
    """The date in Denmark."""
    return local_day(now())
