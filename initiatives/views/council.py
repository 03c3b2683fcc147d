"""The council's decision where a department said no: one form, an act of its own (almenboligloven § 37 stk. 4)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from initiatives.council import record_council_decision
from initiatives.forms.council import CouncilForm
from initiatives.models import ResidentDecision
from initiatives.workflow import Refused

from .case import case_to_write, not_now


@require_http_methods(["GET", "HEAD", "POST"])
def council(request: HttpRequest, pk: int, department_pk: int) -> HttpResponse:
    """Who decided is given; asked are the day, the item, the words and the minutes."""
    initiative = case_to_write(request, pk)
    if closed := not_now(request, initiative):
        return closed
    answers = ResidentDecision.objects.current().select_related("department__organisation", "initiative")
    answer = get_object_or_404(
        answers, initiative=initiative, department__pk=department_pk, result=ResidentDecision.Result.NO
    )
    form = CouncilForm(request.POST, request.FILES) if request.method == "POST" else CouncilForm()
    refusal = None
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            record_council_decision(
                answer,
                decided_on=data["decided_on"],
                item_number=data["item_number"],
                words=data["words"],
                upload=data["minutes"],
                by=request.user,
            )
        except Refused as error:
            refusal = error
        else:
            messages.success(
                request,
                gettext("Repræsentantskabets beslutning for %(department)s er skrevet ind.")
                % {"department": answer.department.title},
            )
            return redirect("initiatives:residents", pk)
    context = {
        "initiative": initiative,
        "department": answer.department,
        "answer": answer,
        "form": form,
        "refusal": refusal,
    }
    return render(request, "initiatives/resident_council.html", context, status=409 if refusal else 200)
