"""Dates that people want in a calendar: what one is, who has which, and when one has changed.

Each app offers its dates in a `dates.py`, and the composition `aab_social/dates.py` (setting DATES) joins them:

    def dates_for(person: User | None, first: dt.date, last: dt.date) -> list[CalendarDate]:
        found = Agreement.objects.filter(ends_on__range=(first, last)).filter(of_person(person, "initiative__"))
        title = gettext("Aftale slutter: %(name)s")
        return [
            CalendarDate(a.ends_on, title % {"name": a.name}, f"agreement-{a.pk}", a.get_absolute_url())
            for a in found
        ]

`person` None asks for everybody's. A date holds a title and an address and nothing about people: feeds are kept
by calendar programs all over the world.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.module_loading import import_string

from accounts.models import CalendarEntry, CalendarLink, User

BEHIND_DAYS, AHEAD_DAYS = 31, 400
"""What a feed holds: the last month and a little more than a year ahead."""
KEEP_DAYS = 400


@dataclass(frozen=True, order=True)
class CalendarDate:
    """One date: `key` never changes ("evaluation-12"), `path` is the page where the thing is.

    A date is a whole day unless it has a time of day (`at`, Danish time); then it lasts `hours`.
    """

    on: dt.date
    title: str
    key: str
    path: str
    at: dt.time | None = None
    hours: int = 2

    @property
    def fingerprint(self) -> str:
        said = f"{self.on.isoformat()}|{self.at or ''}|{self.hours if self.at else ''}|{self.title}"
        return hashlib.sha256(said.encode()).hexdigest()


def dates_for(person: User | None, first: dt.date, last: dt.date) -> list[CalendarDate]:
    """Every date of the person from `first` to `last`, both included, in order; everybody's for None."""
    compose: Callable[..., Iterable[CalendarDate]] = import_string(settings.DATES)
    return sorted(compose(person, first, last))


def remember_dates(today: dt.date) -> int:
    """Count up the dates that have changed since the last time. Returns how many are new or changed.

    Safe to run twice. Runs every hour; calendar programs ask once or twice a day at most.
    """
    with translation.override(settings.LANGUAGE_CODE):
        said = {
            date.key: date
            for date in dates_for(None, today - dt.timedelta(BEHIND_DAYS), today + dt.timedelta(AHEAD_DAYS))
        }
    now = timezone.now()
    with transaction.atomic():
        known = {entry.key: entry for entry in CalendarEntry.objects.filter(key__in=said)}
        changed = []
        for key, entry in known.items():
            if entry.fingerprint != said[key].fingerprint:
                entry.fingerprint, entry.last_on = said[key].fingerprint, said[key].on
                entry.sequence, entry.changed_at = entry.sequence + 1, now
                changed.append(entry)
        CalendarEntry.objects.bulk_update(
            changed, ["fingerprint", "last_on", "sequence", "changed_at"], batch_size=500
        )
        new = [
            CalendarEntry(key=key, fingerprint=date.fingerprint, changed_at=now, last_on=date.on)
            for key, date in said.items()
            if key not in known
        ]
        CalendarEntry.objects.bulk_create(new, ignore_conflicts=True, batch_size=500)
        CalendarEntry.objects.filter(last_on__lt=today - dt.timedelta(KEEP_DAYS)).delete()
    return len(changed) + len(new)


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:32]


# --- The person's own address ---------------------------------------------------------------------
def open_link(person: User) -> CalendarLink | None:
    return CalendarLink.objects.open().filter(person=person).first()


@transaction.atomic
def make_link(*, person: User, by: User) -> CalendarLink:
    """A new address for the person's own feed; the old one stops with it. Raises ValueError for anybody else."""
    stop_link(person=person, by=by)
    return CalendarLink.objects.get_or_create(person=person, revoked_at=None)[0]


def stop_link(*, person: User, by: User) -> int:
    """Stop the person's address from the next request on. Returns how many; an administrator may do it too."""
    if by != person and not by.is_staff:
        raise ValueError("A calendar is a person's own.")
    return CalendarLink.objects.open().filter(person=person).update(revoked_at=timezone.now())
