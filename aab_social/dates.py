"""The dates people want in a calendar, across the whole portal. Each app says its own; see accounts/dates.py."""

from __future__ import annotations

import datetime as dt

from accounts.dates import CalendarDate
from accounts.models import User
from evaluation import dates as evaluation_dates
from funding import dates as funding_dates
from initiatives import dates as initiatives_dates

_PARTS = (initiatives_dates, evaluation_dates, funding_dates)


def dates_for(person: User | None, first: dt.date, last: dt.date) -> list[CalendarDate]:
    """Every date of the person from `first` to `last`; everybody's for None."""
    return [date for part in _PARTS for date in part.dates_for(person, first, last)]
