"""What the agreements of a case promise (K6): its own goals, with their lines."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from evaluation.forms.promises import PromisesForm
from evaluation.promising import promise, promises_of
from evaluation.results import goals_of
from initiatives.agreement_writing import takes_agreements
from initiatives.rules import works_for_aab
from initiatives.views.case import case_to_read, case_to_write
from initiatives.views.next_step import next_step
from initiatives.workflow import Refused


@require_http_methods(["GET", "HEAD", "POST"])
def promises(request: HttpRequest, pk: int) -> HttpResponse:
    """Each agreement with the goals it promises; staff choose them."""
    initiative = (case_to_write if request.method == "POST" else case_to_read)(request, pk)
    goals = goals_of(initiative)
    found = promises_of(initiative, goals)
    form = PromisesForm(request.POST or None, promises=found, goals=goals)
    if request.method == "POST" and form.is_valid():
        criteria = {goal.criterion.pk: goal.criterion for goal in goals}
        try:
            with transaction.atomic():
                for one in found:
                    promise(one.agreement, [criteria[n] for n in form.cleaned_data[one.key]], by=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, gettext("Det, aftalerne lover, er gemt."))
            if initiative.is_editable:
                return next_step(request, initiative, "5.2")
            return redirect("initiatives:contracts", pk)
    return render(
        request,
        "evaluation/promises.html",
        {
            "initiative": initiative,
            "goals": goals,
            "promises": found,
            "form": form,
            "forms": [form] if form.is_bound else [],
            "may_write": works_for_aab(request.user) and takes_agreements(initiative),
        },
    )
