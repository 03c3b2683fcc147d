"""Who may act: predicates, one statement each. Who may *see* is `visible_to` on the querysets.

Seats are asked about on the day, never remembered: access ends with the term of office.
"""

from __future__ import annotations

import datetime as dt

from django.db.models import Exists
from django.utils import timezone

from accounts.models import User

from .models import BoardSeat, Body, Department, Initiative, Status, Submission
from .parts import barred_from


def works_for_aab(user) -> bool:
    """Staff of AAB and administrators: they create, see and mend every case."""
    return user.is_authenticated and user.is_active and (user.is_employee or user.is_staff)


def may_see_the_whole(user) -> bool:
    """Staff and those who decide see all departments side by side."""
    return works_for_aab(user) or is_decider(user)


def may_edit(user, initiative: Initiative) -> bool:
    """Staff may change a case while it is a draft or has been sent back."""
    return works_for_aab(user) and initiative.is_editable


def sits_on_the_board_of(user, department: Department, on: dt.date | None = None) -> bool:
    """True on the days of the person's term of office on that department's board."""
    if not user.is_authenticated:
        return False
    seats = BoardSeat.objects.in_office(on or timezone.localdate())
    return seats.filter(person=user, department=department).exists()


def may_write_for_department(user, department: Department, on: dt.date | None = None) -> bool:
    """The department's own board, and staff: they keep its register of volunteer work."""
    return works_for_aab(user) or sits_on_the_board_of(user, department, on)


def board_departments(user, on: dt.date | None = None) -> list[Department]:
    """The departments on whose boards the person sits today."""
    if not user.is_authenticated:
        return []
    found = Department.objects.with_board_seat_of(user, on or timezone.localdate())
    return list(found.select_related("organisation"))


def is_decider(user, on: dt.date | None = None) -> bool:
    """True for members in office of a body that decides about initiatives."""
    return bool(deciding_bodies(user, on))


def elected_to(user, on: dt.date | None = None) -> tuple[bool, bool]:
    """Whether the person decides about initiatives today, and sits on a department's board: one query for both."""
    if not user.is_authenticated:
        return False, False
    on = on or timezone.localdate()
    decides = Body.objects.deciding_for(user, on)
    sits = BoardSeat.objects.in_office(on).filter(person=user)
    found = User.objects.filter(pk=user.pk).values_list(Exists(decides), Exists(sits))
    return found.first() or (False, False)


def deciding_bodies(user, on: dt.date | None = None) -> list[int]:
    """The ids of the deciding bodies in which the person acts today, by a seat or as a deputy."""
    if not user.is_authenticated:
        return []
    return list(Body.objects.deciding_for(user, on or timezone.localdate()).values_list("pk", flat=True))


def may_decide(user, submission: Submission) -> bool:
    """Acts in the body the case lies before, and is not out: did not prepare the case, is not inabil, and
    has not decided an earlier step of the same round.
    """
    return (
        submission.body_id in deciding_bodies(user)
        and submission.initiative.status == Status.SUBMITTED
        and user.pk not in barred_from(submission.initiative, submission.round)
    )


def may_answer_for_residents(user, initiative: Initiative, department: Department) -> bool:
    """A member in office of the department's board, once the board has been asked."""
    return (
        sits_on_the_board_of(user, department)
        and initiative.board_requests.filter(department=department).exists()
    )
