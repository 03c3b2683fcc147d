"""The board says that an answer staff wrote in its name is not right (K17)."""

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
from initiatives.forms.objection import ObjectionForm
from initiatives.workflow import Refused

from .resident_answer import find


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def object_to(request: HttpRequest, pk: int, department_pk: int) -> HttpResponse:
    asked = find(request, pk, department_pk)
    if asked is None:
        return log_in_and_come_back(request)
    decision = asked.standing
    if asked.reads_only or decision is None or decision.entered_by_id is None:
        raise Http404
    form = ObjectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            residents.object_to_entry(decision, words=form.cleaned_data["words"], by=asked.person)
        except Refused as refusal:
            messages.warning(request, str(refusal))
        else:
            messages.success(request, gettext("Tak. AAB kan se, at I ikke er enige, og kontakter jer."))
        return redirect("initiatives:resident_receipt", pk, department_pk)
    return render(request, "initiatives/resident_objection.html", asked.as_context() | {"form": form})
