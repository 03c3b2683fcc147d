"""What evaluations wait for whom. Read only; the portal joins it with the other apps."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from accounts.models import Employment
from initiatives.models import BoardSeat, Department, Status
from initiatives.residents import boards_of, mailed, unreachable
from initiatives.roles import Roles
from initiatives.todo import Task

from . import figures
from .inviting import contacts_of
from .mails import MINUTES
from .models import Evaluation
from .reminders import awaited, is_time_to_ring
from .todo_afterwards import afterwards

SOON_DAYS = 90


def waiting_for(user, on: dt.date, roles: Roles | None = None) -> list[Task]:
    """Open evaluations: to answer for a board, to answer as staff, or boards for staff to ring."""
    boards = (roles or Roles(user, on)).boards
    tasks = afterwards(user, boards, on)
    if boards:
        rows = _with_names(awaited(on).filter(department__in=boards))
        tasks += [_to_answer(row, boards[row.department_id]) for row in rows]
    if user.is_employee:
        rows = list(_with_names(_of_staff(Evaluation.objects.opened(on), user)))
        seats = boards_of({row.department_id for row in rows if row.department_id})
        partners = {row.partnership_id for row in rows if row.partnership_id}
        contacts = contacts_of(partners, on) if partners else {}
        for row in rows:
            if row.is_of_staff:
                tasks.append(_to_answer(row, None))
            elif row.paper_at:
                tasks.append(_to_write_in(row))
            elif row.partnership_id:
                tasks += _about_partner(row, contacts.get(row.partnership_id, []), on)
            elif _is_to_ring(row, seats, on) and row.department_id not in boards:
                tasks.append(_to_ring(row, seats.get(row.department_id, [])))
    return tasks


def coming_soon(user, on: dt.date, roles: Roles | None = None) -> list[Task]:
    """Evaluations that open within three months."""
    boards = (roles or Roles(user, on)).boards
    rows = Evaluation.objects.open().filter(
        initiative__status=Status.RUNNING, opens_on__gt=on, opens_on__lte=on + dt.timedelta(SOON_DAYS)
    )
    mine = Q(department__in=boards)
    if user.is_employee:
        mine |= Q(department=None, partnership=None, initiative__responsible=user)
    elif not boards:
        return []
    return [
        Task(
            key=f"evaluation-soon-{row.pk}",
            title=gettext("Fortæl, hvordan det går med %(name)s") % {"name": row.initiative.name},
            why=gettext("Åbner %(day)s.") % {"day": figures.day(row.opens_on)},
            url=reverse("evaluation:list", args=[row.initiative_id]),
            minutes=MINUTES,
            due_on=row.due_on,
            role=_role(boards.get(row.department_id)),
        )
        for row in _with_names(rows.filter(mine))
    ]


def waiting_on_others(user, on: dt.date, roles: Roles | None = None) -> list[Task]:
    """Boards that have been asked and still have time to answer."""
    if not user.is_employee:
        return []
    rows = list(_with_names(_of_staff(awaited(on), user).exclude(department=None, partnership=None)))
    seats = boards_of({row.department_id for row in rows if row.department_id})
    return [
        Task(
            key=f"evaluation-others-{row.pk}",
            title=gettext("Evaluering af %(name)s") % {"name": row.initiative.name},
            why=gettext("Svar senest %(day)s.") % {"day": figures.day(row.due_on)},
            url=reverse("evaluation:list", args=[row.initiative_id]),
            due_on=row.due_on,
            since=row.opens_on,
            waits_on=gettext("Bestyrelsen i %(department)s") % {"department": row.asked_name}
            if row.department_id
            else row.asked_name,
        )
        for row in rows
        if not (is_time_to_ring(row, on) if row.partnership_id else _is_to_ring(row, seats, on))
    ]


# --- Parts ----------------------------------------------------------------------------------------
def _of_staff(rows, user):
    """Those of the initiatives the person answers for; the leader also has those nobody can answer for."""
    mine = Q(initiative__responsible=user)
    if user.employment == Employment.LEADER:
        # What nobody has taken care of for weeks is the leader's too.
        late = timezone.localdate() - dt.timedelta(settings.AAB_ESCALATION_DAY)
        mine |= Q(initiative__responsible__is_active=False) | Q(due_on__lte=late)
    return rows.filter(mine, initiative__status=Status.RUNNING)


def _with_names(rows):
    return rows.select_related("initiative", "department__organisation", "partnership__partner").order_by(
        "due_on", "pk"
    )


def _is_to_ring(row: Evaluation, seats: dict[int, list[BoardSeat]], on: dt.date) -> bool:
    """The mails have not helped, the board has said that it cannot, or nobody there takes mails."""
    return (
        row.cannot_at is not None or is_time_to_ring(row, on) or not mailed(seats.get(row.department_id, ()))
    )


def _to_answer(row: Evaluation, department: Department | None) -> Task:
    return Task(
        key=f"evaluation-{row.pk}",
        title=gettext("Fortæl, hvordan det går med %(name)s") % {"name": row.initiative.name},
        why=gettext("Jeres svar hjælper andre afdelinger, som gerne vil prøve det samme.")
        if department
        else gettext("Svaret viser, om vi er på vej mod målene."),
        url=reverse("evaluation:answer", args=[row.initiative_id, row.pk]),
        minutes=MINUTES,
        due_on=row.due_on,
        role=_role(department),
        since=row.opens_on,
    )


def _to_write_in(row: Evaluation) -> Task:
    """A sheet has come as a photo."""
    names = {"who": row.asked_name, "name": row.initiative.name}
    return Task(
        key=f"evaluation-paper-{row.pk}",
        title=gettext("Skriv svaret fra %(who)s ind") % names,
        why=gettext("De har sendt et billede af arket om %(name)s.") % names,
        url=reverse("evaluation:enter", args=[row.initiative_id, row.pk]),
        minutes=MINUTES,
        due_on=row.due_on,
        since=timezone.localtime(row.paper_at).date(),
    )


def _about_partner(row: Evaluation, contacts: list, on: dt.date) -> list[Task]:
    """A partner that nobody is invited for, or whose contact does not answer."""
    names = {"partner": row.asked_name, "name": row.initiative.name, "day": figures.day(row.due_on)}
    if is_time_to_ring(row, on) or row.cannot_at is not None:
        title = gettext("Ring til %(partner)s") % names
        why = gettext("De har ikke svaret om %(name)s. Fristen var %(day)s.") % names
        url = reverse("evaluation:enter", args=[row.initiative_id, row.pk])
    elif not contacts:
        title = gettext("Indbyd kontakten hos %(partner)s") % names
        why = gettext("Planen siger, at de svarer om %(name)s. De skal have et link.") % names
        url = reverse("evaluation:invitations", args=[row.initiative_id])
    else:
        return []
    return [
        Task(key=f"evaluation-partner-{row.pk}", title=title, why=why, url=url, minutes=5, due_on=row.due_on)
    ]


def _to_ring(row: Evaluation, seats: list[BoardSeat]) -> Task:
    names = {"name": row.initiative.name, "department": row.department.title, "day": figures.day(row.due_on)}
    if row.cannot_at is not None:
        why = gettext("De skriver om %(name)s, at de ikke kan svare: “%(reason)s”") % {
            **names,
            "reason": row.cannot_reason,
        }
    elif not seats:
        why = gettext("De skal svare om %(name)s, men vi ved ikke, hvem der sidder i bestyrelsen.") % names
    elif not mailed(seats) and unreachable(seats):
        why = gettext("De skal svare om %(name)s. Deres mails kommer retur.") % names
    elif not mailed(seats):
        why = gettext("De skal svare om %(name)s. De vil have papir i stedet for mail.") % names
    else:
        why = gettext("De har ikke svaret om %(name)s. Fristen var %(day)s.") % names
    call = next((seat.person for seat in seats if seat.person.phone), None)
    if call:
        why += " " + gettext("%(person)s har telefon %(phone)s.") % {"person": call.name, "phone": call.phone}
    return Task(
        key=f"evaluation-ring-{row.pk}",
        title=gettext("Ring til bestyrelsen i %(department)s") % names,
        why=why,
        url=reverse("evaluation:enter", args=[row.initiative_id, row.pk]),
        minutes=10,
        due_on=row.due_on,
        since=row.opens_on,
    )


def _role(department: Department | None) -> str:
    if department is None:
        return ""
    return gettext("Som bestyrelse i %(department)s") % {"department": department.title}
