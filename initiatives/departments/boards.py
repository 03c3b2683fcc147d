"""Who sits on a department's board: one member, and a whole new board.

Rights follow from the seats on the day, so a term that ends closes the door at the next request; nothing else has
to be taken away. Open questions belong to the board, so they move along by themselves: the new members find them
in their list and get the mail that asks.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop

from accounts import outbox
from accounts.models import User
from initiatives.history import changed_fields
from initiatives.models import BoardRequest, BoardSeat, Department, DepartmentEntry
from initiatives.residents.answering import UNDECIDED
from initiatives.together import EditedMeanwhile, Texts, texts_of, to_change
from initiatives.workflow import Refused

from .history import record


@dataclass(frozen=True)
class NewMember:
    """Somebody who was elected: known by the mail address, or new to the portal."""

    name: str
    email: str
    phone: str = ""
    office: str = BoardSeat.Office.MEMBER
    wants_paper: bool = False


@transaction.atomic
def change_board(
    department: Department,
    *,
    on: dt.date,
    staying: dict[BoardSeat, str],
    joining: Iterable[NewMember],
    by: User,
) -> list[BoardSeat]:
    """ "Bestyrelsen er skiftet": end the old board the day before `on`, seat the new one from that day.

    `staying` are the seats that go on, with their office from now. Everybody new gets a welcome, and the
    questions the board has not answered. Nobody left means a department without a board. Pressing twice
    changes it once. Raises Refused when a new member sits there already.
    """
    department = (
        Department.objects.select_for_update(of=("self",))
        .select_related("organisation")
        .get(pk=department.pk)
    )
    kept = {seat.pk: office for seat, office in staying.items()}
    new: list[BoardSeat] = []
    for seat in BoardSeat.objects.in_office(on).filter(department=department, from_on__lt=on):
        office = kept.get(seat.pk)
        if office == seat.office:
            continue
        end_seat(seat, before=on)
        if office:
            _seat(department, seat.person, office, on, seat.wants_paper)
    for member in joining:
        person = _person(member)
        sits = BoardSeat.objects.filter(department=department, person=person, from_on=on)
        if sits.exists():
            continue
        if BoardSeat.objects.in_office(on).filter(department=department, person=person).exists():
            raise Refused(
                gettext("%(name)s sidder der allerede. Sæt kryds ved dem, der fortsætter.") % {"name": person}
            )
        new.append(_seat(department, person, member.office, on, member.wants_paper))
    left = BoardSeat.objects.in_office(on).filter(department=department).exists()
    Department.objects.filter(pk=department.pk).update(has_board=left)
    record(
        department,
        by=by,
        kind="board_changed",
        sentence=gettext_noop("Skiftede bestyrelsen fra %(day)s")
        if left
        else gettext_noop("Afdelingen har ingen bestyrelse fra %(day)s"),
        params={"day": f"{on:%d.%m.%Y}"},
    )
    for seat in new:
        _welcome(seat, by=by)
    return new


def end_seat(seat: BoardSeat, *, before: dt.date) -> None:
    """The last day of the seat is the day before `before`, or its first."""
    BoardSeat.objects.filter(pk=seat.pk).update(until_on=max(seat.from_on, before - dt.timedelta(days=1)))


def _seat(department: Department, person: User, office: str, on: dt.date, paper: bool) -> BoardSeat:
    return BoardSeat.objects.create(
        department=department, person=person, office=office, from_on=on, wants_paper=paper
    )


def _person(member: NewMember) -> User:
    person = User.objects.filter(email__iexact=member.email).first()
    if person is None:
        return User.objects.create_user(member.email, None, name=member.name, phone=member.phone)
    if not person.is_active:
        raise Refused(
            gettext("%(email)s er lukket. En administrator kan åbne den igen.") % {"email": member.email}
        )
    return person


def _welcome(seat: BoardSeat, *, by: User) -> None:
    """The welcome (M12), and the questions that wait for the board, to those who get mails."""
    if seat.wants_paper:
        return
    outbox.queue(
        "board_welcome",
        to=seat.person,
        about=seat,
        occurrence="welcome",
        by=by,
        due_at=max(seat.from_on, timezone.localdate()),
    )
    for request in open_questions(seat.department):
        outbox.queue("resident_decision_asked", to=seat.person, about=request, occurrence="asked", by=by)


def open_questions(department: Department):
    """What the board is asked about its residents and has not answered."""
    found = BoardRequest.objects.filter(
        department=department, closed_at__isnull=True, initiative__status__in=UNDECIDED
    )
    return found.select_related("initiative")


@transaction.atomic
def change_seat(
    seat: BoardSeat,
    *,
    office: str,
    from_on: dt.date,
    until_on: dt.date | None,
    wants_paper: bool,
    by: User,
    seen: Texts | None = None,
) -> None:
    """Mend one seat: its office, its dates, and whether the person wants paper.

    `seen` is what the writer's page showed (`together.texts_of`). Raises EditedMeanwhile when somebody else has
    changed the same answer, and Refused when the dates are out of order, also because two moved one each.
    """
    seat = (
        BoardSeat.objects.select_for_update(of=("self",))
        .select_related("department", "person")
        .get(pk=seat.pk)
    )
    wanted = {"office": office, "from_on": from_on, "until_on": until_on, "wants_paper": wants_paper}
    about = {"kind__in": ["seat_changed", "seat_added"], "params__person": seat.person.name}
    wanted = _without_a_clash(seat, wanted, seen=seen, by=by, history=seat.department.history.filter(**about))
    if wanted["until_on"] and wanted["until_on"] < wanted["from_on"]:
        raise Refused(gettext("Sidste dag skal ligge efter første dag."))
    changes = changed_fields({name: getattr(seat, name) for name in wanted}, wanted)
    if not changes:
        return
    BoardSeat.objects.filter(pk=seat.pk).update(**wanted)
    record(
        seat.department,
        by=by,
        kind="seat_changed",
        sentence=gettext_noop("Rettede en post i bestyrelsen: %(person)s"),
        params={"person": seat.person.name},
        changes=changes,
    )


@transaction.atomic
def add_member(
    department: Department, *, member: NewMember, from_on: dt.date, until_on: dt.date | None, by: User
) -> BoardSeat:
    """One more member of the board. Raises Refused when the person sits there, or the dates are out of order."""
    if until_on and until_on < from_on:
        raise Refused(gettext("Sidste dag skal ligge efter første dag."))
    person = _person(member)
    if BoardSeat.objects.in_office(from_on).filter(department=department, person=person).exists():
        raise Refused(gettext("%(name)s sidder i bestyrelsen allerede.") % {"name": person})
    seat = BoardSeat.objects.create(
        department=department,
        person=person,
        office=member.office,
        from_on=from_on,
        until_on=until_on,
        wants_paper=member.wants_paper,
    )
    Department.objects.filter(pk=department.pk).update(has_board=True)
    record(
        department,
        by=by,
        kind="seat_added",
        sentence=gettext_noop("Skrev %(person)s ind i bestyrelsen"),
        params={"person": person.name},
    )
    _welcome(seat, by=by)
    return seat


@transaction.atomic
def change_department(department: Department, *, by: User, seen: Texts | None = None, **wanted) -> None:
    """Write what is known about a department anew.

    `seen` is what the writer's page showed (`together.texts_of`). Raises EditedMeanwhile when somebody else has
    changed the same answer; what only the other has changed stays.
    """
    department = Department.objects.select_for_update(of=("self",)).get(pk=department.pk)
    history = department.history.filter(kind="department_changed")
    wanted = _without_a_clash(department, wanted, seen=seen, by=by, history=history)
    changes = changed_fields({name: getattr(department, name) for name in wanted}, wanted)
    if not changes:
        return
    for name, value in wanted.items():
        setattr(department, name, value)
    department.save(update_fields=list(wanted))
    record(
        department,
        by=by,
        kind="department_changed",
        sentence=gettext_noop("Rettede afdelingens oplysninger"),
        changes=changes,
    )


def _without_a_clash(row, wanted: dict, *, seen: Texts | None, by: User, history) -> dict:
    """What to write: the writer's answers where they changed something, else what stands. `history` tells who
    wrote last."""
    mine = texts_of(row, wanted, **wanted)
    changed, clashes = to_change(now=texts_of(row, wanted), mine=mine, seen=seen)
    if clashes:
        last: DepartmentEntry | None = history.select_related("by").first()
        raise EditedMeanwhile(
            clashes, by=last.by if last and last.by else by, at=last.at if last else timezone.now()
        )
    return {name: value if name in changed else getattr(row, name) for name, value in wanted.items()}
