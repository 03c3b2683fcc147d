"""Departments from a file: choose it, see what it would do row by row, and confirm."""

from __future__ import annotations

import datetime as dt

from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from initiatives.imports.departments import COLUMNS, Plan, import_departments, plan_departments
from initiatives.imports.plans import Faulty, State
from initiatives.imports.reading import decode
from initiatives.models import Department

SALT = "initiatives.admin.department_import"
HOW_LONG = dt.timedelta(hours=1)


class FileForm(forms.Form):
    file = forms.FileField(
        label=_("Fil"),
        help_text=_("En CSV-fil med semikolon mellem kolonnerne, højst 1 MB."),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
        error_messages={
            "required": _("Vælg en fil."),
            "empty": _("Filen er tom. Vælg en anden."),
            "missing": _("Vælg filen igen."),
        },
    )
    use_required_attribute = False


def import_page(desk: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """The page behind "Læs ind fra fil". Only the second, confirming post stores anything.

    What was looked at travels in the page, signed, so that exactly that is stored, and nothing else.
    """
    if not (desk.has_add_permission(request) and desk.has_change_permission(request)):
        raise PermissionDenied
    if request.method == "POST" and "checked" in request.POST:
        return _confirm(desk, request)
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    if not form.is_valid():
        return _page(desk, request, form)
    return _page(desk, request, form, form.cleaned_data["file"].read())


def _page(desk: ModelAdmin, request: HttpRequest, form: FileForm, data: bytes | None = None) -> HttpResponse:
    plan, checked = None, ""
    if data is not None:
        plan = plan_departments(data)
        if plan.changes_something and not plan.faults:
            checked = signing.dumps([decode(data), plan.counts], salt=SALT, compress=True)
    context = {
        **desk.admin_site.each_context(request),
        "title": _("Læs afdelinger ind fra en fil"),
        "opts": desk.opts,
        "form": form,
        "plan": plan,
        "checked": checked,
        "columns": COLUMNS,
    }
    return TemplateResponse(request, "admin/initiatives/department/import.html", context)


def _confirm(desk: ModelAdmin, request: HttpRequest) -> HttpResponse:
    try:
        text, counts = signing.loads(request.POST["checked"], salt=SALT, max_age=HOW_LONG)
    except signing.BadSignature:
        messages.warning(request, _("Vælg filen igen. Det er for længe siden, du så den igennem."))
        return redirect("admin:initiatives_department_import")
    data = text.encode()
    try:
        if list(plan_departments(data).counts) != counts:
            messages.warning(request, _("Afdelingerne er ændret, mens du læste. Se listen igennem igen."))
            return _page(desk, request, FileForm(), data)
        done = import_departments(data)
    except Faulty:
        return _page(desk, request, FileForm(), data)
    _log(request, done)
    messages.success(request, gettext("Afdelingerne er læst ind: %(counts)s.") % {"counts": done})
    return redirect("admin:initiatives_department_changelist")


def _log(request: HttpRequest, done: Plan) -> None:
    """Tell in the log of the administration which departments came from the file."""
    for state, flag in ((State.NEW, ADDITION), (State.CHANGED, CHANGE)):
        rows = [row for row in done.rows if row.state == state]
        if not rows:
            continue
        of = Q()
        for row in rows:
            of |= Q(organisation__name=row.organisation, number=row.values.get("number", row.number))
        departments = Department.objects.select_related("organisation").filter(of)
        LogEntry.objects.log_actions(request.user.pk, departments, flag, gettext("Læst ind fra fil."))
