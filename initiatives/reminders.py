"""When a board is reminded of a question it has not answered, and when a person rings instead.

The ladder is AAB's own choice (settings AAB_REMINDER_DAYS and AAB_PHONE_TASK_DAY), counted in days from the
deadline: the question itself, one reminder, one last mail, and then the telephone. No fourth mail.
Nothing here writes; `plan` puts what is due in the outbox, where a mail exists once however often it is planned.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings
from django.db.models import Exists, OuterRef

from accounts import outbox

from .models import EDITABLE, BoardRequest, Participation, ResidentDecision
from .residents import TASK, ask_again, boards_of, mailed
from .residents.entering import ENTRY


class Stage(StrEnum):
    """How far a question has come down the ladder, once the first mail has gone."""

    REMINDER = "reminder"
    LAST = "last"
    CALL = "call"


def stage_on(deadline_on: dt.date, today: dt.date, *, days: Sequence[int] | None = None) -> Stage | None:
    """Where a question with that deadline stands on the day; None before the first reminder.

    Only the newest stage counts: after an outage nobody gets two mails at once.
    """
    _first, reminder, last = days or settings.AAB_REMINDER_DAYS["decision"]
    late = (today - deadline_on).days
    if late >= settings.AAB_PHONE_TASK_DAY:
        return Stage.CALL
    if late >= last:
        return Stage.LAST
    return Stage.REMINDER if late >= reminder else None


@dataclass(frozen=True)
class Due:
    """One mail that is due to each member of a board."""

    kind: str
    request: BoardRequest
    occurrence: dt.date


KINDS = {Stage.REMINDER: "resident_decision_reminder", Stage.LAST: "resident_decision_last"}


def waiting() -> list[BoardRequest]:
    """Every question a board has not answered, of cases that still wait for it."""
    takes_part = Participation.objects.filter(
        initiative=OuterRef("initiative"), department=OuterRef("department")
    )
    found = BoardRequest.objects.filter(
        Exists(takes_part), closed_at__isnull=True, initiative__status__in=EDITABLE
    )
    return list(found.select_related("initiative__responsible", "department__organisation"))


def due(today: dt.date) -> list[Due]:
    """The mails that are due on the day. Reads only; asking twice gives the same."""
    return [
        Due(KINDS[stage], request, request.deadline_on)
        for request in waiting()
        if (stage := stage_on(request.deadline_on, today)) in KINDS and asked_before(request, today)
    ]


def asked_before(request: BoardRequest, today: dt.date) -> bool:
    """A board is never reminded on the day it was asked, however short the deadline."""
    return request.asked_on < today


def to_ask_again(today: dt.date) -> list[ResidentDecision]:
    """Answers "not asked yet" whose date for asking has gone by."""
    found = ResidentDecision.objects.current().filter(
        form=ResidentDecision.Form.NOT_ASKED, will_ask_on__lt=today, initiative__status__in=EDITABLE
    )
    return list(found.select_related("initiative", "department__organisation"))


def plan(today: dt.date) -> int:
    """Put what is due in the outbox, and ask again the boards that named a day. Returns how many mails.

    Safe to run twice and by two at once: the outbox has each mail once, a board one open question.
    """
    for decision in to_ask_again(today):
        ask_again(decision)
    mails = due(today)
    boards = boards_of([mail.request.department for mail in mails])
    planned = 0
    for mail in mails:
        for person in mailed(boards.get(mail.request.department_id, ())):
            outbox.queue(mail.kind, to=person, about=mail.request, occurrence=mail.occurrence)
            planned += 1
    return planned


ANSWERS_BEGUN = (TASK, ENTRY)
"""The kinds of begun answers that are dropped when nobody has touched them for a long time."""
