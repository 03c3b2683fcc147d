"""What waits for whom in the departments, beside the cases. Read only; the portal joins it with the others."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from accounts.models import Employment
from initiatives.joining import lost_requests
from initiatives.models import EDITABLE, AdviceRequest, Department, DisplacementRequest
from initiatives.roles import Roles
from initiatives.todo import Task

from .rounds import Step, contact_left, round_on, to_look_at


def waiting_for(user, on: dt.date, roles: Roles | None = None) -> list[Task]:
    """What waits for `user` as a member of boards, and as the consultant of departments."""
    roles = roles or Roles(user, on)
    tasks = []
    if roles.boards:
        tasks += [*_activities_to_look_at(roles), *_contacts_to_choose(roles)]
    if roles.boards or roles.works_for_aab:
        tasks += [*_messages_that_were_lost(roles), *_volunteers_to_answer_about(roles)]
    if roles.works_for_aab:
        tasks += [*_boards_to_ring(user, on), *_advice_to_give(user)]
    return tasks


def coming_soon(user, on: dt.date, roles: Roles | None = None) -> list[Task]:
    return []


def waiting_on_others(user, on: dt.date, roles: Roles | None = None) -> list[Task]:
    return []


def as_board(department: Department) -> str:
    """In which role somebody with several is asked."""
    return gettext("Som bestyrelse i %(department)s") % {"department": department.title}


def _register(department: Department) -> str:
    return reverse("initiatives:activities", args=[department.address_number])


def _to_look_at(departments, on: dt.date):
    waiting = Q(volunteer_activities__in=to_look_at(on).values("pk"))
    counted = departments.filter(organisation__is_own=True).select_related("organisation")
    return counted.annotate(to_look_at=Count("volunteer_activities", filter=waiting)).filter(to_look_at__gt=0)


def _activities_to_look_at(roles: Roles) -> list[Task]:
    on = roles.on
    this = round_on(on)
    return [
        Task(
            key=f"activities:{department.pk}",
            title=ngettext(
                "Se, om jeres aktivitet stadig passer",
                "Se, om jeres %(count)s aktiviteter stadig passer",
                department.to_look_at,
            )
            % {"count": department.to_look_at},
            why=gettext("Så ved andre, hvad I laver, og ingen tager over for jer."),
            url=_register(department),
            minutes=2,
            due_on=this.deadline_on if on <= this.deadline_on else None,
            role=as_board(department),
            since=this.opens_on,
        )
        for department in _to_look_at(Department.objects.filter(pk__in=roles.boards), on)
    ]


def _contacts_to_choose(roles: Roles) -> list[Task]:
    found = (
        contact_left(roles.on).filter(department__in=roles.boards).select_related("department__organisation")
    )
    return [
        Task(
            key=f"activity_contact:{activity.pk}",
            title=gettext("Vælg en ny kontakt til %(name)s") % {"name": activity.name},
            why=gettext("Den, man kunne skrive til, sidder ikke i bestyrelsen længere."),
            url=reverse("initiatives:activity", args=[activity.department.address_number, activity.pk]),
            minutes=1,
            role=as_board(activity.department),
        )
        for activity in found
    ]


def _messages_that_were_lost(roles: Roles) -> list[Task]:
    """Somebody asked to join and the mail reached nobody: for the board, its consultant, or else the leaders."""
    user, mine = roles.user, Q(activity__department__in=roles.boards)
    if user.is_employee:
        mine |= Q(activity__department__consultant=user)
    if user.employment == Employment.LEADER:
        mine |= Q(activity__department__consultant__isnull=True)
    return [
        Task(
            key=f"join:{request.pk}",
            title=gettext("En vil være med i %(name)s. Mailen kom ikke frem")
            % {"name": request.activity.name},
            why=gettext("Den, der skrev, venter på svar. Er kontakten holdt op?"),
            url=reverse(
                "initiatives:activity_message",
                args=[request.activity.department.address_number, request.activity_id, request.pk],
            ),
            minutes=3,
            since=timezone.localdate(request.sent_at),
            role="" if user.is_employee else as_board(request.activity.department),
        )
        for request in lost_requests().filter(mine)
    ]


def _volunteers_to_answer_about(roles: Roles) -> list[Task]:
    """Questions to the person's boards, and to staff those no board has answered in time."""
    asked = DisplacementRequest.objects.filter(closed_at__isnull=True, initiative__status__in=EDITABLE)
    mine = Q(department__in=roles.boards)
    silent = Q(
        initiative__responsible=roles.user,
        deadline_on__lte=roles.on - dt.timedelta(days=settings.AAB_PHONE_TASK_DAY),
    )
    found = asked.filter(mine | silent).select_related("initiative", "department__organisation")
    return [_about_volunteers(request, roles.user) for request in found]


def _about_volunteers(request: DisplacementRequest, user) -> Task:
    name = {"name": request.initiative.name, "department": request.department.title}
    if user.uses_password:
        return Task(
            key=f"ring_about_volunteers:{request.pk}",
            title=gettext("Ring til bestyrelsen i %(department)s") % name,
            why=gettext("De har ikke svaret, om %(name)s tager over for det, de selv gør.") % name,
            url=reverse("initiatives:displacement", args=[request.initiative_id]),
            minutes=5,
            since=request.deadline_on,
        )
    return Task(
        key=f"displacement:{request.pk}",
        title=gettext("Svar, om %(name)s går ud over det, I selv laver") % name,
        why=gettext("En indsats med penge udefra må ikke tage over for det, beboerne selv gør."),
        url=reverse("initiatives:displacement_answer", args=[request.initiative_id, request.department_id]),
        minutes=2,
        due_on=request.deadline_on,
        role=as_board(request.department),
        since=timezone.localdate(request.asked_at),
    )


def _boards_to_ring(user, on: dt.date) -> list[Task]:
    """After three mails a person rings."""
    this = round_on(on)
    if this.step_on(on) != Step.CALL:
        return []
    return [
        Task(
            key=f"ring_about_activities:{department.pk}",
            title=gettext("Ring til bestyrelsen i %(department)s") % {"department": department.title},
            why=gettext("De har ikke set efter, om deres frivillige arbejde stadig passer."),
            url=_register(department),
            minutes=5,
            since=this.deadline_on,
        )
        for department in _to_look_at(Department.objects.filter(consultant=user), on)
    ]


def _advice_to_give(user) -> list[Task]:
    """Boards that wait for the person's help: as the owner, or as their consultant while nobody owns it."""
    if not user.uses_password:
        return []
    mine = Q(owner=user) | Q(owner__isnull=True, department__consultant=user)
    if user.employment == Employment.LEADER:
        mine |= Q(owner__isnull=True, department__consultant__isnull=True)
    found = AdviceRequest.objects.open().filter(mine).select_related("department__organisation")
    return [
        Task(
            key=f"advice:{request.pk}",
            title=gettext("Hjælp bestyrelsen i %(department)s") % {"department": request.department.title},
            why=f"{request.get_topic_display()}.",
            url=reverse("initiatives:advice", args=[request.pk]),
            minutes=10,
            since=timezone.localdate(request.asked_at),
        )
        for request in found
    ]
