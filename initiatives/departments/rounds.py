"""Twice a year each board looks at its volunteer work: "Passer det stadig?".

The days are AAB's own choice (AAB_ACTIVITY_REVIEW_DAYS). One round asks once, reminds once, sends one last mail and
then a person rings, as with every question to a board (AAB_REMINDER_DAYS, AAB_PHONE_TASK_DAY). Whoever of the board
presses "Passer stadig" answers for all. Nothing here writes.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings
from django.db.models import Exists, OuterRef

from accounts.outbox import Due, ReminderPart
from initiatives.models import EDITABLE, BoardSeat, Department, DisplacementRequest, VolunteerActivity
from initiatives.residents import boards_of, mailed

TASK = "activities"
"""The kind of the boards' task in links; its number is the department's."""


class Step(StrEnum):
    ASKED = "activities_asked"
    REMINDER = "activities_reminder"
    LAST = "activities_last"
    CALL = "call"


@dataclass(frozen=True)
class Round:
    """One of the year's two rounds."""

    opens_on: dt.date

    @property
    def deadline_on(self) -> dt.date:
        return self.opens_on - dt.timedelta(days=settings.AAB_REMINDER_DAYS["activities"][0])

    @property
    def fresh_since(self) -> dt.date:
        """Whoever has looked since then is not asked in this round."""
        return self.opens_on - dt.timedelta(days=settings.AAB_ACTIVITY_FRESH_DAYS)

    def step_on(self, today: dt.date) -> Step:
        """Only the newest step counts: after an outage nobody gets two mails at once."""
        _first, reminder, last = settings.AAB_REMINDER_DAYS["activities"]
        late = (today - self.deadline_on).days
        if late >= settings.AAB_PHONE_TASK_DAY:
            return Step.CALL
        if late >= last:
            return Step.LAST
        return Step.REMINDER if late >= reminder else Step.ASKED


def round_on(today: dt.date) -> Round:
    """The round that opened last, on or before the day."""
    days = [
        dt.date(year, month, day)
        for year in (today.year - 1, today.year)
        for month, day in settings.AAB_ACTIVITY_REVIEW_DAYS
    ]
    return Round(max(day for day in days if day <= today))


def to_look_at(today: dt.date):
    """The activities that wait for a look on the day: ongoing, not on a pause, not seen since the round began."""
    activities = VolunteerActivity.objects.last_seen_before(round_on(today).fresh_since)
    return activities.exclude(paused_until__gt=today)


def waits(activity: VolunteerActivity, today: dt.date) -> bool:
    """True when this activity is one of those; without a query."""
    if activity.ended_on is not None or activity.is_paused(today):
        return False
    return activity.reviewed_on is None or activity.reviewed_on < round_on(today).fresh_since


def due(today: dt.date) -> list[Due]:
    """The mails that are due on the day, to every member of a board that has not looked. Reads only."""
    this = round_on(today)
    step = this.step_on(today)
    if step == Step.CALL:
        return []
    own = Department.objects.own().filter(pk__in=to_look_at(today).values("department"))
    waiting = list(own.select_related("organisation").order_by("sort_key"))
    boards = boards_of(waiting) if waiting else {}
    return [
        Due(step.value, department, mailed(boards.get(department.pk, ())), this.opens_on)
        for department in waiting
    ]


def contact_left(today: dt.date):
    """Ongoing activities whose contact does not sit on the department's board any more."""
    seats = BoardSeat.objects.in_office(today).filter(
        person=OuterRef("contact"), department=OuterRef("department")
    )
    return VolunteerActivity.objects.ongoing().filter(~Exists(seats), contact__isnull=False)


def due_about_displacement(today: dt.date) -> list[Due]:
    """The one reminder of a question about volunteer work: three days before its deadline, and not later."""
    _first, reminder, last = settings.AAB_REMINDER_DAYS["decision"]
    found = DisplacementRequest.objects.filter(
        closed_at__isnull=True,
        initiative__status__in=EDITABLE,
        asked_at__date__lt=today,
        deadline_on__lte=today - dt.timedelta(days=reminder),
        deadline_on__gt=today - dt.timedelta(days=last),
    )
    waiting = list(found.select_related("department__organisation"))
    boards = boards_of({request.department_id for request in waiting}) if waiting else {}
    return [
        Due(
            "displacement_reminder",
            request,
            mailed(boards.get(request.department_id, ())),
            request.deadline_on,
        )
        for request in waiting
    ]


REMINDERS = {
    "volunteer work": ReminderPart(due),
    "questions about volunteers": ReminderPart(due_about_displacement),
}
