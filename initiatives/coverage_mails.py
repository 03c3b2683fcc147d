"""Writing to the boards of departments that lack something: who gets it, and sending it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from accounts.models import OutgoingMail
from accounts.outbox import queue

from .coverage import Row, Subject
from .models import BoardSeat, Department
from .people import is_mailed

KIND = "coverage_missing"


@dataclass(frozen=True)
class Board:
    """A board and those of its members who get the mail; `last_on` is when it last got one about this.

    `on_paper` and `returned` are how many others want paper, or have an address that mails come back from.
    """

    department: Department
    seats: tuple[BoardSeat, ...]
    on_paper: int
    returned: int
    last_on: dt.date | None


def boards_of(rows: list[Row], subject: Subject) -> list[Board]:
    """The boards of the departments in `rows`, as they stand today. Two queries."""
    departments = [row.department for row in rows]
    seats: dict[int, list[BoardSeat]] = {}
    in_office = BoardSeat.objects.in_office(timezone.localdate()).filter(department__in=departments)
    for seat in in_office.select_related("person").order_by("person__name"):
        seats.setdefault(seat.department_id, []).append(seat)
    written = OutgoingMail.objects.filter(
        kind=KIND, about_type=Department._meta.label_lower, occurrence__endswith=f":{subject}"
    ).order_by("queued_at")
    last = {pk: timezone.localdate(at) for pk, at in written.values_list("about_id", "queued_at")}
    return [
        Board(
            department,
            tuple(seat for seat in seats.get(department.pk, ()) if is_mailed(seat)),
            sum(seat.wants_paper for seat in seats.get(department.pk, ())),
            sum(
                not seat.wants_paper and seat.person.mail_comes_back for seat in seats.get(department.pk, ())
            ),
            last.get(department.pk),
        )
        for department in departments
    ]


@transaction.atomic
def write_to_boards(rows: list[Row], subject: Subject, *, by) -> int:
    """Queue one mail to each member of each board; the same day a second time, nothing more.

    Returns how many boards were written to.
    """
    written = 0
    for board in boards_of(rows, subject):
        for seat in board.seats:
            queue(
                KIND,
                to=seat.person,
                about=board.department,
                occurrence=f"{timezone.localdate():%Y-%m-%d}:{subject}",
                by=by,
                data={"subject": subject.value},
            )
        written += bool(board.seats)
    return written
