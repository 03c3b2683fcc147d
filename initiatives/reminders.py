"""When a board is reminded of a question it has not answered, and when a person rings instead.

The ladder is AAB's own choice (settings AAB_REMINDER_DAYS and AAB_PHONE_TASK_DAY), counted in days from the
deadline: the question itself, one reminder, one last mail, and then the telephone. No fourth mail.
`due` reads and never writes; the portal's one job puts what is due in the outbox (accounts/outbox/planning.py).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from enum import StrEnum

from django.conf import settings
from django.db.models import Exists, OuterRef, Q

from accounts.outbox import Due, ReminderPart

from . import relook
from .models import EDITABLE, BoardRequest, LookAgain, Participation, ResidentDecision
from .people import leaders
from .residents import TASK, UNDER_WAY, ask_again, boards_of, mailed, minutes_wanted
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


KINDS = {Stage.REMINDER: "resident_decision_reminder", Stage.LAST: "resident_decision_last"}


def waiting() -> list[BoardRequest]:
    """Every question a board has not answered, of cases that still wait for it."""
    takes_part = Participation.objects.filter(
        initiative=OuterRef("initiative"), department=OuterRef("department")
    )
    found = BoardRequest.objects.filter(
        Exists(takes_part),
        Q(initiative__status__in=EDITABLE)
        | Q(kind=BoardRequest.Kind.CHANGE, initiative__status__in=UNDER_WAY),
        closed_at__isnull=True,
    )
    return list(found.select_related("initiative__responsible", "department__organisation"))


def due(today: dt.date) -> list[Due]:
    """The mails that are due on the day, to every member of the board that gets mails. Two queries."""
    open_ones = waiting()
    stages = [
        (KINDS[stage], request)
        for request in open_ones
        if (stage := stage_on(request.deadline_on, today)) in KINDS and asked_before(request, today)
    ]
    boards = boards_of({request.department_id for _kind, request in stages}) if stages else {}
    return [
        *(
            Due(kind, request, mailed(boards.get(request.department_id, ())), request.deadline_on)
            for kind, request in stages
        ),
        *_escalated(open_ones, today),
    ]


def is_escalated(deadline_on: dt.date, today: dt.date) -> bool:
    """Two weeks after somebody should have rung, the leader hears of it (AAB_ESCALATION_DAY)."""
    late = (today - deadline_on).days
    return late >= settings.AAB_ESCALATION_DAY


def _escalated(requests: Sequence[BoardRequest], today: dt.date) -> list[Due]:
    last = settings.AAB_ESCALATION_DAY + settings.AAB_ESCALATION_DAYS_LONG
    late = [r for r in requests if settings.AAB_ESCALATION_DAY <= (today - r.deadline_on).days < last]
    people = leaders() if late else []
    return [
        Due(
            "resident_decision_escalated",
            request,
            [person for person in people if person.pk != request.initiative.responsible_id],
            request.deadline_on,
        )
        for request in late
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


def ask_those_who_named_a_day(today: dt.date) -> None:
    """Ask again the boards whose own day has gone by. Safe to run twice: a board has one open question."""
    for decision in to_ask_again(today):
        ask_again(decision)


def explanations_due(today: dt.date) -> list[Due]:
    """One mail to the person responsible when the day has come to look at an explanation again."""
    marks = (
        LookAgain.objects.open()
        .of_points()
        .filter(marked_by__isnull=True, initiative__status__in=relook.LIVE)
    )
    return [
        Due("explanation_look_again", mark, (mark.initiative.responsible,))
        for mark in marks.select_related("initiative__responsible")
        if relook.is_of_a_day(mark)
    ]


def minutes_due(today: dt.date) -> list[Due]:
    """One mail to the board when minutes that were to follow have not come. Two queries, and one for each of them."""
    latest = today - dt.timedelta(days=settings.AAB_MINUTES_AFTER_DAYS)
    found = ResidentDecision.objects.current().filter(
        minutes_follow=True,
        initiative__amends__isnull=True,
        answered_at__date__lte=latest,
        # Answers from long before are left alone, so that a portal begun anew does not ask about last year's.
        answered_at__date__gt=latest - dt.timedelta(days=settings.AAB_MINUTES_AFTER_DAYS),
        initiative__status__in=EDITABLE | UNDER_WAY,
    )
    late = [
        decision
        for decision in found.select_related("initiative", "department__organisation")
        if minutes_wanted(decision, today)
    ]
    boards = boards_of({decision.department_id for decision in late}) if late else {}
    return [
        Due("minutes_wanted", decision, mailed(boards.get(decision.department_id, ()))) for decision in late
    ]


def mark_those_whose_day_has_come(today: dt.date) -> None:
    relook.plan(today)


REMINDERS = {
    "questions to boards": ReminderPart(due, before=ask_those_who_named_a_day),
    "minutes": ReminderPart(minutes_due),
    "explanations": ReminderPart(explanations_due, before=mark_those_whose_day_has_come),
}

ANSWERS_BEGUN = (TASK, ENTRY)
"""The kinds of begun answers that are dropped when nobody has touched them for a long time."""
