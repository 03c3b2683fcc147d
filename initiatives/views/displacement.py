"""Volunteer work in the departments (point 1.2) and building work in the period (point 3.1)."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from initiatives import rules
from initiatives.checklist import case_of
from initiatives.displacement import link_physical_projects, review_volunteer_work
from initiatives.facts import overlapping_projects
from initiatives.forms.partners import DisplacementForm, PhysicalForm
from initiatives.models import Department, DisplacementRequest, VolunteerActivity
from initiatives.overlaps import reasons
from initiatives.residents import boards_of
from initiatives.wording import days_ago
from initiatives.workflow import Refused

from .case import case_to_read, case_to_write, not_now
from .next_step import next_step
from .points import point_context


@require_http_methods(["GET", "HEAD", "POST"])
def displacement(request, pk):
    """Each department's volunteer work beside the initiative, answered one by one."""
    initiative = case_to_read(request, pk)
    data = request.POST if request.method == "POST" else None
    if data is not None:
        case_to_write(request, pk)
        if closed := not_now(request, initiative):
            return closed
    reviews = initiative.displacement_reviews.select_related(
        "department__organisation", "reviewed_by"
    ).prefetch_related("answers__activity")
    asking = _asking(initiative, list(initiative.departments.all()), reviews)
    forms = _displacement_forms(initiative, data, asking)
    # Every form is checked, so that every fault is told at once.
    valid = [form.is_valid() for form in forms]
    if forms and all(valid):
        try:
            review_volunteer_work(
                initiative,
                notes={form.department: form.cleaned_data["note"] for form in forms},
                effects={activity: effect for form in forms for activity, effect in form.effects().items()},
                by=request.user,
            )
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, gettext("Gennemgangen er gemt."))
            return next_step(request, initiative, "1.2")
    return render(
        request,
        "initiatives/displacement.html",
        {
            **point_context(initiative, "1.2"),
            "initiative": initiative,
            "may_edit": rules.may_edit(request.user, initiative),
            "reviews": reviews,
            "forms": forms,
            "asking": asking,
        },
    )


@dataclass(frozen=True)
class Asking:
    """One department's board: who would be asked, since when it has been, and whether it has answered."""

    department: Department
    has_board: bool
    request: DisplacementRequest | None
    since: str
    answered: bool


def _asking(initiative, departments: list[Department], reviews) -> list[Asking]:
    boards = boards_of(departments)
    standing = {r.department_id: r for r in initiative.displacement_requests.filter(closed_at__isnull=True)}
    answered = {review.department_id for review in reviews if review.for_board}
    today = timezone.localdate()
    return [
        Asking(
            department,
            has_board=bool(boards.get(department.pk)),
            request=(request := standing.get(department.pk)),
            since=days_ago(timezone.localdate(request.asked_at), today) if request else "",
            answered=department.pk in answered,
        )
        for department in departments
    ]


def _displacement_forms(initiative, data, asking: list[Asking]) -> list[DisplacementForm]:
    when_empty = {
        row.department.pk: gettext("Bestyrelsen er spurgt. Taler du med dem, så skriv, hvad de siger.")
        if row.request
        else gettext("Spørg bestyrelsen, og skriv, hvad de siger.")
        for row in asking
    }
    return displacement_forms(initiative, data, [row.department for row in asking], when_empty)


def displacement_forms(
    initiative, data, departments: list[Department], when_empty: dict[int, str]
) -> list[DisplacementForm]:
    """A form per department: every ongoing activity, those that share most with the initiative first.

    `when_empty` is {department id: what the writer does while nothing is registered there}.
    """
    on, areas = timezone.localdate(), list(initiative.areas.all())
    activities: dict[int, list[VolunteerActivity]] = {department.pk: [] for department in departments}
    going_on = VolunteerActivity.objects.filter(department__in=departments, ended_on__isnull=True)
    why = {}
    for activity in going_on.select_related("area").order_by("name"):
        activities[activity.department_id].append(activity)
        why[activity.pk] = reasons(initiative, activity, areas=areas, on=on)
    for rows in activities.values():
        rows.sort(key=lambda activity: -len(why[activity.pk]))
    reviews = {r.department_id: r for r in initiative.displacement_reviews.prefetch_related("answers")}
    forms = []
    for department in departments:
        review = reviews.get(department.pk)
        initial = {"note": review.note} if review else {}
        if review:
            initial |= {f"effect_{answer.activity_id}": answer.effect for answer in review.answers.all()}
        forms.append(
            DisplacementForm(
                data,
                prefix=f"d{department.pk}",
                department=department,
                activities=activities[department.pk],
                why=why,
                when_empty=when_empty.get(department.pk, ""),
                initial=initial,
            )
        )
    return forms


@require_http_methods(["GET", "HEAD", "POST"])
def physical(request, pk):
    """The building cases that overlap in department and period, and how the two meet."""
    initiative = case_to_read(request, pk)
    case = case_of(initiative)
    projects = overlapping_projects(case)
    data = request.POST if request.method == "POST" else None
    if data is not None:
        case_to_write(request, pk)
        if closed := not_now(request, initiative):
            return closed
    links = {link.project_id: link.how for link in initiative.physical_links.all()}
    initial = {f"project_{project.pk}": links.get(project.pk, "") for project in projects}
    form = PhysicalForm(data, projects=projects, initial=initial)
    if data is not None and projects and form.is_valid():
        try:
            link_physical_projects(initiative, how=form.how(), by=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, gettext("Det er gemt."))
            return next_step(request, initiative, "3.1")
    return render(
        request,
        "initiatives/physical.html",
        {
            **point_context(initiative, "3.1", case=case),
            "initiative": initiative,
            "may_edit": rules.may_edit(request.user, initiative),
            "projects": [(project, links.get(project.pk, "")) for project in projects],
            "form": form,
        },
    )
