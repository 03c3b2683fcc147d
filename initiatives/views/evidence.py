"""The files of a case (L8), and handing one out to somebody who may have it."""

from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from initiatives import rules
from initiatives.checklist import requirements_of, version_for
from initiatives.evidence import (
    UNDO_FOR,
    remove_evidence,
    restore_evidence,
    store_evidence,
    takes_files,
    why_no_files,
)
from initiatives.forms.evidence import EvidenceForm
from initiatives.models import Evidence, Initiative
from initiatives.workflow import Refused

from .case import case_to_read, case_to_write


@require_http_methods(["GET", "HEAD", "POST"])
def files(request: HttpRequest, pk: int) -> HttpResponse:
    """Where the papers are: what each proves, who put it there, and a place to add one."""
    initiative = case_to_read(request, pk) if request.method != "POST" else case_to_write(request, pk)
    today = timezone.localdate()
    works_here = rules.works_for_aab(request.user)
    points = _points(initiative)
    form = EvidenceForm(
        request.POST or None,
        request.FILES or None,
        points=points,
        departments=initiative.departments.all(),
        initial={"requirement_key": request.GET.get("punkt", "")},
    )
    if request.method == "POST":
        if not takes_files(initiative):
            messages.warning(request, why_no_files(initiative))
            return redirect("initiatives:files", pk)
        if form.is_valid():
            return _add(request, initiative, form)
    names = dict(points)
    shown = initiative.evidence.visible_to(request.user, today).select_related(
        "uploaded_by", "removed_by", "department__organisation"
    )
    rows = [(file, names.get(file.requirement_key, file.requirement_key)) for file in shown]
    context = {
        "initiative": initiative,
        "form": form if works_here and takes_files(initiative) else None,
        "why_no_files": "" if takes_files(initiative) else why_no_files(initiative),
        "works_here": works_here,
        "files": [row for row in rows if row[0].removed_at is None],
        "removed": [row for row in rows if row[0].removed_at is not None],
        "undo_since": timezone.now() - UNDO_FOR,
    }
    return render(request, "initiatives/files.html", context)


def _points(initiative: Initiative) -> list[tuple[str, str]]:
    """(key, name) of every point a file can prove."""
    version = version_for(initiative, timezone.localdate())
    return [(r.key, r.reader_name) for r in requirements_of(version)] if version else []


def _add(request: HttpRequest, initiative: Initiative, form: EvidenceForm) -> HttpResponse:
    data = form.cleaned_data
    try:
        evidence = store_evidence(
            initiative,
            requirement_key=data["requirement_key"],
            upload=data["upload"],
            department=data["department"],
            by=request.user,
        )
    except Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, gettext("%(name)s er lagt ind.") % {"name": evidence.name})
    return redirect("initiatives:files", initiative.pk)


@require_POST
def mark(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a file off the list, or put it back (`undo`)."""
    evidence = _visible(request, pk)
    case_to_write(request, evidence.initiative_id)
    undo = "undo" in request.POST
    try:
        (restore_evidence if undo else remove_evidence)(evidence, by=request.user)
    except Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        words = gettext("%(name)s er lagt tilbage.") if undo else gettext("%(name)s er fjernet fra listen.")
        messages.success(request, words % {"name": evidence.name})
    return redirect("initiatives:files", evidence.initiative_id)


@require_safe
@cache_control(no_store=True, private=True)
def evidence(request: HttpRequest, pk: int) -> HttpResponse:
    """The file itself, as a download: it is never shown inside a page, whatever it holds."""
    found = _visible(request, pk)
    try:
        content = found.file.open("rb")
    except FileNotFoundError as missing:
        raise Http404 from missing
    response = FileResponse(content, as_attachment=True, filename=found.name, content_type=found.content_type)
    response.headers["X-Content-Type-Options"] = "nosniff"
    # The portal's own policy is for pages; what people hand in gets no rights at all.
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def _visible(request: HttpRequest, pk: int) -> Evidence:
    files = Evidence.objects.visible_to(request.user, timezone.localdate()).select_related("initiative")
    return get_object_or_404(files, pk=pk)
