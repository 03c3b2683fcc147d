"""All evaluations of one initiative (K9): what was said, what comes next, who answers."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from evaluation import rules
from evaluation.models import Evaluation, EvaluationPlan, Measurement
from evaluation.planning import next_occasion
from evaluation.plans import CHANGEABLE_LATER
from initiatives.models import EDITABLE, Status
from initiatives.rules import board_departments
from initiatives.views.case import case_to_read

PER_PAGE = 25


@require_safe
def evaluations(request: HttpRequest, pk: int) -> HttpResponse:
    initiative = case_to_read(request, pk)
    today = timezone.localdate()
    figures = Prefetch(
        "measurements", Measurement.objects.standing().select_related("criterion"), to_attr="figures"
    )
    rows = initiative.evaluations.select_related(
        "department__organisation",
        "partnership__partner",
        "answered_by",
        "entered_by",
        "skipped_by",
        "cannot_by",
    )
    past = (
        rows.exclude(answered_at=None, skipped_at=None).order_by("-due_on", "-pk").prefetch_related(figures)
    )
    plan = EvaluationPlan.objects.filter(initiative=initiative).first()
    may_plan = rules.may_plan(request.user, initiative)
    mine = {department.pk for department in board_departments(request.user)}
    coming = [_coming(row, mine, may_plan, today) for row in rows.open().order_by("due_on", "pk")]
    return render(
        request,
        "evaluation/list.html",
        {
            "initiative": initiative,
            "plan": plan,
            "coming": coming,
            "past": Paginator(past, PER_PAGE).get_page(request.GET.get("side")),
            "next": next_occasion(initiative, plan, today),
            "is_running": initiative.status == Status.RUNNING,
            "may_plan": may_plan,
            "may_change_plan": may_plan and initiative.status in EDITABLE | CHANGEABLE_LATER,
            "today": today,
        },
    )


def _coming(row: Evaluation, mine: set[int], may_plan: bool, today) -> dict:
    """An evaluation nobody has answered, with what the reader may do about it."""
    is_open = row.opens_on <= today
    own = row.department_id in mine if row.department_id else may_plan and row.is_of_staff
    return {
        "row": row,
        "is_open": is_open,
        "may_answer": own and is_open,
        "may_enter": may_plan and is_open and not row.is_of_staff,
        "may_open": may_plan and not is_open,
        "may_skip": may_plan,
    }
