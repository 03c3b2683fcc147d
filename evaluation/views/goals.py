"""One goal with its series, and writing a measurement down (K8)."""

from __future__ import annotations

from decimal import Decimal

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from evaluation import figures, measuring, rules
from evaluation.criteria import CHANGEABLE_WITH_REASON
from evaluation.drawings import series_of
from evaluation.forms.measurements import MeasurementForm
from evaluation.models import Measurement, SuccessCriterion
from evaluation.results import Goal, goal_of
from initiatives.evidence import add_row, placed
from initiatives.models import EDITABLE, Initiative
from initiatives.views.case import case_to_read
from initiatives.workflow import Refused

POINT = "6.2"
"""The point of the policy that files about figures belong to."""


@require_safe
def goal(request: HttpRequest, pk: int, criterion: int) -> HttpResponse:
    """The goal, its line, and every measurement with how far it moved."""
    initiative = case_to_read(request, pk)
    found = _goal(initiative, criterion)
    rows = found.criterion.measurements.select_related(
        "recorded_by", "evaluation__department__organisation", "replaced_by__recorded_by", "evidence"
    ).order_by("-measured_on", "-pk")
    others = list(found.criterion.comparisons.all())
    for row in others:
        row.words = figures.amount(row.value, found.criterion)
    return render(
        request,
        "evaluation/goal.html",
        {
            "initiative": initiative,
            "goal": found,
            "rows": _with_steps(found, list(rows)),
            "others": others,
            "drawing": series_of(found, initiative.starts_on, others),
            "may_approve": rules.may_plan(request.user, initiative),
            "may_measure": rules.may_measure(request.user, initiative),
            "may_change": rules.may_plan(request.user, initiative)
            and initiative.status in EDITABLE | CHANGEABLE_WITH_REASON,
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def measure(request: HttpRequest, pk: int, criterion: int) -> HttpResponse:
    """Three questions: figure, day, remark; in a fold the file that proves it, and its groups."""
    initiative = case_to_read(request, pk)
    found = _goal(initiative, criterion)
    if away := _may_not(request, initiative):
        return away
    initial = {"measured_on": timezone.localdate()}
    form = MeasurementForm(
        *_sent(request),
        criterion=found.criterion,
        last=found.latest,
        initial=initial,
    )

    def write(**facts):
        return measuring.measure(found.criterion, by=request.user, **facts)

    return _form(request, initiative, found, form, write, "evaluation/measure.html", {})


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, pk: int, criterion: int, measurement: int) -> HttpResponse:
    """Put a right figure in the place of a wrong one."""
    initiative = case_to_read(request, pk)
    found = _goal(initiative, criterion)
    wrong = get_object_or_404(
        found.criterion.measurements.select_related("criterion__initiative"), pk=measurement
    )
    if away := _may_not(request, initiative):
        return away
    if wrong.superseded_at:
        messages.warning(request, gettext("Målingen er rettet i mellemtiden. Se tallene igen."))
        return redirect("evaluation:goal", initiative.pk, criterion)
    initial = {"value": wrong.value, "measured_on": wrong.measured_on, "note": wrong.note}
    initial |= {
        f"part_{number}": Decimal(wrong.parts[name])
        for number, name in enumerate(found.criterion.group_names)
        if name in wrong.parts
    }
    before = next(
        (m for m in reversed(found.series) if m.pk != wrong.pk and m.measured_on <= wrong.measured_on), None
    )
    form = MeasurementForm(
        *_sent(request),
        criterion=found.criterion,
        last=before,
        initial=initial,
    )

    def write(**facts):
        return measuring.correct(wrong, by=request.user, **facts)

    return _form(request, initiative, found, form, write, "evaluation/measure.html", {"wrong": wrong})


# --- Parts ----------------------------------------------------------------------------------------
def _goal(initiative: Initiative, pk: int) -> Goal:
    criterion: SuccessCriterion = get_object_or_404(initiative.criteria.all(), pk=pk)
    criterion.initiative = initiative
    return goal_of(criterion, list(criterion.measurements.standing()), initiative, timezone.localdate())


def _may_not(request: HttpRequest, initiative: Initiative) -> HttpResponse | None:
    if initiative.status not in rules.MEASURABLE:
        messages.warning(request, gettext("Indsatsen er ikke godkendt. Målinger kan skrives, når den er."))
        return redirect("evaluation:criteria", initiative.pk)
    if not rules.may_measure(request.user, initiative):
        raise PermissionDenied(gettext("Kun AAB og de bestyrelser, der er med, kan skrive målinger."))
    return None


def _sent(request: HttpRequest) -> tuple:
    return (request.POST, request.FILES) if request.method == "POST" else ()


def _keep(request: HttpRequest, initiative: Initiative, form: MeasurementForm, write) -> None:
    """The figure with the file that proves it: both or neither."""
    data = form.cleaned_data
    upload = data["evidence"]
    with placed(upload) as file, transaction.atomic():
        evidence = (
            add_row(initiative, requirement_key=POINT, upload=upload, file=file, by=request.user)
            if upload
            else None
        )
        write(
            value=data["value"],
            measured_on=data["measured_on"],
            note=data["note"],
            parts=form.parts(),
            evidence=evidence,
        )


def _form(request, initiative, found, form, write, template, extra) -> HttpResponse:
    questions: list[str] = []
    if request.method == "POST" and form.is_valid():
        questions = form.far_off_questions()
        if questions:
            form.show_asked()
        else:
            try:
                _keep(request, initiative, form, write)
            except ValidationError as error:
                form.add_error(None, ValidationError(error.messages))
            except Refused as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(
                    request, gettext("Målingen er gemt. Den tæller med i AAB's tal, når den er godkendt.")
                )
                return redirect("evaluation:goal", initiative.pk, found.criterion.pk)
    context = {"initiative": initiative, "goal": found, "form": form, "questions": questions}
    return render(request, template, context | extra)


def _with_steps(goal: Goal, rows: list[Measurement]) -> list[tuple[Measurement, str]]:
    """Each measurement with how it differs from the one before: "7 personer mere"."""
    steps, before = {}, goal.criterion.baseline
    for row in goal.series:
        steps[row.pk] = figures.difference(goal.criterion, before, row.value)
        before = row.value
    return [(row, figures.amount(row.value, goal.criterion), steps.get(row.pk, "")) for row in rows]
