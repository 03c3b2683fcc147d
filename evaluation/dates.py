"""The dates of evaluation: when to answer, when to measure again, and what is asked after the end."""

from __future__ import annotations

import datetime as dt

from django.db.models import Exists, Max, OuterRef
from django.urls import reverse
from django.utils.translation import gettext

from accounts.dates import CalendarDate
from accounts.models import User
from initiatives.dates import of_board, of_person
from initiatives.models import Status

from .models import Evaluation, EvaluationPlan, FollowUp, PilotPlan, SuccessCriterion
from .planning import occasions_of


def dates_for(person: User | None, first: dt.date, last: dt.date) -> list[CalendarDate]:
    """Five queries, however many dates there are."""
    return [
        *_evaluations(person, first, last),
        *_planned_measurements(person, first, last),
        *_goals(person, first, last),
        *_follow_ups(person, first, last),
        *_pilots(person, first, last),
    ]


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


def _planned_measurements(person, first, last):
    """The days of the plan that no evaluation exists for yet: only the next one does.

    The name of a day is its place in the plan, so a plan that moves, moves the same days in the calendar.
    When the evaluation is made it takes the place of the day: nobody sees both.
    """
    measured = SuccessCriterion.objects.filter(initiative=OuterRef("initiative"))
    plans = EvaluationPlan.objects.filter(
        of_person(person, "initiative__"), Exists(measured), initiative__status=Status.RUNNING
    ).annotate(made_until=Max("initiative__evaluations__due_on"))
    dates = []
    for plan in plans.select_related("initiative").order_by("pk"):
        case = plan.initiative
        title = gettext("Mål igen: %(name)s") % {"name": case.name}
        page = reverse("evaluation:criteria", args=[case.pk])
        after = max(day for day in (plan.made_until, plan.asks_from - dt.timedelta(1)) if day)
        for number, occasion in enumerate(occasions_of(case, plan)):
            if occasion.due_on > last:
                break
            if occasion.due_on >= first and occasion.due_on > after:
                name = "final" if occasion.is_final else number
                dates.append(CalendarDate(occasion.due_on, title, f"measure-{case.pk}-{name}", page))
    return dates


def _follow_ups(person, first, last):
    found = FollowUp.objects.unanswered().filter(
        of_person(person, "initiative__"), due_on__range=(first, last), initiative__status=Status.CLOSED
    )
    return [
        CalendarDate(
            row.due_on,
            gettext("Kører den endnu? %(name)s") % {"name": row.initiative.name},
            f"follow-up-{row.pk}",
            reverse("evaluation:follow_ups", args=[row.initiative_id]),
        )
        for row in found.select_related("initiative")
    ]


def _pilots(person, first, last):
    found = PilotPlan.objects.filter(
        of_person(person, "initiative__"),
        verdict="",
        stop_on__range=(first, last),
        initiative__status__in=[Status.APPROVED, Status.RUNNING],
    )
    return [
        CalendarDate(
            row.stop_on,
            gettext("Skal forsøget fortsætte? %(name)s") % {"name": row.initiative.name},
            f"pilot-{row.pk}",
            reverse("evaluation:pilot", args=[row.initiative_id]),
        )
        for row in found.select_related("initiative")
    ]
