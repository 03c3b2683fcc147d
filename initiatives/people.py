"""Which people an act concerns: the staff of a case and the boards of its departments."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone

from accounts.models import Employment, User

from .models import BoardSeat, Department, Initiative


def staff_of(initiative: Initiative) -> list[User]:
    """The person responsible and the one who created the case, while they can still log in."""
    people = User.objects.filter(pk__in={initiative.responsible_id, initiative.created_by_id})
    return list(people.filter(is_active=True))


def board_of(department: Department) -> list[User]:
    """The members in office of a department's board today who take mails."""
    return board_members([department])


def board_members_of(initiative: Initiative) -> list[User]:
    """The members in office of all the participating departments' boards who take mails."""
    return board_members(initiative.departments.all())


def board_members(departments: Iterable[Department]) -> list[User]:
    """The members in office today whom a mail reaches, by name. Whoever holds a pause gets the mail after it."""
    seats = BoardSeat.objects.in_office(timezone.localdate()).filter(department__in=departments)
    return mailed(seats.select_related("person").order_by("person__name", "person"))


def mailed(seats: Iterable[BoardSeat]) -> list[User]:
    """The members whom a mail reaches: no paper, an address that works, an open account. Nobody twice."""
    return list({seat.person_id: seat.person for seat in seats if is_mailed(seat)}.values())


def is_mailed(seat: BoardSeat) -> bool:
    return not seat.wants_paper and seat.person.is_active and not seat.person.mail_comes_back


def leaders() -> list[User]:
    """The housing social leaders of today, who get what nobody has taken care of."""
    return list(User.objects.filter(employment=Employment.LEADER, is_active=True))
