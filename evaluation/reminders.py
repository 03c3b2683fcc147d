"""Who is to be reminded of which evaluation today: the ladder of the blueprint (§ 2.6).

The days are AAB's own (settings AAB_REMINDER_DAYS and AAB_PHONE_TASK_DAY): a mail when it opens, one
shortly before the deadline, one after it that says it is the last, and then a task for staff to ring.
A volunteer never gets a fourth mail: there are three kinds, and each is queued once per person.
After a stop only the newest step is taken; the steps that were missed are gone.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.db.models import QuerySet

from accounts import outbox
from accounts.models import OutgoingMail, User
from initiatives.models import Status
from initiatives.residents import boards_of, mailed

from .models import Evaluation

STEPS = ("evaluation_asked", "evaluation_soon", "evaluation_late")
"""The kinds of mail, one for each number in AAB_REMINDER_DAYS["evaluation"]."""


@dataclass(frozen=True)
class Due:
    """One step of the ladder that is due: an evaluation, the kind of mail, and who gets it."""

    evaluation: Evaluation
    step: str
    people: tuple[User, ...]


def step_on(evaluation: Evaluation, today: dt.date) -> str | None:
    """The newest step that has come; None before it opens, and from the day on which staff ring."""
    if today < evaluation.opens_on or is_time_to_ring(evaluation, today):
        return None
    _first, *later = settings.AAB_REMINDER_DAYS["evaluation"]
    reached = sum(1 for days in later if today >= evaluation.due_on + dt.timedelta(days))
    return STEPS[reached]


def is_time_to_ring(evaluation: Evaluation, today: dt.date) -> bool:
    return today >= evaluation.due_on + dt.timedelta(settings.AAB_PHONE_TASK_DAY)


def awaited(today: dt.date) -> QuerySet[Evaluation]:
    """Evaluations of running initiatives that are open and that nobody has answered or excused."""
    return Evaluation.objects.opened(today).filter(cannot_at=None, initiative__status=Status.RUNNING)


def due(today: dt.date) -> list[Due]:
    """Every step of the ladder that has been reached by `today`, taken or not. Two queries."""
    earliest = today - dt.timedelta(settings.AAB_PHONE_TASK_DAY)
    rows = list(
        awaited(today)
        .filter(due_on__gt=earliest)
        .select_related("initiative__responsible", "department__organisation")
    )
    boards = boards_of({row.department_id for row in rows if row.department_id})
    found = []
    for row in rows:
        step = step_on(row, today)
        if row.department_id:
            people = mailed(boards.get(row.department_id, ()))
        else:
            people = [row.initiative.responsible] if row.initiative.responsible.is_active else []
        if step and people:
            found.append(Due(row, step, tuple(people)))
    return found


def queue_due(today: dt.date) -> int:
    """Put today's steps in the outbox, each once, however often it is asked. Returns how many are new."""
    steps = due(today)
    asked = {row.evaluation.pk for row in steps}
    queued = set(
        OutgoingMail.objects.filter(
            kind__in=STEPS, about_type=Evaluation._meta.label_lower, about_id__in=asked
        ).values_list("kind", "about_id", "recipient")
    )
    new = 0
    for row in steps:
        for person in row.people:
            if (row.step, row.evaluation.pk, person.pk) not in queued:
                outbox.queue(row.step, to=person, about=row.evaluation, occurrence="once")
                new += 1
    return new
