"""What people may choose about mails: topics, and what somebody has chosen.

A topic is one line on "Vælg mails" (L4). Kinds of mail without a topic, such as codes and changes of log-in, always
go at once. A task that only the reader can do is never "Nej" (`may_be_no=False`), but it can wait for Monday and
for the end of a holiday.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils.functional import Promise

from accounts.models import MailChoice, MailStatus, OutgoingMail, User, When

from . import windows

BOARD, STAFF, DECIDER = "board", "staff", "decider"
PAUSE_AT_MOST = dt.timedelta(days=92)


@dataclass(frozen=True)
class Topic:
    """One line to choose about. `for_whom` says which roles meet it: BOARD, STAFF, DECIDER."""

    key: str
    label: str | Promise
    hint: str | Promise = ""
    for_whom: frozenset[str] = frozenset({BOARD})
    may_be_no: bool = True


def topics() -> Mapping[str, Topic]:
    """Every topic of the kinds of mail there are, in their order."""
    from .kinds import mail_kinds

    found = [kind.topic for kind in mail_kinds().values() if kind.topic]
    return {topic.key: topic for topic in found}


def topics_for(roles: set[str]) -> list[Topic]:
    """Those a person with these roles can meet, what cannot be refused first."""
    mine = [topic for topic in topics().values() if topic.for_whom & roles]
    return sorted(mine, key=lambda topic: topic.may_be_no)


def choices_of(person: User) -> dict[str, When]:
    """{topic: when}, only what differs from "at once"."""
    rows = MailChoice.objects.filter(person=person).exclude(when=When.NOW)
    return {topic: When(when) for topic, when in rows.values_list("topic", "when")}


def choices_of_all(people: set[int]) -> dict[int, dict[str, When]]:
    """The same for many people at once, by their number; nobody stands there who chose nothing."""
    found: dict[int, dict[str, When]] = {}
    rows = MailChoice.objects.filter(person__in=people).exclude(when=When.NOW)
    for person, topic, when in rows.values_list("person", "topic", "when"):
        found.setdefault(person, {})[topic] = When(when)
    return found


def chosen(topic: Topic | None, choices: Mapping[str, When]) -> When:
    """What the person wants for the topic. A "no" to what cannot be refused counts as at once."""
    when = choices.get(topic.key, When.NOW) if topic else When.NOW
    return When.NOW if when == When.NO and not topic.may_be_no else when


@transaction.atomic
def choose_mails(
    *, person: User, choices: Mapping[str, When], paused_until: dt.date | None, by: User
) -> None:
    """Keep what a person has chosen. What was held back for a choice that is gone goes with the next sweep.

    Raises PermissionError for anybody else's mails, ValueError for a "no" that is not offered or a pause that
    has gone by or lasts more than three months.
    """
    if by != person:
        raise PermissionError("A person's mails are chosen by that person.")
    known = topics()
    if any(when == When.NO and not known[key].may_be_no for key, when in choices.items()):
        raise ValueError("A task that only this person can do cannot be refused.")
    today = windows.today()
    if paused_until and not today <= paused_until <= today + PAUSE_AT_MOST:
        raise ValueError("A pause lies ahead and ends within three months.")
    for key, when in choices.items():
        MailChoice.objects.update_or_create(person=person, topic=key, defaults={"when": when})
    person.mails_paused_until = paused_until
    person.save(update_fields=["mails_paused_until"])
    let_go(person)


def let_go(person: User) -> int:
    """Look again at everything that was held back; a sweep holds back once more what still is to wait."""
    now = windows.now()
    held = OutgoingMail.objects.filter(recipient=person, status=MailStatus.PLANNED, held=True, due_at__gt=now)
    return held.update(due_at=now, next_attempt_at=now, weekly_on=None, held=False)


def held_until(
    mail: OutgoingMail, topic: Topic | None, when: When, deadline: dt.date | None, today: dt.date
) -> Held | None:
    """Until when the mail waits by the recipient's own wish; None when it may go now.

    A pause outweighs everything. "Mandag samlet" gives way when the deadline would pass before the Monday.
    """
    if topic is None:
        return None
    paused = mail.recipient.mails_paused_until
    if paused and paused >= today:
        return Held(windows.next_open(windows.morning_of(paused + dt.timedelta(days=1))))
    has_its_monday = mail.weekly_on is not None and mail.weekly_on <= today  # also when no mail went that day
    if when == When.MONDAY and not has_its_monday:
        day = windows.weekly_day(today)
        if deadline is None or deadline >= day or deadline < today:
            return Held(windows.morning_of(day), weekly_on=day)
    return None


@dataclass(frozen=True)
class Held:
    """A mail waits until that moment; `weekly_on` when it then goes in the mail of the week."""

    until: dt.datetime
    weekly_on: dt.date | None = None
