"""A department's register of volunteer work (B3): the list, one activity, "Passer stadig", a pause.

Open to the department's board and staff, and to those who came by the link in their mail.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.expired_session import log_in_and_come_back
from accounts.models import User
from accounts.tasklinks import answering_person
from initiatives import rules
from initiatives.departments import rounds
from initiatives.departments.activities import (
    Description,
    change_activity,
    describe_activity,
    end_activity,
    pause_activity,
    still_fits,
)
from initiatives.forms.seen import clash_rows, seen_by
from initiatives.forms.volunteering import ActivityForm, PauseForm
from initiatives.models import Department, VolunteerActivity
from initiatives.together import EditedMeanwhile
from initiatives.workflow import Refused


@dataclass(frozen=True)
class Door:
    """The department at the address, and the person who keeps its register."""

    department: Department
    person: User

    def activity(self, pk: int) -> VolunteerActivity:
        rows = self.department.volunteer_activities.select_related(
            "department__organisation", "contact", "area"
        )
        return get_object_or_404(rows, pk=pk)

    @property
    def activities(self):
        rows = self.department.volunteer_activities.select_related("area", "contact", "reviewed_by")
        return rows.order_by("name")


def door(request: HttpRequest, number: str) -> Door | None:
    """None for a visitor who must log in first. Another board's register is not there: 404."""
    department = get_object_or_404(Department.objects.at_address(number))
    person = answering_person(request, rounds.TASK, department.pk)
    if person is None:
        return None
    if not rules.may_write_for_department(person, department):
        raise Http404
    return Door(department, person)


@login_not_required
@never_cache
@require_safe
def activities(request: HttpRequest, number: str) -> HttpResponse:
    """Does it fit, what we have written? One row per activity, one press each."""
    at = door(request, number)
    if at is None:
        return log_in_and_come_back(request)
    today = timezone.localdate()
    rows = list(at.activities)
    left = _contacts_that_left(at, today)
    shown = [
        {
            "activity": activity,
            "waits": rounds.waits(activity, today),
            "paused": activity.is_paused(today),
            "contact_left": activity.pk in left,
        }
        for activity in rows
        if activity.ended_on is None
    ]
    examples = []
    if not shown:
        others = VolunteerActivity.objects.public().exclude(department=at.department)
        examples = list(
            others.select_related("department__organisation").order_by("-reviewed_on", "name")[:2]
        )
    context = {
        "department": at.department,
        "rows": shown,
        "waiting": [row for row in shown if row["waits"]],
        "ended": [activity for activity in rows if activity.ended_on is not None],
        "examples": examples,
        "logged_in": request.user.is_authenticated,
    }
    return render(request, "initiatives/departments/activities.html", context)


def _contacts_that_left(at: Door, today) -> set[int]:
    return set(rounds.contact_left(today).filter(department=at.department).values_list("pk", flat=True))


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def describe(request: HttpRequest, number: str) -> HttpResponse:
    """A new activity."""
    at = door(request, number)
    if at is None:
        return log_in_and_come_back(request)
    form = ActivityForm(request.POST or None, department=at.department)
    if request.method == "POST" and form.is_valid():
        try:
            activity = describe_activity(at.department, description=form.description(), by=at.person)
        except Refused as refusal:
            form.add_error("name", str(refusal))
        else:
            messages.success(request, gettext("%(name)s er skrevet ind.") % {"name": activity.name})
            return redirect("initiatives:activities", number)
    context = {"department": at.department, "form": form, "activity": None}
    return render(request, "initiatives/departments/activity.html", context)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def activity(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """One activity, to be written anew."""
    at = door(request, number)
    if at is None:
        return log_in_and_come_back(request)
    found = at.activity(pk)
    form = ActivityForm(
        request.POST or None, department=at.department, initial=ActivityForm.initial_from(found)
    )
    context = {"department": at.department, "form": form, "activity": found}
    if request.method == "POST" and form.is_valid():
        try:
            change_activity(found, description=form.description(), by=at.person, seen=seen_by(form))
        except EditedMeanwhile as clash:
            form.show_again(Description.of(at.activity(pk)).as_texts())
            context |= {"clash": clash, "clash_rows": clash_rows(form, clash)}
        else:
            messages.success(request, gettext("%(name)s er gemt.") % {"name": form.cleaned_data["name"]})
            return redirect("initiatives:activities", number)
    status = 409 if "clash" in context else 200
    return render(request, "initiatives/departments/activity.html", context, status=status)


@login_not_required
@require_POST
def fits(request: HttpRequest, number: str) -> HttpResponse:
    """ "Passer stadig": for the one named, or for all that wait."""
    at = door(request, number)
    if at is None:
        return log_in_and_come_back(request)
    chosen = request.POST.get("activity", "")
    rows = (
        at.activities.filter(pk=int(chosen))
        if chosen.isascii() and chosen.isdigit() and len(chosen) < 18
        else (
            [row for row in at.activities if rounds.waits(row, timezone.localdate())]
            if chosen == "all"
            else []
        )
    )
    seen = still_fits(at.department, activities=rows, by=at.person)
    if seen:
        messages.success(request, gettext("Tak. Det er noteret i dag."))
    return redirect("initiatives:activities", number)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def pause(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Put one activity on a pause, start it again, say that it has stopped, or take that back."""
    at = door(request, number)
    if at is None:
        return log_in_and_come_back(request)
    found = at.activity(pk)
    form = PauseForm(request.POST if request.POST.get("act") == "pause" else None)
    if request.method == "POST" and (done := _pressed(request, at, found, form)):
        messages.success(request, done % {"name": found.name})
        return redirect("initiatives:activities", number)
    context = {
        "department": at.department,
        "activity": found,
        "form": form,
        "paused": found.is_paused(timezone.localdate()),
    }
    return render(request, "initiatives/departments/activity_pause.html", context)


def _pressed(request: HttpRequest, at: Door, found: VolunteerActivity, form: PauseForm) -> str:
    """What was done, in words; "" when something must be mended first."""
    match request.POST.get("act"):
        case "pause" if form.is_valid():
            try:
                pause_activity(found, until=form.cleaned_data["until"], by=at.person)
            except Refused as refusal:
                form.add_error("until", str(refusal))
                return ""
            return gettext("%(name)s holder pause.")
        case "resume":
            pause_activity(found, until=None, by=at.person)
            return gettext("%(name)s er i gang igen.")
        case "end":
            end_activity(found, ended=True, by=at.person)
            return gettext("%(name)s står ikke på listen længere.")
        case "restart":
            end_activity(found, ended=False, by=at.person)
            return gettext("%(name)s er i gang igen.")
    return ""
