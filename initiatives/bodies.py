"""Who sits in a body on a day, by a seat or as a deputy, and who is asked about a case."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from accounts.models import User

from .models import BoardSeat, Body, Initiative
from .parts import barred_from


@dataclass(frozen=True)
class Member:
    """A person who may act in a body on a day; `on_behalf_of` is the member a deputy stands in for."""

    person: User
    on_behalf_of: User | None = None


def members_of(body: Body, on: dt.date) -> list[Member]:
    """Those who may act in the body on the day `on`, by name: its members, then the deputies.

    The board of a department is asked of the department's own board positions.
    """
    if body.department_id:
        seats = BoardSeat.objects.in_office(on).filter(department=body.department_id)
    else:
        seats = body.seats.in_office(on)
    own = {
        seat.person_id: Member(seat.person)
        for seat in seats.select_related("person").order_by("person__name")
    }
    deputies = body.deputies.in_force(on).select_related("person", "for_person")
    for deputy in deputies.order_by("person__name", "for_person__name"):
        own.setdefault(deputy.person_id, Member(deputy.person, deputy.for_person))
    return list(own.values())


def member_of(body: Body, person, on: dt.date) -> Member | None:
    """In which capacity the person acts in the body: by a seat of their own before a deputy's."""
    return next((member for member in members_of(body, on) if member.person == person), None)


def free_members(
    initiative: Initiative, body: Body, *, round_: int | None = None, on: dt.date | None = None
) -> list[Member]:
    """Those of the body who may decide the case: not its preparers, not the inabil, nobody twice.

    A deputy stands back for a member who has already taken part in an earlier step of the same round.
    """
    barred = barred_from(initiative, round_)
    taken = {person for person, part in barred.items() if part in ("decided", "represented", "present")}
    return [
        member
        for member in members_of(body, on or timezone.localdate())
        if member.person.pk not in barred and not (member.on_behalf_of and member.on_behalf_of.pk in taken)
    ]


def people_to_ask(
    initiative: Initiative, body: Body, *, sender: User | None = None, round_: int | None = None
) -> list[User]:
    """Who gets a mail when the case is laid before the body: its members and deputies who may decide it.

    `sender` is the person about to send it, which is to prepare it.
    """
    people = [member.person for member in free_members(initiative, body, round_=round_)]
    return [person for person in people if sender is None or person.pk != sender.pk]
