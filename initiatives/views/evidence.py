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
    prove_points,
    remove_evidence,
    replace_evidence,
    restore_evidence,
    store_evidence,
    takes_files,
    versions_of,
    why_no_files,
)
from initiatives.forms.evidence import EvidenceForm, NewVersionForm, PointsForm
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
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = EvidenceForm(
        *sent,
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
    shown = (
        initiative.evidence.visible_to(request.user, today)
        .filter(replaced_by__isnull=True)
        .select_related("uploaded_by", "removed_by", "department__organisation")
        .prefetch_related("points")
    )
    rows = [(file, [names.get(key, key) for key in file.keys], file.is_expired(today)) for file in shown]
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
            upload=form.paper,
            department=data["department"],
            by=request.user,
            also=data["also"],
            valid_until=data["valid_until"],
        )
    except Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, gettext("%(name)s er lagt ind.") % {"name": evidence.name})
    return redirect("initiatives:files", initiative.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def about(request: HttpRequest, pk: int) -> HttpResponse:
    """Every version of a file, what it proves and until when, and for staff a place to put in a new one."""
    evidence = _visible(request, pk)
    read = case_to_write if request.method == "POST" else case_to_read
    initiative = read(request, evidence.initiative_id)
    today = timezone.localdate()
    chain = versions_of(evidence)
    versions = list(
        Evidence.objects.visible_to(request.user, today)
        .filter(pk__in=chain)
        .select_related("uploaded_by", "department__organisation")
        .prefetch_related("points")
        .order_by("-version")
    )
    newest = versions[0]
    works_here = rules.works_for_aab(request.user)
    is_open = takes_files(initiative) and newest.removed_at is None
    points = _points(initiative)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = NewVersionForm(*sent, valid_until=newest.valid_until)
    if request.method == "POST":
        if newest.pk != evidence.pk or not is_open:
            words = gettext("Der er kommet en nyere udgave af filen, eller den er fjernet. Se den først.")
            messages.warning(request, words if takes_files(initiative) else why_no_files(initiative))
            return redirect("initiatives:evidence_about", newest.pk)
        if form.is_valid():
            return _replace(request, newest, form)
    names = dict(points)
    context = {
        "initiative": initiative,
        "file": newest,
        "versions": [(version, version.is_expired(today)) for version in versions],
        "proves": [names.get(key, key) for key in newest.keys],
        "is_expired": newest.is_expired(today),
        "form": form if works_here and is_open else None,
        "points_form": _points_form(newest, points),
        "why_no_files": "" if takes_files(initiative) else why_no_files(initiative),
        "works_here": works_here,
    }
    return render(request, "initiatives/evidence_about.html", context)


def _points_form(evidence: Evidence, points: list[tuple[str, str]], *data) -> PointsForm:
    others = [(key, name) for key, name in points if key != evidence.requirement_key]
    return PointsForm(*data, points=others, initial={"keys": evidence.keys[1:]})


def _replace(request: HttpRequest, evidence: Evidence, form: NewVersionForm) -> HttpResponse:
    try:
        new = replace_evidence(
            evidence, upload=form.paper, valid_until=form.cleaned_data["valid_until"], by=request.user
        )
    except Refused as refusal:
        messages.warning(request, str(refusal))
        return redirect("initiatives:evidence_about", evidence.pk)
    if new.pk == evidence.pk:
        messages.info(request, gettext("Det er den samme fil. Der er ikke ændret noget."))
    else:
        messages.success(
            request,
            gettext("Udgave %(version)s af %(name)s er lagt ind. Den gamle kan stadig åbnes.")
            % {"version": new.version, "name": new.name},
        )
    return redirect("initiatives:evidence_about", new.pk)


@require_POST
def points(request: HttpRequest, pk: int) -> HttpResponse:
    """Say which points a file proves."""
    evidence = _visible(request, pk)
    initiative = case_to_write(request, evidence.initiative_id)
    form = _points_form(evidence, _points(initiative), request.POST)
    if form.is_valid():
        try:
            prove_points(evidence, keys=form.cleaned_data["keys"], by=request.user)
        except Refused as refusal:
            messages.warning(request, str(refusal))
        else:
            messages.success(request, gettext("Gemt. Filen viser de valgte punkter."))
    else:
        messages.warning(request, gettext("Vælg blandt punkterne på siden."))
    return redirect("initiatives:evidence_about", pk)


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
    """The file itself, as a download: it is never shown inside a page, whatever it holds. A link is followed."""
    found = _visible(request, pk)
    if found.link:
        return redirect(found.link)
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
