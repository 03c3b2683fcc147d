"""Staff write down an answer that came by phone, on paper or at a meeting (K17)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop

from accounts import outbox
from accounts.models import User
from accounts.uploads import CheckedUpload
from initiatives import evidence, held_files
from initiatives.history import record
from initiatives.models import BoardRequest, Department, Initiative, Participation, ResidentDecision
from initiatives.workflow import Refused, lock_for_change, lock_for_edit

from .answering import (
    Answer,
    close_request,
    keep_file,
    standing_answer,
    tell_the_responsible,
    why_not_correct,
    write_answer,
)
from .boards import board_by_mail, boards_of

ENTRY = "resident_decision_entry"
"""The kind under which staff's half-written entry for a board is kept."""


@dataclass(frozen=True)
class Delivery:
    """How an answer reached AAB when the board did not type it in: by which way, on what day, from whom.

    `answered_by` is a member of the board; otherwise `given_by` says who it was ("afdelingsmødet").
    """

    channel: str
    received_on: dt.date
    answered_by: User | None = None
    given_by: str = ""

    def as_fields(self) -> dict:
        return {field.name: getattr(self, field.name) for field in fields(self)}


def enter_answer_for_board(
    initiative: Initiative,
    *,
    department: Department,
    answer: Answer,
    delivery: Delivery,
    by: User,
    upload: CheckedUpload | None = None,
    seen: int | None = None,
) -> ResidentDecision:
    """Keep an answer that was not typed in by the board, marked with who wrote it down.

    `seen` is the number of the answer that stood when the page was opened. Where the board itself has
    answered since, its own answer stands and this one is kept beside it. The board gets a mail and may
    object. Pressing twice enters it once. Raises Refused for a case that may not be edited.
    """
    with evidence.placed(upload) as file, transaction.atomic():
        locked = lock_for_edit(initiative)
        if not locked.participations.filter(department=department).exists():
            raise Refused(gettext("Afdelingen er ikke med i indsatsen."))
        standing = standing_answer(locked, department)
        if standing is not None and _is_the_same(standing, answer, delivery, by):
            evidence.discard(file)
            return standing
        boards_own = (
            standing is not None
            and standing.channel == ResidentDecision.Channel.PORTAL
            and standing.pk != seen
        )
        decision = write_answer(
            locked,
            department,
            answer,
            standing=standing,
            request=_question_to_object_to(locked, department, by=by),
            stands=not boards_own,
            entered_by=by,
            **delivery.as_fields(),
        )
        keep_file(decision, upload, file, by=by)
        held_files.forget(person=by, kind=ENTRY, object_id=entry_id(locked, department))
        if not boards_own:
            close_request(locked, department)
            for person in board_by_mail(department):
                outbox.queue(
                    "resident_decision_entered", to=person, about=decision, occurrence="entered", by=by
                )
            tell_the_responsible(decision, by=by)
    return decision


def _question_to_object_to(
    initiative: Initiative, department: Department, *, by: User
) -> BoardRequest | None:
    """The board's question, answered by this entry. A board that was never asked gets one, for without a
    question nobody of it could see what was written in its name. None where nobody sits on the board."""
    asked = initiative.board_requests.filter(department=department).last()
    if asked is not None or department.pk not in boards_of([department]):
        return asked
    now = timezone.now()
    initiative.participations.filter(department=department, asked_on__isnull=True).update(
        asked_on=timezone.localdate()
    )
    return BoardRequest.objects.create(
        initiative=initiative,
        department=department,
        asked_at=now,
        asked_by=by,
        deadline_on=timezone.localdate(),
        closed_at=now,
    )


def entry_id(initiative: Initiative, department: Department) -> int:
    """The number under which a half-written entry for the department is kept."""
    return Participation.objects.values_list("pk", flat=True).get(
        initiative=initiative, department=department
    )


def _is_the_same(standing: ResidentDecision, answer: Answer, delivery: Delivery, by: User) -> bool:
    return (
        standing.entered_by_id == by.pk
        and Answer.of(standing) == answer
        and all(getattr(standing, name) == value for name, value in delivery.as_fields().items())
    )


@transaction.atomic
def object_to_entry(decision: ResidentDecision, *, words: str, by: User) -> None:
    """The board says that what staff wrote in its name is not right, without having to answer anew.

    Until it is settled by a new answer, the point does not hold and the objection is shown to staff and to those
    who decide. Raises Refused when it is no entry of staff, was objected to, or can no longer be corrected.
    """
    locked = lock_for_change(decision.initiative)
    standing = standing_answer(locked, decision.department)
    if standing is None or standing.pk != decision.pk or standing.entered_by_id is None:
        raise Refused(gettext("Svaret gælder ikke længere."))
    if standing.objected_at:
        raise Refused(gettext("Bestyrelsen har gjort indsigelse. AAB kontakter jer."))
    if reason := why_not_correct(standing, locked):
        raise Refused(reason)
    ResidentDecision.objects.filter(pk=standing.pk).update(
        objection=words, objected_by=by, objected_at=timezone.now()
    )
    record(
        locked,
        by=by,
        kind="residents_objection",
        sentence=gettext_noop("Gjorde indsigelse mod det svar, AAB skrev ind for %(department)s"),
        params={"department": standing.department.title},
        words=words,
        on_behalf_of=standing.department,
    )
    outbox.queue(
        "resident_decision_objection", to=locked.responsible, about=standing, occurrence="objection", by=by
    )
