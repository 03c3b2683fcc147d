"""Two departments become one: what moves to the new one, and what stays with the old one as history (decision 22).

`RULES` says it for every relation to a department in this app; `evaluation.plans.MERGING` for its own. A test asks
that every relation of the portal has a rule, so that a new one cannot be forgotten.
"""

from __future__ import annotations

import datetime as dt
from enum import Enum

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop

from accounts.models import User
from initiatives.history import record as record_in_case
from initiatives.models import (
    EDITABLE,
    AdviceRequest,
    BoardRequest,
    BoardSeat,
    Body,
    Department,
    DisplacementRequest,
    Participation,
    PhysicalProject,
    PublishedStory,
    Status,
    Story,
    Submission,
    SupportService,
    SynergyNote,
    VolunteerActivity,
)
from initiatives.relook import departments_gone
from initiatives.workflow import Refused

from .boards import end_seat
from .history import record


class Rule(Enum):
    """What becomes of the rows of one relation."""

    STAYS = "history: it names the department in which it happened"
    MOVES = "what goes on moves, what is over stays"
    ENDS = "what is open is closed, and all of it stays"
    BOTH = "a case that runs has both; one that is not decided gets the new one in place of the old"
    FOLLOWS = "points to where the department is now"


RULES = {
    "initiatives.AdviceRequest.department": Rule.MOVES,
    "initiatives.BoardRequest.department": Rule.ENDS,
    "initiatives.BoardSeat.department": Rule.ENDS,
    "initiatives.Body.department": Rule.MOVES,
    "initiatives.Department.merged_into": Rule.FOLLOWS,
    "initiatives.DepartmentEntry.department": Rule.STAYS,
    "initiatives.DisplacementRequest.department": Rule.ENDS,
    "initiatives.DisplacementReview.department": Rule.STAYS,
    "initiatives.Evidence.department": Rule.STAYS,
    "initiatives.EvictionCount.department": Rule.STAYS,
    "initiatives.HistoryEntry.on_behalf_of": Rule.STAYS,
    "initiatives.Initiative.departments": Rule.BOTH,
    "initiatives.LookAgain.department": Rule.ENDS,
    "initiatives.Participation.department": Rule.BOTH,
    "initiatives.PhysicalProject.departments": Rule.MOVES,
    "initiatives.PhysicalProject_departments.department": Rule.MOVES,
    "initiatives.PublishedStory.department": Rule.MOVES,
    "initiatives.ResidentDecision.department": Rule.STAYS,
    "initiatives.Story.department": Rule.MOVES,
    "initiatives.SupportService.department": Rule.MOVES,
    "initiatives.SynergyNote.department": Rule.MOVES,
    "initiatives.VolunteerActivity.department": Rule.MOVES,
}
OVER = (Status.CLOSED, Status.DECLINED, Status.WITHDRAWN)


@transaction.atomic
def merge_departments(department: Department, *, into: Department, on: dt.date, by: User) -> None:
    """Two departments become one: `department` goes into `into` from the day `on`.

    Raises Refused for a department that has been merged before, or into itself, and while a case waits for the
    decision of its board. Pressing twice merges once.
    """
    locked = {
        d.pk: d
        for d in Department.objects.select_for_update(of=("self",))
        .select_related("organisation")
        .filter(pk__in=[department.pk, into.pk])
    }
    if department.pk == into.pk:
        raise Refused(gettext("Vælg en anden afdeling."))
    department, into = locked[department.pk], locked[into.pk]
    if department.merged_into_id == into.pk:
        return
    if department.merged_into_id or into.merged_into_id:
        raise Refused(gettext("En af dem er lagt sammen med en anden før."))
    _move_body(department, into)
    for seat in BoardSeat.objects.in_office(on).filter(department=department):
        end_seat(seat, before=on)
    _move_what_goes_on(department, into, on)
    _move_buildings(department, into, on)
    _move_cases(department, into, by=by)
    Department.objects.filter(merged_into=department).update(merged_into=into)
    Department.objects.filter(pk=department.pk).update(merged_into=into, merged_on=on, has_board=False)
    names = {"old": department.title, "new": into.title, "day": f"{on:%d.%m.%Y}"}
    for of in (department, into):
        record(
            of,
            by=by,
            kind="departments_merged",
            sentence=gettext_noop("%(old)s blev lagt ind i %(new)s fra %(day)s"),
            params=names,
        )


def _move_body(department: Department, into: Department) -> None:
    """The board that decides small cases: the new department's own, or else the old one's with its new members."""
    body = Body.objects.filter(department=department).first()
    if body is None:
        return
    if Submission.objects.filter(
        body=body, decision__isnull=True, initiative__status=Status.SUBMITTED
    ).exists():
        raise Refused(
            gettext("En sag venter på bestyrelsen i %(department)s. Den skal besluttes først.")
            % {"department": department.title}
        )
    if Body.objects.filter(department=into).exists():
        Body.objects.filter(pk=body.pk).update(decides=False)
    else:
        name = body.name.replace(department.title, into.title)
        Body.objects.filter(pk=body.pk).update(department=into, name=name)


def _move_what_goes_on(department: Department, into: Department, on: dt.date) -> None:
    """Volunteer work, services, stories that can be read or are being written, and questions to AAB."""
    of_old = {"department": department}
    VolunteerActivity.objects.ongoing().filter(**of_old).update(department=into)
    still_there = Q(until_on__isnull=True) | Q(until_on__gte=on)
    SupportService.objects.filter(still_there, **of_old).update(department=into)
    Story.objects.filter(**of_old).exclude(state=Story.State.TAKEN_DOWN).update(department=into)
    PublishedStory.objects.current().filter(**of_old).update(department=into)
    AdviceRequest.objects.open().filter(**of_old).update(department=into)


def _move_buildings(department: Department, into: Department, on: dt.date) -> None:
    """Building projects that are not over, and what was said about using them."""
    for project in PhysicalProject.objects.filter(departments=department).exclude(ends_on__lt=on):
        project.departments.remove(department)
        project.departments.add(into)
        if not SynergyNote.objects.filter(project=project, department=into).exists():
            SynergyNote.objects.filter(project=project, department=department).update(department=into)


def _move_cases(department: Department, into: Department, *, by: User) -> None:
    """A case nobody has decided asks the residents of the whole, so the new department takes the old one's place."""
    now = timezone.now()
    parts = Participation.objects.filter(department=department).exclude(initiative__status__in=OVER)
    for part in parts.select_related("initiative"):
        case = part.initiative
        Participation.objects.get_or_create(
            initiative=case, department=into, defaults={"asked_on": part.asked_on}
        )
        for asked in (BoardRequest, DisplacementRequest):
            standing = asked.objects.filter(initiative=case, department=department, closed_at__isnull=True)
            standing.update(closed_at=now)
        departments_gone(case, [department.pk])
        if case.status in EDITABLE:
            part.delete()
        record_in_case(
            case,
            by=by,
            kind="departments_merged",
            sentence=gettext_noop("%(old)s blev en del af %(new)s"),
            params={"old": department.title, "new": into.title},
        )
