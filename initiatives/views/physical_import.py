"""Building projects from a spreadsheet: choose it, see what it would do row by row, and confirm."""

from __future__ import annotations

import base64
import datetime as dt

from django import forms
from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.forms.base import PortalForm
from accounts.forms.fields import Question
from initiatives.imports.physical import COLUMNS, ProjectPlan, import_projects, plan_projects
from initiatives.imports.plans import Faulty
from initiatives.models import PhysicalProject

from .desk import staff_only

SALT = "initiatives.views.physical_import"
HOW_LONG = dt.timedelta(hours=1)


class SheetField(Question, forms.FileField):
    """A spreadsheet to read in; it is read and not kept."""

    widget = forms.FileInput(attrs={"accept": ".csv,.xlsx,text/csv"})
    default_error_messages = {
        "empty": _("Filen er tom. Vælg en anden"),
        "invalid": _("Vælg filen igen"),
        "missing": _("Vælg filen igen"),
    }


class SheetForm(PortalForm):
    file = SheetField(
        label=_("Fil"),
        help_text=_("Et regneark (Excel eller CSV), højst 1 MB."),
        error_messages={"required": _("Vælg en fil")},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def import_page(request: HttpRequest) -> HttpResponse:
    """Only the second, confirming post stores anything.

    What was looked at travels in the page, signed, so that exactly that is stored, and nothing else.
    """
    staff_only(request)
    if request.method == "POST" and "checked" in request.POST:
        return _confirm(request)
    form = SheetForm(request.POST, request.FILES) if request.method == "POST" else SheetForm()
    if request.method != "POST" or not form.is_valid():
        return _page(request, form)
    return _page(request, SheetForm(), form.cleaned_data["file"].read())


def _page(request: HttpRequest, form: SheetForm, data: bytes | None = None) -> HttpResponse:
    plan: ProjectPlan | None = None
    checked = ""
    if data is not None:
        plan = plan_projects(data)
        if plan.changes_something and not plan.faults:
            text = base64.b64encode(data).decode()
            checked = signing.dumps([text, plan.counts], salt=SALT, compress=True)
    context = {
        "form": form,
        "plan": plan,
        "checked": checked,
        "columns": COLUMNS,
        "kinds": PhysicalProject.Kind.labels,
        "stages": PhysicalProject.Stage.labels,
    }
    return render(request, "initiatives/projects_import.html", context)


def _confirm(request: HttpRequest) -> HttpResponse:
    try:
        text, counts = signing.loads(request.POST["checked"], salt=SALT, max_age=HOW_LONG)
    except signing.BadSignature:
        messages.warning(request, gettext("Vælg filen igen. Det er for længe siden, du så den igennem."))
        return redirect("initiatives:projects_import")
    data = base64.b64decode(text)
    try:
        if list(plan_projects(data).counts) != counts:
            messages.warning(
                request, gettext("Byggesagerne er ændret, mens du læste. Se listen igennem igen.")
            )
            return _page(request, SheetForm(), data)
        done = import_projects(data, by=request.user)
    except Faulty:
        return _page(request, SheetForm(), data)
    messages.success(request, gettext("Byggesagerne er læst ind: %(counts)s.") % {"counts": done})
    return redirect("initiatives:projects")
