"""The minutes that were to follow (B2): the board puts them beside its answer, also when that is too late to mend."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.expired_session import log_in_and_come_back
from initiatives import residents
from initiatives.evidence import RESIDENTS_POINT, store_evidence
from initiatives.forms.residents import MinutesForm
from initiatives.workflow import Refused

from .resident_answer import find


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def send_minutes(request: HttpRequest, pk: int, department_pk: int) -> HttpResponse:
    """A photo or a file, and nothing else. A board whose minutes are here is led to its receipt."""
    asked = find(request, pk, department_pk)
    if asked is None:
        return log_in_and_come_back(request)
    if asked.reads_only or asked.standing is None:
        raise Http404
    if not residents.awaits_minutes(asked.standing):
        return redirect("initiatives:resident_receipt", pk, department_pk)
    form = MinutesForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if request.method == "POST" and form.is_valid():
        try:
            store_evidence(
                asked.initiative,
                requirement_key=RESIDENTS_POINT,
                upload=form.cleaned_data["upload"],
                department=asked.department,
                by=asked.person,
            )
        except Refused as refusal:
            messages.warning(request, str(refusal))
        else:
            messages.success(request, gettext("Tak. Vi har fået referatet."))
        return redirect("initiatives:resident_receipt", pk, department_pk)
    return render(request, "initiatives/resident_minutes.html", asked.as_context() | {"form": form})
