"""Asking to join an activity (P5): the portal passes the message on, and shows no address in either direction."""

from __future__ import annotations

import datetime as dt
import hashlib

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop

from accounts.models import MailReturn, MailStatus, OutgoingMail, User
from accounts.outbox import queue

from .departments.history import record
from .models import BoardSeat, JoinRequest, VolunteerActivity
from .workflow import Refused

KIND = "join_request"
ON_ITS_WAY = (MailStatus.PLANNED, MailStatus.CLAIMED, MailStatus.TRANSMITTING)
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
    """The contact while he or she sits on the board; else all of the board; else AAB's consultant.

    Whoever wants paper, and whoever's mails come back, is not written to.
    """
    on = on or timezone.localdate()
    seats = BoardSeat.objects.in_office(on).filter(department=activity.department, wants_paper=False)
    people = [seat.person for seat in seats.select_related("person").order_by("pk")]
    people = [person for person in people if not person.mail_comes_back]
    contact = [person for person in people if person.pk == activity.contact_id]
    if contact or people:
        return contact or list(dict.fromkeys(people))
    consultant = activity.department.consultant
    return [consultant] if consultant and not consultant.mail_comes_back else []


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
        queue(KIND, to=person, about=request, occurrence="once")
    return request


def lost_requests() -> QuerySet[JoinRequest]:
    """Messages that reached nobody: no mail about them arrived or is on its way, and nobody has settled them."""
    mails = OutgoingMail.objects.filter(
        kind=KIND, about_type=JoinRequest._meta.label_lower, about_id=OuterRef("pk")
    )
    arrived = mails.filter(status__in=ON_ITS_WAY) | mails.filter(
        ~Exists(MailReturn.objects.filter(mail=OuterRef("pk"))), status=MailStatus.SENT
    )
    found = JoinRequest.objects.filter(Exists(mails), ~Exists(arrived), settled_at__isnull=True)
    return found.select_related("activity__department__organisation").order_by("sent_at", "pk")


@transaction.atomic
def pass_on_again(request: JoinRequest, *, by: User) -> list[User]:
    """Send a message that reached nobody to those who hold the activity now. Returns them; raises Refused."""
    receivers = receivers_of(request.activity)
    if not receivers:
        raise Refused(gettext("Vi kan ikke nå nogen i bestyrelsen på mail. Svar selv den, der skrev."))
    if not lost_requests().filter(pk=request.pk).exists():
        return receivers  # somebody else pressed first, and it is on its way
    tries = OutgoingMail.objects.filter(
        kind=KIND, about_type=JoinRequest._meta.label_lower, about_id=request.pk
    ).count()
    for person in receivers:
        queue(KIND, to=person, about=request, occurrence=f"again{tries}", by=by)
    record(
        request.activity.department,
        by=by,
        kind="join_passed_on",
        sentence=gettext_noop("Sendte en besked om %(name)s igen"),
        params={"name": request.activity.name},
    )
    return receivers


@transaction.atomic
def settle(request: JoinRequest, *, by: User) -> None:
    """Whoever wrote has got an answer another way. A second press changes nothing."""
    open_one = JoinRequest.objects.filter(pk=request.pk, settled_at__isnull=True)
    if open_one.update(settled_at=timezone.now(), settled_by=by):
        record(
            request.activity.department,
            by=by,
            kind="join_settled",
            sentence=gettext_noop("Tog sig af en besked om %(name)s"),
            params={"name": request.activity.name},
        )


def forget_old(now: dt.datetime) -> int:
    """Delete what was passed on more than a month ago. Returns how many; a second run finds none."""
    return JoinRequest.objects.filter(sent_at__lt=now - KEPT_FOR).delete()[0]
