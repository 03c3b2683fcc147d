"""Answering one task from a mail, without logging in.

A link opens one page that says what the task is and changes nothing, because mail scanners open links
too. Pressing Start begins a session that may do that one task and nothing else. A view that can be
answered through a link is marked `@login_not_required` and asks `answering_person(request, kind, pk)` who
is answering; its own predicate then decides whether that person may.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.models import OutgoingMail, TaskLink, User
from accounts.outbox import Cancel, Letter, MailKind, queue

SESSION_KEY = "task_link"


@dataclass(frozen=True)
class TaskCard:
    """What the page behind a link says about its task, worked out afresh each time.

    `title` is a short command ("Svar for bestyrelsen i Afdeling 58"). `answered` is who answered and when, once
    somebody has: one answer is enough for a whole board. `still_allowed` is False when the person may not
    answer any more, for example because the seat on the board has ended. `receipt_path` is where the answer can be
    seen, and mended while that is possible, by somebody who may do the task; empty offers no such button.
    """

    title: str
    on_behalf_of: str
    questions: int
    minutes: int
    answer_path: str
    answered: tuple[str, dt.date] | None = None
    still_allowed: bool = True
    receipt_path: str = ""
    contact: User | None = None


@dataclass(frozen=True)
class TaskKind:
    """One kind of task a link can open. `describe(link)` gives None when the thing is gone."""

    describe: Callable[[TaskLink], TaskCard | None]


def task_kinds() -> Mapping[str, TaskKind]:
    return import_string(settings.TASK_KINDS)


def describe(link: TaskLink) -> TaskCard | None:
    """The card of a link; None when there is nothing to answer or the person may not answer it.

    Whether the link itself still works is another question: `link.works_on(today)`.
    """
    kind = task_kinds().get(link.kind)
    if kind is None or not link.person.is_active:
        return None
    card = kind.describe(link)
    return card if card is not None and card.still_allowed else None


def link_for(person: User, kind: str, object_id: int, *, expires_on: dt.date | None = None) -> TaskLink:
    """The person's link to that task; the same one as long as it works, so that all mails hold one address.

    `expires_on` is the last day it works; AAB_TASK_LINK_DAYS from today unless given, and never moved closer.
    A link that has run out is closed and a new one made, so that an old mail in wrong hands stays dead.
    Raises LookupError for a kind of task nobody has described.
    """
    if kind not in task_kinds():
        raise LookupError(f"There is no kind of task called {kind!r} in {settings.TASK_KINDS}.")
    today = timezone.localdate()
    last_day = expires_on or today + dt.timedelta(days=settings.AAB_TASK_LINK_DAYS)
    now = timezone.now()
    with transaction.atomic():
        mine = TaskLink.objects.open().filter(person=person, kind=kind, object_id=object_id)
        mine.filter(expires_on__lt=today).update(revoked_at=now)
        link, is_new = TaskLink.objects.get_or_create(
            person=person,
            kind=kind,
            object_id=object_id,
            revoked_at=None,
            defaults={"expires_on": last_day, "created_at": now},
        )
        if not is_new and link.expires_on < last_day:
            TaskLink.objects.filter(pk=link.pk, expires_on__lt=last_day).update(expires_on=last_day)
            link.expires_on = last_day
    return link


def revoke_links(*, kind: str, object_id: int, person: User | None = None) -> int:
    """Close the links to a task, for everybody or for one person, from the next request on. Returns how many."""
    links = TaskLink.objects.open().filter(kind=kind, object_id=object_id)
    if person is not None:
        links = links.filter(person=person)
    return links.update(revoked_at=timezone.now())


def start(request: HttpRequest, link: TaskLink) -> None:
    """Begin to answer: from now on this browser may do this one task.

    Somebody who is logged in already answers in their own name and gets nothing more by the link.
    """
    if request.user.is_authenticated and request.user != link.person:
        return
    TaskLink.objects.filter(pk=link.pk, started_at__isnull=True).update(started_at=timezone.now())
    if request.user.is_authenticated:
        return
    request.session.cycle_key()
    request.session[SESSION_KEY] = {"link": link.pk, "seen_at": int(time.time())}


def answering_person(request: HttpRequest, kind: str, object_id: int) -> User | None:
    """Who is answering exactly this task: the one who is logged in, or the one whose link was started here.

    None when nobody may: no link, another task, idle for an hour, run out, closed, or the person may not answer
    any more. For a person who is logged in the view's own predicate decides, as on every other page.
    """
    if request.user.is_authenticated:
        return request.user
    started = request.session.get(SESSION_KEY)
    if not started:
        return None
    now = int(time.time())
    if now - started["seen_at"] > settings.AAB_TASK_LINK_IDLE_MINUTES * 60:
        del request.session[SESSION_KEY]
        return None
    links = TaskLink.objects.open().select_related("person")
    link = links.filter(pk=started["link"], kind=kind, object_id=object_id, started_at__isnull=False).first()
    if link is None or not link.works_on(timezone.localdate()) or describe(link) is None:
        return None
    if now - started["seen_at"] >= 60:
        request.session[SESSION_KEY] = started | {"seen_at": now}
    return link.person


def ask_for_new_link(link: TaskLink, *, address: str) -> None:
    """Somebody with a dead link asks for a new one: it goes to the registered address, and only if that was typed.

    Says nothing about whether it did, so the page can give everybody the same answer. Once a day at most.
    """
    card = describe(link)
    if card is None or card.answered or address.strip().lower() != link.person.email.lower():
        return
    queue("task_link_again", to=link.person, about=link, occurrence=timezone.localdate())


def prepare_new_link(mail: OutgoingMail) -> Letter | Cancel:
    """The mail with a new link, if there is still something to answer."""
    old = TaskLink.objects.select_related("person").filter(pk=mail.about_id).first()
    card = describe(old) if old else None
    if card is None:
        return Cancel(_("Personen skal ikke svare længere."))
    if card.answered:
        return Cancel(_("Opgaven er klaret."))
    link = link_for(old.person, old.kind, old.object_id)
    return Letter(
        subject=gettext("Her er et nyt link: %(title)s") % {"title": card.title},
        lines_before=[
            gettext("Her er et nyt link. Det gamle virker ikke længere."),
            f"{card.title}. {how_long(card)}",
        ],
        button_label=gettext("Svar her"),
        button_path=link.path,
        contact=card.contact,
        why=gettext("Du får mailen, fordi der er bedt om et nyt link til din mailadresse."),
    )


def how_long(card: TaskCard) -> str:
    """ "4 spørgsmål, ca. 3 minutter." """
    questions = ngettext("%(count)d spørgsmål", "%(count)d spørgsmål", card.questions) % {
        "count": card.questions
    }
    minutes = ngettext("ca. %(count)d minut", "ca. %(count)d minutter", card.minutes) % {
        "count": card.minutes
    }
    return f"{questions}, {minutes}."


KINDS = {"task_link_again": MailKind(prepare_new_link, label=_("Nyt link til en opgave"))}


@register()
def every_kind_of_task_is_there(**kwargs) -> list[CheckMessage]:
    """The composition of tasks loads, and every entry is a kind of task with a key that fits in its column."""
    try:
        kinds = task_kinds()
    except Exception as error:
        return [Error(f"TASK_KINDS ({settings.TASK_KINDS}) cannot be loaded: {error}", id="tasklinks.E001")]
    return [
        Error(f"TASK_KINDS[{key!r}] is no TaskKind with a key of at most 40 signs.", id="tasklinks.E002")
        for key, kind in kinds.items()
        if not isinstance(kind, TaskKind) or not 0 < len(key) <= 40
    ]
