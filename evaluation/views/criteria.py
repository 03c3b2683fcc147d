"""Goals (K8, point 6.2): what shall be better, from where, to where, by when, how it is measured."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from evaluation import examples, rules
from evaluation.advice import advice_about
from evaluation.criteria import (
    CHANGEABLE_WITH_REASON,
    PLENTY,
    CriterionFacts,
    GoalRemoved,
    add_criterion,
    change_criterion,
    remove_criterion,
)
from evaluation.forms.criteria import CriterionForm
from evaluation.models import SuccessCriterion
from evaluation.results import goals_of
from initiatives import saved_answers
from initiatives.models import EDITABLE, Initiative, Status
from initiatives.rules import may_edit
from initiatives.views.case import case_to_read, case_to_write
from initiatives.views.next_step import next_step
from initiatives.views.points import point_context
from initiatives.views.typed import keep_what_is_typed, not_kept, typed_before
from initiatives.wording import status_in_sentence
from initiatives.workflow import Refused

POINT = "6.2"
TYPED = f"point:{POINT}"


@require_http_methods(["GET", "HEAD", "POST"])
def criteria(request: HttpRequest, pk: int) -> HttpResponse:
    """All goals of a case. Where there is none yet, the form for the first one stands here."""
    if request.method == "POST":
        return add(request, pk)
    initiative = case_to_read(request, pk)
    goals = goals_of(initiative, compared=True)
    context = _context(request, initiative, goals)
    if context["may_edit"] and not goals:
        return _add_page(request, initiative, context, None)
    return render(request, "evaluation/criteria.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """A new goal."""
    initiative = case_to_write(request, pk)
    if closed := _not_now(request, initiative):
        return closed
    context = _context(request, initiative, goals_of(initiative))
    if request.method != "POST":
        return _add_page(request, initiative, context, None)
    has_plenty = len(context["goals"]) >= PLENTY
    form = CriterionForm(
        request.POST,
        initiative=initiative,
        asks_why=_asks_why(initiative),
        has_plenty=has_plenty,
        is_new=True,
    )
    if "advise" in request.POST:
        return _add_page(request, initiative, context | _advised(form), form)
    if form.is_valid() and _saved(
        request,
        form,
        lambda: add_criterion(
            initiative,
            facts=form.facts(),
            by=request.user,
            reason=form.cleaned_data.get("reason", ""),
            insists=form.cleaned_data.get("insists", False),
        ),
    ):
        saved_answers.forget(person=request.user, kind=TYPED, object_id=initiative.pk)
        messages.success(request, gettext("Målet er gemt."))
        if "another" in request.POST:
            return redirect("evaluation:criterion_add", initiative.pk)
        return _onward(request, initiative)
    return _add_page(request, initiative, context, form)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int, criterion: int) -> HttpResponse:
    """Change a goal; after the approval with a reason."""
    initiative = case_to_write(request, pk)
    found = _criterion(initiative, criterion)
    if closed := _not_now(request, initiative):
        return closed
    if request.method == "POST":
        form = CriterionForm(request.POST, initiative=initiative, asks_why=_asks_why(initiative))
        if "advise" in request.POST:
            context = _context(request, initiative, []) | {"form": form, "criterion": found} | _advised(form)
            return render(request, "evaluation/criterion_edit.html", context)
        try:
            saved = form.is_valid() and _saved(
                request,
                form,
                lambda: change_criterion(
                    found, facts=form.facts(), by=request.user, reason=form.cleaned_data.get("reason", "")
                ),
            )
        except GoalRemoved as gone:
            messages.warning(request, str(gone))
            return redirect("evaluation:criteria", initiative.pk)
        if saved:
            messages.success(request, gettext("Målet er rettet."))
            return _onward(request, initiative)
    else:
        form = CriterionForm(
            initiative=initiative,
            asks_why=_asks_why(initiative),
            initial=CriterionForm.initial_for(CriterionFacts.of(found)),
        )
    context = _context(request, initiative, []) | {"form": form, "criterion": found}
    return render(request, "evaluation/criterion_edit.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, pk: int, criterion: int) -> HttpResponse:
    """Ask once, then remove a goal from a case that may still be edited."""
    initiative = case_to_write(request, pk)
    found = _criterion(initiative, criterion)
    if request.method == "POST":
        try:
            remove_criterion(found, by=request.user)
        except Refused as refusal:
            messages.warning(request, str(refusal))
        else:
            messages.success(request, gettext("Målet er fjernet."))
        return redirect("evaluation:criteria", initiative.pk)
    if not initiative.is_editable:
        messages.warning(request, gettext("Målene er godkendt. Ret målet i stedet for at fjerne det."))
        return redirect("evaluation:criteria", initiative.pk)
    context = {"initiative": initiative, "criterion": found}
    return render(request, "evaluation/criterion_remove.html", context)


@require_POST
def keep_typed(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what is typed about a new goal, a few seconds after the last key."""
    initiative = case_to_write(request, pk)
    if initiative.status not in EDITABLE | CHANGEABLE_WITH_REASON:
        return not_kept()
    return keep_what_is_typed(request, TYPED, initiative.pk)


# --- Parts ----------------------------------------------------------------------------------------
def _criterion(initiative: Initiative, pk: int) -> SuccessCriterion:
    return get_object_or_404(initiative.criteria.select_related("initiative"), pk=pk)


def _asks_why(initiative: Initiative) -> bool:
    return initiative.status in CHANGEABLE_WITH_REASON


def _not_now(request: HttpRequest, initiative: Initiative) -> HttpResponse | None:
    if initiative.status in EDITABLE | CHANGEABLE_WITH_REASON:
        return None
    messages.warning(
        request,
        gettext("Indsatsen er %(status)s og kan ikke rettes nu.")
        % {"status": status_in_sentence(initiative.status)},
    )
    return redirect("evaluation:criteria", initiative.pk)


def _saved(request: HttpRequest, form: CriterionForm, write) -> bool:
    try:
        write()
    except ValidationError as error:
        form.add_error(None, ValidationError(error.messages))
    except GoalRemoved:
        raise
    except Refused as refusal:
        form.add_error(None, str(refusal))
    else:
        return True
    return False


def _onward(request: HttpRequest, initiative: Initiative) -> HttpResponse:
    """On to the next point of the checklist while the case is being made; else back to the goals."""
    if initiative.is_editable and ("next" in request.POST or "list" in request.POST):
        return next_step(request, initiative, POINT)
    return redirect("evaluation:criteria", initiative.pk)


def _add_page(request: HttpRequest, initiative: Initiative, context: dict, form) -> HttpResponse:
    """The form for a new goal, with examples to begin from."""
    if form is None:
        initial = {"unit": SuccessCriterion.Unit.COUNT, "direction": "", "target_on": initiative.ends_on}
        example = examples.find(request.GET.get("eksempel", ""))
        if example:
            initial |= example.initial()
        typed = None if example else typed_before(request, TYPED, initiative.pk, context)
        about = {
            "initiative": initiative,
            "asks_why": _asks_why(initiative),
            "has_plenty": len(context["goals"]) >= PLENTY,
            "is_new": True,
        }
        if typed is not None:
            form = CriterionForm(typed, unjudged=True, **about)
        else:
            form = CriterionForm(initial=initial, **about)
    context |= {
        "form": form,
        "examples": examples.for_areas([area.key for area in initiative.areas.all()]),
        "typed_url": "evaluation:criteria_typed",
    }
    return render(request, "evaluation/criterion_add.html", context)


def _advised(form: CriterionForm) -> dict:
    """What could be said better, and nothing to mend: whoever asks for advice has not finished."""
    form.is_valid()
    found = form.advice()
    form.ask_nothing_yet()
    return {"advice": found, "advised": True}


def _context(request: HttpRequest, initiative: Initiative, goals: list) -> dict:
    """The head of the point while the case is made and decided; later the goals speak for themselves."""
    is_a_point = initiative.status in EDITABLE | {Status.SUBMITTED}
    context = point_context(initiative, POINT) if is_a_point else {"initiative": initiative}
    return context | {
        "may_edit": may_edit(request.user, initiative),
        "may_change": rules.may_plan(request.user, initiative)
        and initiative.status in EDITABLE | CHANGEABLE_WITH_REASON,
        "may_measure": rules.may_measure(request.user, initiative),
        "goals": goals,
        "plenty": len(goals) >= PLENTY,
        "to_approve": sum(row.approved_at is None for goal in goals for row in goal.series),
        "to_lock": sum(bool(row.approved_at and not row.locked_at) for goal in goals for row in goal.series),
        "advice_by_goal": [(goal, said) for goal in goals if (said := advice_about(goal.criterion))],
        "limit": PLENTY,
        "today": timezone.localdate(),
    }
