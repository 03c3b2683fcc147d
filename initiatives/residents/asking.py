"""Asking a board, asking it again, reminding it once, and taking a department out of the case."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop

from accounts import outbox
from accounts.models import OutgoingMail, User
from initiatives.drafts import CaseFacts, differences_between
from initiatives.history import record
from initiatives.models import (
    BoardRequest,
    BoardSeat,
    Department,
    Initiative,
    Participation,
    ResidentDecision,
)
from initiatives.relook import departments_gone, mark_touched
from initiatives.together import in_danish
from initiatives.wording import departments_in_words
from initiatives.workflow import Refused, lock_for_change, lock_for_edit

from .boards import board_by_mail, boards_of, mailed

MAILS = {
    BoardRequest.Kind.DECISION: "resident_decision_asked",
    BoardRequest.Kind.CHANGE: "resident_change_asked",
}


def default_deadline() -> dt.date:
    """AAB's own choice: as many days ahead as the first number of AAB_REMINDER_DAYS says."""
    return timezone.localdate() - dt.timedelta(days=settings.AAB_REMINDER_DAYS["decision"][0])


@transaction.atomic
def ask_boards(
    initiative: Initiative, *, departments: Iterable[Department], deadline_on: dt.date, by: User
) -> list[BoardRequest]:
    """Ask the boards of some departments of the case. Each member gets a mail, save those who want paper.

    Leaves out boards that have been asked and not answered, those whose residents said yes, and
    departments where nobody sits on the board. Asking twice asks once. Raises Refused for a case that
    may not be edited and for a deadline that is not ahead.
    """
    locked = lock_for_edit(initiative)
    if deadline_on <= timezone.localdate():
        raise Refused(gettext("Fristen skal ligge efter i dag."))
    own = Department.objects.own().select_related("organisation").filter(participations__initiative=locked)
    wanted = list(own.filter(pk__in=[department.pk for department in departments]).order_by("sort_key"))
    boards = boards_of(wanted)
    waiting = set(locked.board_requests.filter(closed_at__isnull=True).values_list("department", flat=True))
    said_yes = {answer.department_id for answer in locked.resident_decisions.current() if answer.says_yes}
    asked = [
        open_question(locked, department, boards[department.pk], deadline_on=deadline_on, by=by)
        for department in wanted
        if department.pk in boards and department.pk not in waiting | said_yes
    ]
    if asked:
        with in_danish():
            names = departments_in_words([request.department for request in asked])
        record(
            locked,
            by=by,
            kind="boards_asked",
            sentence=gettext_noop("Spurgte bestyrelsen i %(departments)s"),
            params={"departments": names},
            prepares=True,
        )
    return asked


def open_question(
    initiative: Initiative,
    department: Department,
    seats: list[BoardSeat],
    *,
    deadline_on: dt.date,
    by: User,
    kind: str = BoardRequest.Kind.DECISION,
) -> BoardRequest:
    """One new question to a board, with a mail to each member who gets mails. The caller writes the history."""
    earlier = BoardRequest.objects.filter(initiative=initiative, department=department)
    request = BoardRequest.objects.create(
        initiative=initiative,
        department=department,
        kind=kind,
        round=(earlier.aggregate(last=Max("round"))["last"] or 0) + 1,
        asked_at=timezone.now(),
        asked_by=by,
        deadline_on=deadline_on,
    )
    Participation.objects.filter(initiative=initiative, department=department, asked_on__isnull=True).update(
        asked_on=timezone.localdate()
    )
    for person in mailed(seats):
        outbox.queue(MAILS[kind], to=person, about=request, occurrence="asked", by=by)
    return request


@transaction.atomic
def ask_again(decision: ResidentDecision) -> BoardRequest | None:
    """The day is over on which a board wanted to ask its residents: ask it what they said.

    Promised when the board wrote the date. Does nothing when the case has moved on or the board has been
    asked or has answered meanwhile, so it can run twice.
    """
    initiative = lock_for_change(decision.initiative)
    department = decision.department
    stands = initiative.resident_decisions.current().filter(
        pk=decision.pk, form=ResidentDecision.Form.NOT_ASKED
    )
    requests = initiative.board_requests.filter(department=department)
    seats = boards_of([department]).get(department.pk)
    if (
        not initiative.is_editable
        or not seats
        or not stands.exists()
        or not initiative.participations.filter(department=department).exists()
        or requests.filter(closed_at__isnull=True).exists()
    ):
        return None
    last = requests.last()
    by = last.asked_by if last else initiative.responsible
    request = open_question(initiative, department, seats, deadline_on=default_deadline(), by=by)
    with in_danish():
        record(
            initiative,
            by=by,
            kind="boards_asked",
            sentence=gettext_noop("Spurgte bestyrelsen i %(departments)s igen, som aftalt"),
            params={"departments": department.title},
        )
    return request


def reminded(request: BoardRequest) -> bool:
    """True when the one reminder of the question has been put in the outbox, by hand or by the schedule."""
    mails = OutgoingMail.objects.about(request).filter(kind="resident_decision_reminder")
    return mails.filter(occurrence=request.deadline_on.isoformat()).exists()


def reminded_among(requests: list[BoardRequest]) -> set[int]:
    """The questions among `requests` whose one reminder has been put in the outbox. One query."""
    if not requests:
        return set()
    days = {request.pk: request.deadline_on.isoformat() for request in requests}
    mails = OutgoingMail.objects.filter(
        kind="resident_decision_reminder",
        about_type=BoardRequest._meta.label_lower,
        about_id__in=days,
    )
    return {pk for pk, occurrence in mails.values_list("about_id", "occurrence") if days[pk] == occurrence}


def why_not_remind(request: BoardRequest, *, was_reminded: bool | None = None) -> str:
    """Why no reminder can be sent by hand just now; "" when one can.

    `was_reminded` spares the question to the outbox where the mails have been read already.

    A board gets three mails about a question and never a fourth: the question, one reminder, by hand or
    by itself, and the last one when the deadline has passed.
    """
    if not request.is_open:
        return gettext("Bestyrelsen har svaret.")
    if timezone.localdate() > request.deadline_on:
        return gettext("Fristen er gået. Ring til bestyrelsen i stedet.")
    if reminded(request) if was_reminded is None else was_reminded:
        return gettext("Bestyrelsen har fået sin påmindelse. De får kun én mail mere, hvis fristen går.")
    return ""


@transaction.atomic
def remind(request: BoardRequest, *, by: User) -> list[User]:
    """Send the one reminder now instead of three days before the deadline. Raises Refused."""
    initiative = lock_for_change(request.initiative)
    request = initiative.board_requests.select_related("department__organisation").get(pk=request.pk)
    if reason := why_not_remind(request):
        raise Refused(reason)
    people = board_by_mail(request.department)
    if not people:
        raise Refused(gettext("Ingen i bestyrelsen får mails. Ring til dem i stedet."))
    for person in people:
        outbox.queue(
            "resident_decision_reminder",
            to=person,
            about=request,
            occurrence=request.deadline_on,
            by=by,
            data={"by_hand": True},
        )
    with in_danish():
        record(
            initiative,
            by=by,
            kind="board_reminded",
            sentence=gettext_noop("Sendte en påmindelse til bestyrelsen i %(department)s"),
            params={"department": request.department.title},
        )
    return people


@transaction.atomic
def remove_department(initiative: Initiative, *, department: Department, by: User) -> bool:
    """Take a department out of the case. Its board is not asked any more; what it answered is kept.

    False when it was out already. Raises Refused for a case that may not be edited, and for its last
    department.
    """
    locked = lock_for_edit(initiative)
    part = locked.participations.filter(department=department)
    if not part.exists():
        return False
    if locked.participations.count() == 1:
        raise Refused(gettext("Indsatsen skal have mindst én afdeling. Vælg en anden, før du tager den ud."))
    before = CaseFacts.of(locked)
    part.delete()
    departments_gone(locked, [department.pk])
    locked.board_requests.filter(department=department, closed_at__isnull=True).update(
        closed_at=timezone.now()
    )
    with in_danish():
        record(
            locked,
            by=by,
            kind="department_removed",
            sentence=gettext_noop("Tog %(department)s ud af indsatsen"),
            params={"department": department.title},
            changes={"department": [department.title, ""]},
            prepares=True,
        )
    mark_touched(locked, differences_between(before, CaseFacts.of(locked)), by=by)
    return True
