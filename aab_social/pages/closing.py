"""Close and learn (K11): the final figures, the final evaluation, the money, and what others can learn."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.expired_session import words_wait
from evaluation.endings import final_evaluations, open_evaluations, unmeasured
from evaluation.measuring import measure
from evaluation.results import goals_of
from funding.budget import budget_of
from initiatives import rules, saved_answers, workflow
from initiatives.closing import close as close_case
from initiatives.models import Initiative, Status
from initiatives.views.case import case_to_read
from initiatives.views.typed import keep_what_is_typed, not_kept, typed_before
from initiatives.wording import one_of, status_in_sentence
from initiatives.workflow import MOVES, Refused

from .closing_form import ClosingForm

TYPED = "close initiative"


def _case(request: HttpRequest, pk: int) -> Initiative:
    initiative = case_to_read(request, pk)
    if not rules.works_for_aab(request.user):
        raise PermissionDenied(gettext("Kun AAB's ansatte kan afslutte en indsats."))
    return initiative


@words_wait
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Where the case stands so that it cannot be closed, a sentence says why and who can change it."""
    initiative = _case(request, pk)
    exists = "close" in workflow.possible_moves(initiative)
    context = {"initiative": initiative, "exists": exists, "stands": status_in_sentence(initiative.status)}
    if not exists:
        sources = MOVES["close"].sources
        context["possible_from"] = one_of(status_in_sentence(s) for s in Status if s in sources)
        return render(request, "pages/close.html", context, status=409 if request.method == "POST" else 200)
    on = timezone.localdate()
    goals = goals_of(initiative, on)
    lacking = {criterion.pk for criterion in unmeasured(initiative, on)}
    evaluations = final_evaluations(initiative, on)
    never_began = initiative.status == Status.APPROVED
    asks = {
        "goals": [goal for goal in goals if goal.criterion.pk in lacking],
        "evaluated": bool(evaluations) or never_began,
        "never_began": never_began,
    }
    refusal = None
    if request.method == "POST":
        form = ClosingForm(request.POST, **asks)
        if form.is_valid():
            try:
                _close(initiative, form, request)
            except (Refused, ValidationError) as error:
                refusal = error.messages[0] if isinstance(error, ValidationError) else error
            else:
                saved_answers.forget(person=request.user, kind=TYPED, object_id=pk)
                messages.success(request, gettext("Indsatsen er afsluttet. Tak for det, I har lært os."))
                if "share" in request.POST:
                    # What was learnt is told on with the words of the closing filled in.
                    return redirect("evaluation:lesson_write", pk)
                return redirect(Initiative.objects.get(pk=pk))
    elif (typed := typed_before(request, TYPED, pk, context)) is not None:
        form = ClosingForm(typed, unjudged=True, **asks)
    else:
        form = ClosingForm(**asks)
    context |= {
        "form": form,
        "refusal": refusal,
        "measured": [goal for goal in goals if goal.criterion.pk not in lacking],
        "goal_fields": [form[name] for name in form.goals],
        "evaluations": evaluations,
        "open_evaluations": open_evaluations(initiative, on),
        "budget": budget_of(initiative),
        "never_began": never_began,
    }
    return render(request, "pages/close.html", context, status=409 if refusal else 200)


@transaction.atomic
def _close(initiative: Initiative, form: ClosingForm, request: HttpRequest) -> None:
    """The figures and the end together: all or nothing."""
    workflow.lock_for_change(initiative)
    for criterion, value in form.figures():
        measure(criterion, value=value, measured_on=timezone.localdate(), by=request.user)
    close_case(initiative, by=request.user, facts=form.facts(may_share="share" in request.POST))


@require_POST
def keep(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what is typed on the page."""
    initiative = _case(request, pk)
    if "close" not in workflow.possible_moves(initiative):
        return not_kept()
    return keep_what_is_typed(request, TYPED, pk)
