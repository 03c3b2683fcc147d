"""Which departments lack something (K13), the services of one department, and writing to the boards."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from initiatives import coverage_mails, rules, spreadsheet
from initiatives.coverage import LABELS, TO_WRITE_ABOUT, Row, coverage, coverage_of, lacking
from initiatives.forms.seen import clash_rows, seen_by
from initiatives.forms.support import CoverageForm, ServiceForm, own_municipalities
from initiatives.mails.coverage import missing_letter
from initiatives.models import Department, SupportService
from initiatives.supporting import SAID, end_service, record_service, services_of, still_right
from initiatives.together import EditedMeanwhile, texts_of

from .desk import staff_only, staff_or_deciders_only

READS_AND_WRITES = ["GET", "HEAD", "POST"]


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """The way into the pages that show all departments at once."""
    staff_or_deciders_only(request)
    return render(request, "initiatives/overview.html", {"works_for_aab": rules.works_for_aab(request.user)})


def _asked_for(request: HttpRequest) -> tuple[CoverageForm, list[Row]]:
    form = CoverageForm(request.GET, municipalities=own_municipalities())
    departments = Department.objects.own().standing().select_related("organisation")
    if form.municipality:
        departments = departments.filter(municipality=form.municipality)
    rows = coverage(departments, timezone.localdate())
    return form, lacking(rows, form.subject) if form.subject else rows


@require_safe
def table(request: HttpRequest) -> HttpResponse:
    """All departments and what each has, those with most gaps first."""
    staff_or_deciders_only(request)
    form, rows = _asked_for(request)
    if kind := request.GET.get("hent"):
        return _sheet(kind, rows)
    subject = form.subject
    may_write = rules.works_for_aab(request.user) and subject in TO_WRITE_ABOUT
    asked = request.GET.copy()
    asked["hent"] = "xlsx"
    return render(
        request,
        "initiatives/coverage.html",
        {
            "form": form,
            "rows": rows,
            "labels": list(LABELS.values()),
            "with_gaps": sum(bool(row.gaps) for row in rows),
            "may_write": may_write and bool(rows),
            "boards": sum(row.has_board for row in rows),
            "query": request.GET.urlencode(),
            "sheet_url": "?" + asked.urlencode(),
            "may_mend": rules.works_for_aab(request.user),
        },
    )


def _sheet(kind: str, rows: list[Row]) -> HttpResponse:
    if kind not in spreadsheet.CONTENT_TYPES:
        raise Http404
    headings = [
        gettext("Afdeling"),
        gettext("Kommune"),
        *(str(label) for label in LABELS.values()),
        gettext("Mangler"),
    ]
    lines = (
        [
            row.department.title,
            row.department.municipality,
            *(cell.words for cell in row.cells),
            row.gaps,
        ]
        for row in rows
    )
    return spreadsheet.download(
        kind,
        headings,
        lines,
        sheet=gettext("Dækning"),
        filename=f"daekning-{timezone.localdate():%Y-%m-%d}",
    )


@require_http_methods(READS_AND_WRITES)
def write(request: HttpRequest) -> HttpResponse:
    """Everybody who will get the mail, and the mail, before it is sent."""
    staff_only(request)
    form, rows = _asked_for(request)
    subject = form.subject
    if subject not in TO_WRITE_ABOUT or not rows:
        return redirect("initiatives:coverage")
    boards = coverage_mails.boards_of(rows, subject)
    reached = [board for board in boards if board.seats]
    if request.method == "POST":
        sent = coverage_mails.write_to_boards(rows, subject, by=request.user)
        messages.success(
            request,
            ngettext(
                "Vi har skrevet til %(count)s bestyrelse.", "Vi har skrevet til %(count)s bestyrelser.", sent
            )
            % {"count": sent},
        )
        return redirect(f"{request.path.removesuffix('skriv/')}?{request.GET.urlencode()}")
    return render(
        request,
        "initiatives/coverage_write.html",
        {
            "subject": LABELS[subject],
            "boards": reached,
            "silent": [board for board in boards if not board.seats],
            "people": sum(len(board.seats) for board in reached),
            "letter": missing_letter(reached[0].department, subject, contact=request.user)
            if reached
            else None,
            "query": request.GET.urlencode(),
        },
    )


@require_safe
def department(request: HttpRequest, department_pk: int) -> HttpResponse:
    """The services of one department: who, when and since when."""
    staff_or_deciders_only(request)
    found = _own_department(department_pk)
    return render(
        request,
        "initiatives/services.html",
        {
            "department": found,
            "row": coverage_of(found, timezone.localdate()),
            "services": [service for kind in services_of(found).values() for service in kind],
            "may_mend": rules.works_for_aab(request.user),
        },
    )


def _own_department(pk: int) -> Department:
    return get_object_or_404(Department.objects.own().standing().select_related("organisation"), pk=pk)


@require_http_methods(READS_AND_WRITES)
def add(request: HttpRequest, department_pk: int) -> HttpResponse:
    staff_only(request)
    found = _own_department(department_pk)
    form = ServiceForm(request.POST or None, initial={"kind": request.GET.get("hvad", "")})
    return _service_page(request, form, found, SupportService())


@require_http_methods(READS_AND_WRITES)
def edit(request: HttpRequest, department_pk: int, service_pk: int) -> HttpResponse:
    staff_only(request)
    found = _own_department(department_pk)
    service = _service_of(found, service_pk)
    form = ServiceForm(request.POST or None, initial=ServiceForm.initial_from(service))
    return _service_page(request, form, found, service)


def _service_of(department: Department, pk: int) -> SupportService:
    return get_object_or_404(SupportService.objects.reaching([department]), pk=pk)


def _service_page(
    request: HttpRequest, form: ServiceForm, department: Department, service: SupportService
) -> HttpResponse:
    context = {"form": form, "department": department, "is_new": service.pk is None}
    if request.method == "POST" and form.is_valid():
        for name, value in form.wanted().items():
            setattr(service, name, value)
        is_municipal = service.kind == SupportService.Kind.CONTACT_PERSONS
        service.department = None if is_municipal else department
        service.municipality = department.municipality if is_municipal else ""
        if is_municipal and not department.municipality:
            form.add_error("kind", gettext("Skriv først, hvilken kommune afdelingen ligger i"))
        else:
            try:
                record_service(service, by=request.user, seen=seen_by(form))
            except ValidationError as error:
                form.add_error(None, error.messages)
            except EditedMeanwhile as clash:
                form.show_again(texts_of(_service_of(department, service.pk), SAID))
                context |= {"clash": clash, "clash_rows": clash_rows(form, clash)}
            else:
                messages.success(request, gettext("Tilbuddet er gemt."))
                return redirect("initiatives:services", department.pk)
    status = 409 if "clash" in context else 200
    return render(request, "initiatives/service_edit.html", context, status=status)


@require_POST
def mark(request: HttpRequest, department_pk: int, service_pk: int) -> HttpResponse:
    """One tap: it still holds, or it is no more."""
    staff_only(request)
    found = _own_department(department_pk)
    service = _service_of(found, service_pk)
    if "ended" in request.POST:
        end_service(service, by=request.user)
        messages.success(request, gettext("Tilbuddet er afsluttet."))
    else:
        still_right(service, by=request.user)
        messages.success(request, gettext("Tak. Tilbuddet er set efter i dag."))
    return redirect("initiatives:services", found.pk)
