"""A person's dates as an iCalendar file (RFC 5545), the way real calendar programs want it.

The library `icalendar` folds, escapes and writes time zones. We choose: whole days (VALUE=DATE), an end that is
the day after, UIDs that never change, SEQUENCE and LAST-MODIFIED from `CalendarEntry`, free time (TRANSPARENT, so
that nobody looks busy), and twice a day as the pace (REFRESH-INTERVAL is RFC 7986, X-PUBLISHED-TTL is Outlook's).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext
from icalendar import Calendar, Event

from accounts.models import CalendarEntry
from accounts.outbox.letter import absolute
from accounts.outbox.windows import DENMARK

from .dates import CalendarDate

EVERY = dt.timedelta(hours=12)
PRODUCT = "-//Boligforeningen AAB//Sociale indsatser//DA"


def feed(dates: Sequence[CalendarDate]) -> bytes:
    """The file, in the language that is active. One query; the same bytes until something changes."""
    known = {entry.key: entry for entry in CalendarEntry.objects.filter(key__in=[date.key for date in dates])}
    calendar = Calendar()
    name = gettext("Frister i Sociale indsatser")
    for key, value in (("prodid", PRODUCT), ("version", "2.0"), ("calscale", "GREGORIAN"), ("method", "PUBLISH"),
                       ("name", name), ("x-wr-calname", name), ("x-wr-timezone", str(DENMARK)),
                       ("url", absolute("/frister/"))):  # fmt: skip
        calendar.add(key, value)
    calendar.add("refresh-interval", EVERY, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT12H")  # an unknown name: as text
    for date in dates:
        calendar.add_component(_event(date, known.get(date.key)))
    if any(date.at for date in dates):
        calendar.add_missing_timezones()
    return calendar.to_ical()


def _event(date: CalendarDate, entry: CalendarEntry | None) -> Event:
    event = Event()
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    # A date the job has not seen yet is as old as its day: the same bytes at each request.
    stamp = entry.changed_at if entry else dt.datetime.combine(date.on, dt.time(), dt.UTC)
    link = absolute(date.path)
    event.add("uid", f"{date.key}@{host}")
    event.add("dtstamp", stamp.astimezone(dt.UTC))
    event.add("last-modified", stamp.astimezone(dt.UTC))
    event.add("sequence", entry.sequence if entry else 0)
    if date.at:
        begins = timezone.make_aware(dt.datetime.combine(date.on, date.at), DENMARK)
        event.add("dtstart", begins)
        event.add("dtend", (begins.astimezone(dt.UTC) + dt.timedelta(hours=date.hours)).astimezone(DENMARK))
    else:
        event.add("dtstart", date.on)
        event.add("dtend", date.on + dt.timedelta(days=1))
        event.add("x-microsoft-cdo-alldayevent", "TRUE")
    event.add("summary", date.title)
    event.add("description", link)
    event.add("url", link)
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")
    return event
