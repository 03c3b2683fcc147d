"""The plan for evaluation (K9, point 6.3)."""

from __future__ import annotations

from itertools import islice

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from evaluation import rules
from evaluation.forms.plan import PlanForm
from evaluation.models import EvaluationPlan
from evaluation.planning import occasions_of
from evaluation.plans import CHANGEABLE_LATER, set_plan
from initiatives.models import EDITABLE, Initiative, Status
from initiatives.rules import may_edit
from initiatives.views.case import case_to_read, case_to_write
from initiatives.views.next_step import next_step
from initiatives.views.points import point_context
from initiatives.wording import status_in_sentence
from initiatives.workflow import Refused

POINT = "6.3"
SHOWN = 6


@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Three questions with answers suggested; the days they lead to are shown when there is a plan."""
    initiative = case_to_read(request, pk) if request.method != "POST" else case_to_write(request, pk)
    standing = EvaluationPlan.objects.filter(initiative=initiative).first()
    may_change = rules.may_plan(request.user, initiative) and initiative.status in EDITABLE | CHANGEABLE_LATER
    if request.method == "POST" and not may_change:
        messages.warning(
            request,
            gettext("Indsatsen er %(status)s og kan ikke rettes nu.")
            % {"status": status_in_sentence(initiative.status)},
        )
        return redirect("evaluation:plan", initiative.pk)
    form = PlanForm(
        request.POST if request.method == "POST" else None,
        initiative=initiative,
        asks_why=not initiative.is_editable,
        initial=PlanForm.initial_for(initiative, standing),
    )
    if request.method == "POST" and form.is_valid():
        try:
            set_plan(initiative, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("Planen er gemt."))
            if initiative.is_editable:
                return next_step(request, initiative, POINT)
            return redirect("evaluation:list", initiative.pk)
    is_a_point = initiative.status in EDITABLE | {Status.SUBMITTED}
    context = point_context(initiative, POINT) if is_a_point else {"initiative": initiative}
    context |= {
        "form": form if may_change else None,
        "may_edit": may_edit(request.user, initiative),
        "plan": standing,
        **_days(initiative, standing),
    }
    return render(request, "evaluation/plan.html", context)


def _days(initiative: Initiative, standing: EvaluationPlan | None) -> dict:
    """The next days of the plan, a few of them."""
    if standing is None:
        return {"occasions": [], "has_more": False}
    today = timezone.localdate()
    coming = (occasion for occasion in occasions_of(initiative, standing) if occasion.due_on >= today)
    found = list(islice(coming, SHOWN + 1))
    return {"occasions": found[:SHOWN], "has_more": len(found) > SHOWN}
