"""What staff do with figures: approve them, lock them, and set others' figures beside them (K8)."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from evaluation import rules
from evaluation.comparing import compare
from evaluation.figure_states import approve_figures, lock_figures
from evaluation.forms.measurements import ComparisonForm
from evaluation.models import Measurement, SuccessCriterion
from initiatives.models import Initiative
from initiatives.views.case import case_to_read
from initiatives.workflow import Refused


def _case(request: HttpRequest, pk: int) -> Initiative:
    initiative = case_to_read(request, pk)
    if not rules.may_plan(request.user, initiative):
        raise PermissionDenied(gettext("Kun AAB's ansatte kan godkende og låse tal."))
    return initiative


@require_POST
def approve(request: HttpRequest, pk: int, criterion: int, measurement: int) -> HttpResponse:
    """Approve one figure."""
    initiative = _case(request, pk)
    row = get_object_or_404(
        Measurement.objects.filter(criterion__initiative=initiative, criterion=criterion), pk=measurement
    )
    if approve_figures(initiative, by=request.user, only=[row.pk]):
        messages.success(request, gettext("Tallet er godkendt."))
    else:
        messages.warning(request, gettext("Tallet er godkendt eller rettet i mellemtiden. Se tallene igen."))
    return redirect("evaluation:goal", initiative.pk, criterion)


@require_POST
def approve_all(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve every figure of the case that waits."""
    initiative = _case(request, pk)
    count = approve_figures(initiative, by=request.user)
    messages.success(
        request,
        ngettext("%(count)s tal er godkendt.", "%(count)s tal er godkendt.", count) % {"count": count},
    )
    return redirect("evaluation:criteria", initiative.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def lock(request: HttpRequest, pk: int) -> HttpResponse:
    """Say once what locking means, then lock every approved figure of the case."""
    initiative = _case(request, pk)
    if request.method == "POST":
        count = lock_figures(initiative, by=request.user)
        messages.success(
            request, ngettext("%(count)s tal er låst.", "%(count)s tal er låst.", count) % {"count": count}
        )
        return redirect("evaluation:criteria", initiative.pk)
    rows = Measurement.objects.approved().filter(criterion__initiative=initiative, locked_at=None)
    return render(request, "evaluation/lock.html", {"initiative": initiative, "count": rows.count()})


@require_http_methods(["GET", "HEAD", "POST"])
def comparison(request: HttpRequest, pk: int, criterion: int) -> HttpResponse:
    """How the same figure stands in the municipality or the country."""
    initiative = case_to_read(request, pk)
    found = get_object_or_404(
        SuccessCriterion.objects.select_related("initiative"), pk=criterion, initiative=pk
    )
    if not rules.may_plan(request.user, initiative):
        raise PermissionDenied(gettext("Kun AAB's ansatte kan skrive tal til sammenligning."))
    form = ComparisonForm(request.POST if request.method == "POST" else None, criterion=found)
    if request.method == "POST" and form.is_valid():
        try:
            compare(found, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, ValidationError(error.messages))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("Tallet til sammenligning er gemt."))
            return redirect("evaluation:goal", initiative.pk, found.pk)
    context = {"initiative": initiative, "criterion": found, "form": form}
    return render(request, "evaluation/comparison.html", context)
