"""Two departments become one: what the page says, and the write of each app in one transaction."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from evaluation.plans import move_evaluations
from initiatives.departments.merging import merge_departments
from initiatives.forms.boards import MergeForm
from initiatives.views.boards import department_to_keep
from initiatives.workflow import Refused


@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: HttpRequest, number: str) -> HttpResponse:
    department = department_to_keep(request, number)
    form = MergeForm(request.POST or None, department=department)
    if request.method == "POST" and form.is_valid():
        into = form.cleaned_data["into"]
        try:
            with transaction.atomic():
                merge_departments(department, into=into, on=form.day(), by=request.user)
                move_evaluations(department=department, into=into)
        except Refused as refusal:
            form.add_error("into", str(refusal))
        else:
            said = {"old": department.title, "new": into.title}
            messages.success(request, gettext("%(old)s er nu en del af %(new)s.") % said)
            return redirect("department_home", into.address_number)
    return render(request, "pages/department_merge.html", {"department": department, "form": form})
