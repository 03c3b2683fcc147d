"""Files whose last day has passed: the points they proved do not count as proven by them any more."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.utils.formats import date_format
from django.utils.translation import gettext

from .models import Evidence

NOTICE = dt.timedelta(days=14)
"""How long before a file's last day whoever answers for the case is asked for a new one."""


def by_point(files: Iterable[Evidence]) -> dict[str, list[Evidence]]:
    """{requirement key: the files that prove it}, from files with their `points` at hand."""
    found: dict[str, list[Evidence]] = {}
    for file in files:
        for key in file.keys:
            found.setdefault(key, []).append(file)
    return found


def said_of(file: Evidence, on: dt.date) -> str:
    """Until which day a file with a last day is good, and whether that day has passed on the day `on`."""
    said = (
        gettext("Bilaget gjaldt til %(day)s og beviser ikke noget mere.")
        if file.is_expired(on)
        else gettext("Bilaget gælder til %(day)s. Bagefter beviser det ikke noget.")
    )
    return said % {"day": date_format(file.valid_until, "j. F Y")}


def outdated_words(files: list[Evidence]) -> str:
    """That a point is no longer proven by these files, and what to do."""
    said = " ".join(
        gettext('"%(name)s" gjaldt til %(day)s.')
        % {"name": file.name, "day": date_format(file.valid_until, "j. F Y")}
        for file in files
    )
    return gettext("%(said)s Læg en ny udgave ind, eller tag bilaget af punktet.") % {"said": said}
