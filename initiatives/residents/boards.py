"""Who sits on the boards that are asked, and who of them gets a mail."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone

from accounts.models import User
from initiatives.models import BoardSeat, Department
from initiatives.people import mailed


def boards_of(departments: Iterable[Department]) -> dict[int, list[BoardSeat]]:
    """{department id: its seats in office today, by name}, in one query. No entry where nobody sits."""
    seats = BoardSeat.objects.in_office(timezone.localdate()).filter(department__in=departments)
    boards: dict[int, list[BoardSeat]] = {}
    for seat in seats.select_related("person").order_by("person__name"):
        boards.setdefault(seat.department_id, []).append(seat)
    return boards


def unreachable(seats: Iterable[BoardSeat]) -> list[User]:
    """The members from whose address mails come back. Nobody twice."""
    return list({seat.person_id: seat.person for seat in seats if seat.person.mail_comes_back}.values())


def board_by_mail(department: Department) -> list[User]:
    """The members of one department's board who get mails today."""
    return mailed(boards_of([department]).get(department.pk, ()))
