"""The dates of evaluation: when an evaluation is to be answered, and when a goal is to be reached."""

from __future__ import annotations

import datetime as dt

from django.urls import reverse
from django.utils.translation import gettext

from accounts.dates import CalendarDate
from accounts.models import User
from initiatives.dates import of_board, of_person
from initiatives.models import Status

from .models import Evaluation, SuccessCriterion


def dates_for(person: User | None, first: dt.date, last: dt.date) -> list[CalendarDate]:
    """Two queries, however many dates there are."""
    return [*_evaluations(person, first, last), *_goals(person, first, last)]


def _evaluations(person, first, last):
    found = Evaluation.objects.open().filter(
        of_board(person), due_on__range=(first, last), initiative__status=Status.RUNNING
    )
    return [
        CalendarDate(
            row.due_on,
            gettext("Evaluering: %(name)s (%(department)s)")
            % {"name": row.initiative.name, "department": row.department.title}
            if row.department
            else gettext("Evaluering: %(name)s") % {"name": row.initiative.name},
            f"evaluation-{row.pk}",
            reverse("evaluation:list", args=[row.initiative_id]),
        )
        for row in found.select_related("initiative", "department__organisation")
    ]


def _goals(person, first, last):
    found = SuccessCriterion.objects.filter(
        of_person(person, "initiative__"),
        target_on__range=(first, last),
        initiative__status__in=[Status.APPROVED, Status.RUNNING],
    )
    return [
        CalendarDate(
            row.target_on,
            gettext("Mål det: %(goal)s (%(name)s)") % {"goal": row.name, "name": row.initiative.name},
            f"goal-{row.pk}",
            row.initiative.get_absolute_url(),
        )
        for row in found.select_related("initiative")
    ]
