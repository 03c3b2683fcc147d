"""Who may act: predicates, one statement each. Who may *see* is `visible_to` on the querysets.

Seats are asked about on the day, never remembered: access ends with the term of office.
"""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from .history import preparers_of
from .models import BoardSeat, BodySeat, Department, Initiative, Status, Submission


def works_for_aab(user) -> bool:
    """Staff of AAB and administrators: they create, see and mend every case."""
    return user.is_authenticated and user.is_active and (user.is_employee or user.is_staff)


def may_edit(user, initiative: Initiative) -> bool:
    """Staff may change a case while it is a draft or has been sent back."""
    return works_for_aab(user) and initiative.is_editable


def sits_on_the_board_of(user, department: Department, on: dt.date | None = None) -> bool:
    """True on the days of the person's term of office on that department's board."""
    if not user.is_authenticated:
        return False
    seats = BoardSeat.objects.in_office(on or timezone.localdate())
    return seats.filter(person=user, department=department).exists()


def board_departments(user, on: dt.date | None = None) -> list[Department]:
    """The departments on whose boards the person sits today."""
    if not user.is_authenticated:
        return []
    found = Department.objects.with_board_seat_of(user, on or timezone.localdate())
    return list(found.select_related("organisation"))


def is_decider(user, on: dt.date | None = None) -> bool:
    """True for members in office of a body that decides about initiatives."""
    return bool(deciding_bodies(user, on))


def deciding_bodies(user, on: dt.date | None = None) -> list[int]:
    """The ids of the deciding bodies in which the person sits today."""
    if not user.is_authenticated:
        return []
    seats = BodySeat.objects.in_office(on or timezone.localdate())
    return list(seats.filter(person=user, body__decides=True).values_list("body", flat=True))


def may_decide(user, submission: Submission) -> bool:
    """A member of the body the case was sent to, who did not prepare the case."""
    return (
        submission.body_id in deciding_bodies(user)
        and submission.initiative.status == Status.SUBMITTED
        and user.pk not in preparers_of(submission.initiative)
    )


def may_answer_for_residents(user, initiative: Initiative, department: Department) -> bool:
    """A member in office of the department's board, once the board has been asked."""
    return (
        sits_on_the_board_of(user, department)
        and initiative.board_requests.filter(department=department).exists()
    )
