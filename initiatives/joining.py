"""Asking to join an activity (P5): the portal passes the message on, and shows no address in either direction."""

from __future__ import annotations

import datetime as dt
import hashlib

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import User
from accounts.outbox import queue

from .models import BoardSeat, JoinRequest, VolunteerActivity

KEPT_FOR = dt.timedelta(days=30)
MOST_PER_HOUR = 5  # messages from one visitor
MOST_PER_DAY = 20  # messages to one activity


def too_many(request: HttpRequest, activity: VolunteerActivity) -> bool:
    """True when the visitor, or everybody together, has written so often that a person would not.

    The visitor's address is kept for an hour as a hash, and nowhere else.
    """
    visitor = hashlib.sha256((get_adapter().get_client_ip(request) or "").encode()).hexdigest()[:32]
    now = timezone.now()
    from_here = _count(f"join:{visitor}:{now:%Y%m%d%H}", 3600)
    today = JoinRequest.objects.filter(activity=activity, sent_at__gt=now - dt.timedelta(days=1)).count()
    return from_here > MOST_PER_HOUR or today >= MOST_PER_DAY


def _count(key: str, seconds: int) -> int:
    cache.add(key, 0, seconds)
    try:
        return cache.incr(key)
    except ValueError:  # it ran out between the two lines
        return 1


def receivers_of(activity: VolunteerActivity, on: dt.date | None = None) -> list[User]:
    """The contact while he or she sits on the board; else all of the board; else AAB's consultant."""
    on = on or timezone.localdate()
    seats = BoardSeat.objects.in_office(on).filter(department=activity.department, wants_paper=False)
    people = [seat.person for seat in seats.select_related("person").order_by("pk")]
    contact = [person for person in people if person.pk == activity.contact_id]
    if contact or people:
        return contact or list(dict.fromkeys(people))
    consultant = activity.department.consultant
    return [consultant] if consultant else []


@transaction.atomic
def ask_to_join(activity: VolunteerActivity, *, name: str, contact: str, message: str) -> JoinRequest | None:
    """Pass a message on. None when there is nobody to pass it to; then one has to ring.

    The same message a second time within the hour is the same message.
    """
    receivers = receivers_of(activity)
    if not receivers:
        return None
    now = timezone.now()
    same = {"activity": activity, "name": name, "contact": contact, "message": message}
    before = JoinRequest.objects.filter(**same, sent_at__gt=now - dt.timedelta(hours=1)).first()
    if before:
        return before
    request = JoinRequest.objects.create(**same, sent_at=now)
    for person in receivers:
        queue("join_request", to=person, about=request, occurrence="once")
    return request


def forget_old(now: dt.datetime) -> int:
    """Delete what was passed on more than a month ago. Returns how many; a second run finds none."""
    return JoinRequest.objects.filter(sent_at__lt=now - KEPT_FOR).delete()[0]
