"""A board asks AAB for help, somebody takes it, and it ends with an answer or with a draft of an initiative."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop

from accounts import outbox
from accounts.models import Employment, User
from initiatives.drafts import CaseFacts, create_draft
from initiatives.models import AdviceRequest, Department, Initiative
from initiatives.wording import in_short
from initiatives.workflow import Refused

from .history import record


@transaction.atomic
def ask_for_help(department: Department, *, topic: str, text: str, by: User) -> AdviceRequest:
    """A board asks. The same words twice are one question."""
    Department.objects.select_for_update(of=("self",)).get(pk=department.pk)
    asked = AdviceRequest.objects.open().filter(department=department, topic=topic, text=text)
    if standing := asked.first():
        return standing
    request = AdviceRequest.objects.create(
        department=department, topic=topic, text=text, asked_by=by, asked_at=timezone.now()
    )
    record(department, by=by, kind="help_asked", sentence=gettext_noop("Bad AAB om hjælp"))
    for person in told_about(department):
        outbox.queue("advice_asked", to=person, about=request, occurrence="asked", by=by)
    return request


def told_about(department: Department) -> list[User]:
    """The department's consultant; the leaders where it has none."""
    if department.consultant_id and department.consultant.is_active:
        return [department.consultant]
    return list(User.objects.filter(employment=Employment.LEADER, is_active=True).order_by("name"))


@transaction.atomic
def take(request: AdviceRequest, *, by: User) -> bool:
    """Become the owner; also from a colleague. False when one owns it already or it is closed."""
    now = timezone.now()
    mine = AdviceRequest.objects.open().filter(pk=request.pk).exclude(owner=by)
    if not mine.update(owner=by, taken_at=now):
        return False
    record(
        request.department,
        by=by,
        kind="help_taken",
        sentence=gettext_noop("%(person)s hjælper bestyrelsen"),
        params={"person": by.name},
    )
    return True


@transaction.atomic
def answer(request: AdviceRequest, *, text: str, by: User) -> None:
    """Say what came of it; the person who asked gets a mail. Raises Refused when it is closed already."""
    closed = AdviceRequest.objects.open().filter(pk=request.pk)
    if not closed.update(answer=text, closed_by=by, closed_at=timezone.now(), owner=request.owner or by):
        raise Refused(gettext("Der er svaret."))
    record(
        request.department,
        by=by,
        kind="help_answered",
        sentence=gettext_noop("Svarede på bestyrelsens spørgsmål"),
    )
    outbox.queue("advice_answered", to=request.asked_by, about=request, occurrence="answered", by=by)


@transaction.atomic
def make_initiative(request: AdviceRequest, *, by: User) -> Initiative:
    """One step from a question to a draft: department, name and words are there. Pressing twice makes one."""
    locked = (
        AdviceRequest.objects.select_for_update(of=("self",)).select_related("initiative").get(pk=request.pk)
    )
    if locked.initiative is not None:
        return locked.initiative
    if locked.closed_at:
        raise Refused(gettext("Der er svaret."))
    draft, _is_new = create_draft(
        by=by,
        facts=CaseFacts(
            name=f"{in_short(locked.get_topic_display(), 60)}: {request.department.title}",
            departments=(request.department,),
            areas=(),
            starts_on=_first_of_next_quarter(timezone.localdate()),
            ends_on=None,
            summary=locked.text,
            expects_outside_money=locked.topic == AdviceRequest.Topic.MONEY,
            involves_municipality=False,
        ),
    )
    AdviceRequest.objects.filter(pk=locked.pk).update(
        initiative=draft, owner=by, closed_by=by, closed_at=timezone.now()
    )
    record(
        request.department,
        by=by,
        kind="help_became_initiative",
        sentence=gettext_noop("Gjorde spørgsmålet til en indsats: %(name)s"),
        params={"name": draft.name},
    )
    outbox.queue("advice_answered", to=request.asked_by, about=request, occurrence="initiative", by=by)
    return draft


def _first_of_next_quarter(today: dt.date) -> dt.date:
    months = today.year * 12 + (today.month - 1) // 3 * 3 + 3
    return dt.date(months // 12, months % 12 + 1, 1)
