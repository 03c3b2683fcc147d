"""What waits for whom beside the evaluations: does it still run, figures, stop dates, who carries on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from initiatives.departments.todo import as_board
from initiatives.models import Department, Initiative, Participation, Status
from initiatives.todo import Task

from . import figures
from .continuing import look_due, looked_at
from .following_up import awaited, is_to_find_out
from .models import FollowUp, Measurement
from .pilots import SOON_DAYS


def afterwards(user, boards: Mapping[int, Department], on: dt.date) -> list[Task]:
    """Two queries for staff, one for a board, none for others."""
    tasks = []
    if boards or user.is_employee:
        tasks += [
            _to_follow_up(row, user, on, boards.get(row.for_board))
            for row in _follow_ups(user, list(boards), on)
        ]
    if user.is_employee:
        for initiative in _own(user):
            tasks += _of(initiative, on)
    return tasks


def _follow_ups(user, boards: list[int], on: dt.date) -> list[FollowUp]:
    mine = Q(initiative__responsible=user) if user.is_employee else Q(pk=None)
    parts = Participation.objects.filter(initiative=OuterRef("initiative"), department__in=boards)
    if boards:
        mine |= Exists(parts)
    # Of two boards of one person the first is named: it is one question, and one answer.
    for_board = Subquery(parts.order_by("department__sort_key").values("department")[:1])
    rows = awaited(on).filter(mine).annotate(for_board=for_board)
    return list(rows.select_related("initiative").order_by("due_on", "pk"))


def _to_follow_up(row: FollowUp, user, on: dt.date, department: Department | None) -> Task:
    names = {"name": row.initiative.name, "months": row.months}
    finds_out = row.initiative.responsible_id == user.pk and is_to_find_out(row, on)
    return Task(
        key=f"follow-up-{row.pk}",
        title=gettext("Find ud af, om %(name)s kører endnu") % names
        if finds_out
        else gettext("Fortæl, om %(name)s kører endnu") % names,
        why=gettext("Ingen har svaret på mailen. Ring til dem, der skulle tage over.")
        if finds_out
        else gettext("Det er %(months)s måneder siden, den sluttede.") % names,
        url=reverse("evaluation:follow_up", args=[row.initiative_id, row.pk]),
        minutes=5 if finds_out else 1,
        role=as_board(department) if department and row.initiative.responsible_id != user.pk else "",
        since=row.due_on,
    )


def _own(user):
    """The person's initiatives under way or ended, with what this module asks about. One query."""
    waiting = (
        Measurement.objects.to_approve()
        .filter(criterion__initiative=OuterRef("pk"))
        .order_by()
        .values("criterion__initiative")
        .annotate(number=Count("pk"))
        .values("number")
    )
    return (
        Initiative.objects.filter(responsible=user)
        .filter(status__in=[Status.RUNNING, Status.PAUSED, Status.CLOSED])
        .select_related("pilot_plan", "continuation", "closing", "lesson")
        .annotate(to_approve=Coalesce(Subquery(waiting), 0))
        .order_by("pk")
    )


def _of(initiative: Initiative, on: dt.date) -> list[Task]:
    names = {"name": initiative.name}
    tasks = []
    if initiative.to_approve:
        tasks.append(
            Task(
                key=f"figures-{initiative.pk}",
                title=ngettext(
                    "Godkend %(count)s tal i %(name)s",
                    "Godkend %(count)s tal i %(name)s",
                    initiative.to_approve,
                )
                % {**names, "count": initiative.to_approve},
                why=gettext("Tallene tæller først med i AAB's samlede tal, når de er godkendt."),
                url=reverse("evaluation:criteria", args=[initiative.pk]),
                minutes=2,
            )
        )
    if _is_to_tell(initiative):
        tasks.append(
            Task(
                key=f"lesson-{initiative.pk}",
                title=gettext("Skriv, hvad andre kan lære af %(name)s") % names,
                why=gettext("I har sagt ja til, at andre må lære af den."),
                url=reverse("evaluation:lesson_write", args=[initiative.pk]),
                minutes=10,
            )
        )
    if initiative.status != Status.RUNNING:
        return tasks
    if initiative.is_pilot:
        tasks += _of_pilot(initiative, on)
    if months := look_due(initiative, looked_at(initiative), on):
        tasks.append(
            Task(
                key=f"continuation-{initiative.pk}",
                title=gettext("Se efter, hvem der tager over efter %(name)s") % names,
                why=gettext("Den slutter om %(months)s måneder, %(day)s.")
                % {"months": months, "day": figures.day(initiative.ends_on)},
                url=reverse("evaluation:continuation", args=[initiative.pk]),
                minutes=5,
            )
        )
    return tasks


def _is_to_tell(initiative: Initiative) -> bool:
    """It was closed with leave to share, and nobody has told it yet."""
    closing = getattr(initiative, "closing", None)
    return closing is not None and closing.may_share and getattr(initiative, "lesson", None) is None


def _of_pilot(initiative: Initiative, on: dt.date) -> list[Task]:
    plan = getattr(initiative, "pilot_plan", None)
    url = reverse("evaluation:pilot", args=[initiative.pk])
    names = {"name": initiative.name}
    if plan is None:
        return [
            Task(
                key=f"pilot-date-{initiative.pk}",
                title=gettext("Sæt en stopdato for forsøget %(name)s") % names,
                why=gettext("Den dag afgør I, om det skal bredes ud, laves om eller stoppe."),
                url=url,
                minutes=2,
            )
        ]
    if plan.verdict or plan.stop_on > on + dt.timedelta(SOON_DAYS):
        return []
    return [
        Task(
            key=f"pilot-{initiative.pk}",
            title=gettext("Afgør forsøget %(name)s") % names,
            why=gettext("Skal det bredes ud, laves om eller stoppe?"),
            url=url,
            minutes=10,
            due_on=plan.stop_on,
        )
    ]
