"""What comes after: does it still run, who carries it on, and the lane of a pilot."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.expired_session import log_in_and_come_back
from accounts.models import TaskLink
from accounts.tasklinks import answering_person, describe
from evaluation import pilots, rules
from evaluation.continuing import CLOSED_FOR_PLANS, plan_continuation
from evaluation.following_up import AlreadyAnswered, answer_follow_up, may_follow_up
from evaluation.forms.afterwards import ContinuationForm, FollowUpForm, PilotVerdictForm, StopDateForm
from evaluation.models import Continuation, FollowUp, PilotPlan
from evaluation.results import goals_of
from evaluation.tasklink import FOLLOW_UP
from initiatives.models import Initiative
from initiatives.views.case import case_to_read, case_to_write
from initiatives.workflow import Refused


# --- Does it still run? ---------------------------------------------------------------------------
@require_safe
def follow_ups(request: HttpRequest, pk: int) -> HttpResponse:
    """The three questions of an initiative, what was answered, and the plan it can be held against."""
    initiative = case_to_read(request, pk)
    rows = list(initiative.follow_ups.select_related("answered_by"))
    context = {
        "initiative": initiative,
        "rows": rows,
        "today": timezone.localdate(),
        "plan": Continuation.objects.filter(initiative=initiative).first(),
        "may_answer": may_follow_up(request.user, initiative),
    }
    return render(request, "evaluation/follow_ups.html", context)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def follow_up(request: HttpRequest, pk: int, fid: int) -> HttpResponse:
    """One question, for those who are logged in or have pressed Start on a link. `?ret=1` mends an answer."""
    person = answering_person(request, FOLLOW_UP, fid)
    if person is None:
        return log_in_and_come_back(request)
    cases = Initiative.objects.visible_to(person, timezone.localdate()).for_list()
    row = _row(get_object_or_404(cases, pk=pk), fid)
    if not may_follow_up(person, row.initiative):
        raise PermissionDenied(gettext("Kun AAB's ansatte og de deltagende bestyrelser kan svare."))
    return _ask(request, row, person, here=request.get_full_path(), change=request.GET.get("ret") == "1")


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def follow_up_link(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind the button in the mail: opening it does nothing, one press answers."""
    link = TaskLink.objects.for_token(token)
    if link is None or link.kind != FOLLOW_UP:
        raise Http404
    with translation.override(link.person.language):
        card = describe(link)
        if card is None or not link.works_on(timezone.localdate()):
            # The page of every dead link offers a new one, to the registered address only.
            return redirect("task_link", token)
        found = FollowUp.objects.select_related("initiative__responsible", "answered_by").get(
            pk=link.object_id
        )
        person = request.user if request.user.is_authenticated else link.person
        if not may_follow_up(person, found.initiative):
            person = link.person
        return _ask(request, found, person, here=request.path, change=False)


def _row(initiative: Initiative, fid: int) -> FollowUp:
    row = get_object_or_404(initiative.follow_ups.select_related("answered_by"), pk=fid)
    row.initiative = initiative
    return row


def _ask(request: HttpRequest, row: FollowUp, person, *, here: str, change: bool) -> HttpResponse:
    asks = (row.answered_at is None or change) and row.due_on <= timezone.localdate()
    form = FollowUpForm(
        request.POST if request.method == "POST" else None, initial={"sentence": row.sentence}
    )
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            answer_follow_up(row, by=person, change=change, **form.cleaned_data)
        except AlreadyAnswered as first:
            row.refresh_from_db()
            asks, refusal = False, first
        except Refused as error:
            refusal = error
        else:
            return redirect(here.removesuffix("?ret=1"))
    context = {
        "initiative": row.initiative,
        "row": row,
        "form": form,
        "asks": asks,
        "here": here,
        "refusal": refusal,
        "person": person,
        "answers": FollowUp.Answer.choices,
        "may_mend": request.user.is_authenticated and may_follow_up(request.user, row.initiative),
    }
    return render(request, "evaluation/follow_up.html", context)


# --- Who carries it on ----------------------------------------------------------------------------
@require_http_methods(["GET", "HEAD", "POST"])
def continuation(request: HttpRequest, pk: int) -> HttpResponse:
    """The plan for an initiative to run by itself. Saving the same again says that it still holds."""
    initiative = case_to_read(request, pk) if request.method != "POST" else case_to_write(request, pk)
    plan = Continuation.objects.select_related("written_by").filter(initiative=initiative).first()
    may_change = rules.may_plan(request.user, initiative) and initiative.status not in CLOSED_FOR_PLANS
    form = ContinuationForm(
        request.POST if request.method == "POST" else None, initial=ContinuationForm.initial_for(plan)
    )
    if request.method == "POST" and form.is_valid():
        try:
            plan_continuation(initiative, bearing=form.bearing(), by=request.user)
        except ValidationError as error:
            form.add_error(None, ValidationError(error.messages))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("Planen er gemt."))
            return redirect("evaluation:continuation", initiative.pk)
    context = {"initiative": initiative, "plan": plan, "form": form if may_change else None}
    return render(request, "evaluation/continuation.html", context)


# --- The lane of a pilot --------------------------------------------------------------------------
@require_http_methods(["GET", "HEAD", "POST"])
def pilot(request: HttpRequest, pk: int) -> HttpResponse:
    """What the pilot is to teach, what would make us stop, when that is decided, and the verdict."""
    initiative = case_to_read(request, pk) if request.method != "POST" else case_to_write(request, pk)
    plan = PilotPlan.objects.select_related("verdict_by", "initiative").filter(initiative=initiative).first()
    sets_date = "stop_date" in request.POST
    decides = request.method == "POST" and not sets_date
    suggested = StopDateForm.suggested(initiative.starts_on, initiative.ends_on)
    date_form = StopDateForm(
        request.POST if sets_date else None, initial={"stop_on": plan.stop_on if plan else suggested}
    )
    form = PilotVerdictForm(request.POST if decides and plan else None)
    sent = date_form if sets_date else form
    if request.method == "POST" and sent.is_valid():
        try:
            if sets_date:
                pilots.set_stop_date(initiative, stop_on=date_form.cleaned_data["stop_on"], by=request.user)
                messages.success(request, gettext("Stopdatoen er gemt."))
            else:
                pilots.decide_pilot(plan, by=request.user, **form.cleaned_data)
                messages.success(request, gettext("Forsøget er afgjort."))
            return redirect("evaluation:pilot", initiative.pk)
        except Refused as refusal:
            sent.add_error("stop_on" if sets_date else None, str(refusal))
    learn, stop = pilots.what_it_teaches(initiative)
    context = {
        "initiative": initiative,
        "plan": plan,
        "learn": learn,
        "stop": stop,
        "date_form": date_form,
        "form": form,
        "forms": [date_form, form],
        "goals": goals_of(initiative),
        "may_plan": rules.may_plan(request.user, initiative),
        "may_decide": plan and not plan.verdict and initiative.status in pilots.ALIVE | {"closed"},
    }
    return render(request, "evaluation/pilot.html", context)
