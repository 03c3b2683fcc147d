"""Building projects: the list, one project, whether it can be used socially, and the timeline."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from initiatives import rules
from initiatives.drawings import timeline_of
from initiatives.fields import danish_sort_key
from initiatives.forms.physical import ProjectForm, ProjectsForm, SynergyForm
from initiatives.forms.seen import clash_rows, seen_by
from initiatives.models import Department, Initiative, PhysicalProject, SynergyNote
from initiatives.paging import page_of
from initiatives.physical import answer_hint, open_hints, save_project, standing_texts
from initiatives.timeline import first_month, lanes
from initiatives.together import EditedMeanwhile

from .desk import staff_only, staff_or_deciders_only

READS_AND_WRITES = ["GET", "HEAD", "POST"]
PAGE_SIZE = 25


@require_safe
def projects(request: HttpRequest) -> HttpResponse:
    """Every building project, the nearest first."""
    staff_or_deciders_only(request)
    form = ProjectsForm(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    found = PhysicalProject.objects.prefetch_related("departments__organisation")
    match chosen.get("stadie"):
        case "alle":
            pass
        case "" | None:
            found = found.not_over(timezone.localdate())
        case stage:
            found = found.filter(stage=stage)
    if number := chosen.get("afdeling"):
        found = found.filter(departments__sort_key=danish_sort_key(number))
    page = page_of(found.order_by("starts_on", "name", "pk"), request.GET, size=PAGE_SIZE)
    context = {
        "form": form,
        "page": page,
        "is_in_use": any(chosen.values()),
        "may_mend": rules.works_for_aab(request.user),
        "hints": open_hints(timezone.localdate()),
    }
    return render(request, "initiatives/projects.html", context)


@require_safe
def project(request: HttpRequest, project_pk: int) -> HttpResponse:
    """One building project: where, what, when, and what has been said about using it."""
    found = get_object_or_404(
        PhysicalProject.objects.prefetch_related("departments__organisation"), pk=project_pk
    )
    if not rules.may_see_the_whole(request.user) and not _is_of_own_board(request.user, found):
        raise Http404
    notes = {n.department_id: n for n in found.synergy_notes.select_related("answered_by")}
    cases = found.links.select_related("initiative")
    visible = _visible_ids(request.user, [link.initiative_id for link in cases])
    context = {
        "project": found,
        "departments": [(department, notes.get(department.pk)) for department in found.departments.all()],
        "links": [link for link in cases if link.initiative_id in visible],
        "may_mend": rules.works_for_aab(request.user),
    }
    return render(request, "initiatives/project.html", context)


def _visible_ids(user, ids: list[int]) -> set[int]:
    found = Initiative.objects.visible_to(user, timezone.localdate()).filter(pk__in=ids)
    return set(found.values_list("pk", flat=True))


def _is_of_own_board(user, project: PhysicalProject) -> bool:
    own = {department.pk for department in rules.board_departments(user)}
    return bool(own & {department.pk for department in project.departments.all()})


@require_http_methods(READS_AND_WRITES)
def add(request: HttpRequest) -> HttpResponse:
    staff_only(request)
    return _project_page(request, ProjectForm(request.POST or None), PhysicalProject())


@require_http_methods(READS_AND_WRITES)
def edit(request: HttpRequest, project_pk: int) -> HttpResponse:
    staff_only(request)
    found = get_object_or_404(PhysicalProject, pk=project_pk)
    form = ProjectForm(request.POST or None, initial=ProjectForm.initial_from(found))
    return _project_page(request, form, found)


def _project_page(request: HttpRequest, form: ProjectForm, found: PhysicalProject) -> HttpResponse:
    context = {"form": form, "project": found}
    if request.method == "POST" and form.is_valid():
        for name, value in form.wanted().items():
            setattr(found, name, value)
        departments = form.cleaned_data["departments"]
        try:
            save_project(found, departments=departments, by=request.user, seen=seen_by(form))
        except ValidationError as error:
            form.add_error(None, error.messages)
        except EditedMeanwhile as clash:
            form.show_again(standing_texts(found))
            context |= {"clash": clash, "clash_rows": clash_rows(form, clash)}
        else:
            messages.success(request, gettext("Byggesagen er gemt."))
            return redirect(found)
    status = 409 if "clash" in context else 200
    return render(request, "initiatives/project_edit.html", context, status=status)


@require_http_methods(READS_AND_WRITES)
def synergy(request: HttpRequest, project_pk: int, department_pk: int) -> HttpResponse:
    """A building project starts soon: can it be used socially in this department?"""
    staff_only(request)
    found = get_object_or_404(PhysicalProject, pk=project_pk)
    departments = found.departments.filter(organisation__is_own=True).select_related("organisation")
    department = get_object_or_404(departments, pk=department_pk)
    note = SynergyNote.objects.filter(project=found, department=department).first()
    initial = {name: getattr(note, name) for name in SynergyForm.base_fields} if note else {}
    form = SynergyForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        answer_hint(found, department, by=request.user, **form.cleaned_data)
        if form.cleaned_data["answer"] == SynergyNote.Answer.YES:
            messages.success(request, gettext("Det er gemt. Skriv indsatsen ned, mens ideen er frisk."))
            return redirect(f"{reverse('initiatives:create')}?byggesag={found.pk}&afdeling={department.pk}")
        messages.success(request, gettext("Det er gemt."))
        return redirect(found)
    lane = next(iter(lanes([department], user=request.user, on=timezone.localdate())), None)
    context = {"form": form, "project": found, "department": department, "lane": lane}
    return render(request, "initiatives/synergy.html", context)


@require_safe
def timeline(request: HttpRequest) -> HttpResponse:
    """Social and physical bars side by side: for all departments, or for one."""
    today = timezone.localdate()
    departments = Department.objects.own().standing().select_related("organisation").order_by("sort_key")
    sees_all = rules.may_see_the_whole(request.user)
    if not sees_all:
        departments = departments.with_board_seat_of(request.user, today)
        if not departments:
            raise PermissionDenied(gettext("Siden er for AAB og for bestyrelserne."))
    number = request.GET.get("afdeling", "").strip()[:40]
    if number:
        departments = departments.filter(Q(sort_key=danish_sort_key(number)) | Q(number=number))
    found = lanes(departments, user=request.user, on=today)
    only_meeting = request.GET.get("vis") == "moedes"
    if only_meeting:
        found = [lane for lane in found if lane.meets]
    start = first_month(today)
    context = {
        "drawings": [timeline_of(lane, start=start, on=today) for lane in found],
        "meeting": sum(lane.meets for lane in found),
        "number": number,
        "only_meeting": only_meeting,
        "sees_all": sees_all,
    }
    return render(request, "initiatives/timeline.html", context)
