"""Whom a case waits for: every case that is not over names a person or a body, for what, and for how many days."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from accounts.templatetags.portal import kroner
from evaluation.reminders import awaited
from funding.todo import unanswered
from initiatives import rules
from initiatives.bodies import free_members
from initiatives.checklist import Assessment
from initiatives.models import Initiative, ResultContract, Status
from initiatives.nudging import people_to_nudge
from initiatives.residents.asking import reminded_among, why_not_remind
from initiatives.residents.boards import boards_of, mailed
from initiatives.wording import in_sentence, listed


@dataclass(frozen=True)
class Wait:
    """One thing a case waits for. `names` are the people who can do it, for those who may know them."""

    whom: str
    what: str
    since: dt.date
    days: int
    url: str = ""
    names: str = ""
    due_on: dt.date | None = None
    remind_url: str = ""
    reminded: str = ""
    """Where a reminder is posted, and who gets it; empty where none can be sent just now."""


def waits_of(initiative: Initiative, assessment: Assessment, user, on: dt.date) -> list[Wait]:
    """What the case waits for on the day `on`, the longest wait first; nothing for a case that is over."""
    sees_names = rules.works_for_aab(user)
    match initiative.status:
        case Status.DRAFT | Status.RETURNED:
            found = [*_boards(initiative, sees_names, on), *_contracts(initiative, on)]
            own = [point for point in assessment.blocking if not all(r.waiting for r in point.reasons)]
            if own or not found:
                found.append(_the_responsible(initiative, own, on))
        case Status.SUBMITTED:
            found = _the_body(initiative, sees_names, on)
        case Status.APPROVED if initiative.amends_id is None:
            what = gettext("Sætter den i gang")
            found = [_wait(initiative.responsible.name, what, _later(initiative, on), on)]
        case Status.RUNNING:
            found = _evaluations(initiative, sees_names, on)
        case Status.PAUSED:
            since = timezone.localdate(initiative.status_since)
            found = [_wait(initiative.responsible.name, gettext("Sætter den i gang igen"), since, on)]
        case _:
            found = []
    found += _sources(initiative, sees_names, on)
    return sorted(found, key=lambda wait: wait.since)


def _wait(whom: str, what: str, since: dt.date, on: dt.date, **more) -> Wait:
    return Wait(whom, what, since, max(0, (on - since).days), **more)


def _later(initiative: Initiative, on: dt.date) -> dt.date:
    """An approved case waits from its first day, or from its approval when that came later."""
    return max(min(initiative.starts_on, on), timezone.localdate(initiative.status_since))


def _boards(initiative: Initiative, sees_names: bool, on: dt.date) -> list[Wait]:
    asked = initiative.board_requests.filter(closed_at__isnull=True).select_related(
        "department__organisation"
    )
    requests = list(asked)
    seats = boards_of([request.department for request in requests]) if requests and sees_names else {}
    reminded = reminded_among(requests) if seats else set()
    mails = {
        request.pk: mailed(seats.get(request.department_id, ()))
        for request in requests
        if not why_not_remind(request, was_reminded=request.pk in reminded)
    }
    return [
        _wait(
            gettext("Bestyrelsen i %(department)s") % {"department": request.department.title},
            gettext("Svarer for beboerne"),
            request.asked_on,
            on,
            url=reverse("initiatives:residents", args=[initiative.pk]),
            names=listed(seat.person for seat in seats.get(request.department_id, ())),
            due_on=request.deadline_on,
            remind_url=reverse("initiatives:resident_remind", args=[initiative.pk, request.department_id])
            if mails.get(request.pk)
            else "",
            reminded=listed(mails.get(request.pk, ())),
        )
        for request in requests
    ]


def _contracts(initiative: Initiative, on: dt.date) -> list[Wait]:
    if not initiative.involves_municipality:
        return []
    talks = ResultContract.objects.filter(
        partnership__initiative=initiative, state=ResultContract.State.DISCUSSED
    ).select_related("partnership__partner")
    return [
        _wait(
            str(contract.partnership.partner),
            gettext("Skriver under på resultatkontrakten"),
            timezone.localdate(contract.recorded_at),
            on,
            url=reverse("initiatives:contracts", args=[initiative.pk]),
        )
        for contract in talks
    ]


def _sources(initiative: Initiative, sees_names: bool, on: dt.date) -> list[Wait]:
    """Sources that were asked for money and have not answered, whatever else the case waits for."""
    return [
        _wait(
            line.source.name,
            gettext("Svarer på ansøgningen om %(amount)s") % {"amount": kroner(line.amount)},
            line.applied_on,
            on,
            url=reverse("funding:line", args=[initiative.pk, line.pk]) if sees_names else "",
        )
        for line in unanswered(on).filter(initiative=initiative)
    ]


def _the_responsible(initiative: Initiative, points: list, on: dt.date) -> Wait:
    since = timezone.localdate(initiative.status_since)
    if not points:
        return _wait(
            initiative.responsible.name,
            gettext("Sender den til godkendelse"),
            since,
            on,
            url=reverse("initiatives:checklist", args=[initiative.pk]),
        )
    what = gettext("Gør klar: %(points)s") % {
        "points": listed(in_sentence(point.name) for point in points[:3])
    }
    if len(points) > 3:
        what = gettext("%(what)s og %(n)s til") % {"what": what, "n": len(points) - 3}
    return _wait(
        initiative.responsible.name,
        what,
        since,
        on,
        url=reverse("initiatives:checklist", args=[initiative.pk]),
    )


def _the_body(initiative: Initiative, sees_names: bool, on: dt.date) -> list[Wait]:
    submission = initiative.submissions.select_related("body", "meeting").last()
    members = free_members(initiative, submission.body, round_=submission.round, on=on) if sees_names else []
    people = people_to_nudge(initiative, submission, on) if sees_names else []
    return [
        _wait(
            submission.body.name,
            gettext("Siger ja eller nej"),
            timezone.localdate(submission.submitted_at),
            on,
            names=listed(member.person for member in members),
            due_on=submission.meeting.held_on if submission.meeting else None,
            remind_url=reverse("remind_body", args=[submission.pk]) if people else "",
            reminded=listed(people),
        )
    ]


def _evaluations(initiative: Initiative, sees_names: bool, on: dt.date) -> list[Wait]:
    rows = list(
        awaited(on)
        .filter(initiative=initiative)
        .select_related("department__organisation")
        .order_by("due_on")
    )
    boards = [row.department for row in rows if row.department]
    seats = boards_of(boards) if boards and sees_names else {}
    return [
        _wait(
            gettext("Bestyrelsen i %(department)s") % {"department": row.department.title}
            if row.department
            else initiative.responsible.name,
            gettext("Svarer på evalueringen"),
            row.opens_on,
            on,
            url=reverse("evaluation:list", args=[initiative.pk]),
            names=listed(seat.person for seat in seats.get(row.department_id, ())),
            due_on=row.due_on,
        )
        for row in rows
    ]
