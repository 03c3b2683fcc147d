"""Doing something on another day than today, for demo data only.

A case of two years ago must have a history of two years ago, with the policy, the boards and the
deciders of those days. The history cannot be changed afterwards, so it is written on its day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from django.utils import timezone


@contextmanager
def at(day: dt.date, hour: int = 10, minute: int = 0) -> Iterator[None]:
    """Within the block `timezone.now()` is that time of that day in Copenhagen, or now when that is to come.

    For one process that does nothing else: it turns the clock for everybody in it.
    """
    real = timezone.now
    then = dt.datetime.combine(day, dt.time(hour, minute), timezone.get_default_timezone())
    moment = min(then, real())
    timezone.now = lambda: moment
    try:
        yield
    finally:
        timezone.now = real


def working_day(day: dt.date) -> dt.date:
    """That day, or the Friday before it when it is a weekend."""
    return day - dt.timedelta(days=max(0, day.weekday() - 4))


def working_day_from(day: dt.date) -> dt.date:
    """That day, or the Monday after it when it is a weekend."""
    return day + dt.timedelta(days=(7 - day.weekday()) if day.weekday() > 4 else 0)
