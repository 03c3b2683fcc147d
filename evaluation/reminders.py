"""Who is to be reminded of which evaluation today: the ladder of the blueprint (§ 2.6).

The days are AAB's own (settings AAB_REMINDER_DAYS and AAB_PHONE_TASK_DAY): a mail when it opens, one
shortly before the deadline, one after it that says it is the last, and then a task for staff to ring.
A volunteer never gets a fourth mail: there are three kinds, and each is queued once per person.
After a stop only the newest step is taken; the steps that were missed are gone.
"""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db.models import QuerySet

from accounts.outbox import Due, ReminderPart, newest_step
from initiatives.models import Status
from initiatives.people import leaders
from initiatives.residents import boards_of, mailed

from . import continuing, following_up, pilots
from .inviting import contacts_of
from .models import Evaluation
from .planning import ensure_evaluations

STEPS = ("evaluation_asked", "evaluation_soon", "evaluation_late")
"""The kinds of mail, one for each number in AAB_REMINDER_DAYS["evaluation"]."""


def step_on(evaluation: Evaluation, today: dt.date) -> str | None:
    """The newest step that has come; None before it opens, and from the day on which staff ring."""
    if today < evaluation.opens_on or is_time_to_ring(evaluation, today):
        return None
    # The first mail goes when it opens, which may be earlier than planned: the first step has come anyhow.
    days = dict(zip(STEPS, settings.AAB_REMINDER_DAYS["evaluation"], strict=True))
    return newest_step(evaluation.due_on, today, days) or STEPS[0]


def is_time_to_ring(evaluation: Evaluation, today: dt.date) -> bool:
    return today >= evaluation.due_on + dt.timedelta(settings.AAB_PHONE_TASK_DAY)


def awaited(today: dt.date) -> QuerySet[Evaluation]:
    """Evaluations of running initiatives that are open and that nobody has answered, excused or sent on paper."""
    return Evaluation.objects.opened(today).filter(
        cannot_at=None, paper_at=None, initiative__status=Status.RUNNING
    )


def due(today: dt.date) -> list[Due]:
    """Every step of the ladder that has been reached by `today`, taken or not. Three queries."""
    earliest = today - dt.timedelta(settings.AAB_PHONE_TASK_DAY)
    rows = list(
        awaited(today)
        .filter(due_on__gt=earliest)
        .select_related("initiative__responsible", "department__organisation")
    )
    boards = boards_of({row.department_id for row in rows if row.department_id})
    partners = {row.partnership_id for row in rows if row.partnership_id}
    contacts = contacts_of(partners, today) if partners else {}
    found = []
    for row in rows:
        step = step_on(row, today)
        if row.department_id:
            people = mailed(boards.get(row.department_id, ()))
        elif row.partnership_id:
            people = contacts.get(row.partnership_id, [])
        else:
            people = [row.initiative.responsible] if row.initiative.responsible.is_active else []
        if step and people:
            found.append(Due(step, row, tuple(people)))
    return found + _escalated(today)


def is_escalated(evaluation: Evaluation, today: dt.date) -> bool:
    """Nobody has answered, rung or written it in for weeks: the leader hears of it."""
    return today >= evaluation.due_on + dt.timedelta(settings.AAB_ESCALATION_DAY)


def _escalated(today: dt.date) -> list[Due]:
    newest = today - dt.timedelta(settings.AAB_ESCALATION_DAY)
    oldest = newest - dt.timedelta(settings.AAB_ESCALATION_DAYS_LONG)
    late = Evaluation.objects.opened(today).filter(
        initiative__status=Status.RUNNING, due_on__range=(oldest, newest)
    )
    rows = list(late.select_related("initiative"))
    people = leaders() if rows else []
    return [
        Due("evaluation_escalated", row, [p for p in people if p.pk != row.initiative.responsible_id])
        for row in rows
    ]


REMINDERS = {
    "evaluations": ReminderPart(due, before=ensure_evaluations),
    "follow_ups": ReminderPart(following_up.due, before=following_up.ensure_follow_ups),
    "continuations": ReminderPart(continuing.due),
    "pilots": ReminderPart(pilots.due),
}
