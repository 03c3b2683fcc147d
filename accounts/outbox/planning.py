"""From what each app says is due to rows in the outbox: one job for every kind of reminder.

An app describes what it reminds of in its `reminders.py` and is listed in the composition
(`aab_social/reminders.py`, named by the setting REMINDERS):

    STEPS = {"agreement_ends": -90, "agreement_ends_soon": -30}    # kinds of mail: days from the date

    def due(today: dt.date) -> list[Due]:
        found = Agreement.objects.running().select_related("responsible")
        return [
            Due(kind, about=agreement, people=(agreement.responsible,), occurrence=agreement.ends_on)
            for agreement in found
            if (kind := newest_step(agreement.ends_on, today, STEPS))
        ]

    REMINDERS = {"agreements": ReminderPart(due)}

`due` is pure and may be asked any number of times a day. Only the newest step of a series counts, so a stop of
two weeks gives one mail and no flood; `prepare` of the kind asks `newest_step` again when the mail is written.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.db import models
from django.utils.module_loading import import_string

from accounts.models import OutgoingMail, User

from .health import PLAN, beat, expect
from .queue import queue

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Due:
    """One mail that is due to each of `people`, about one saved thing.

    `occurrence` is what makes it another mail than the last of its kind about the same thing: the deadline,
    when a moved deadline is a reason to write again, or "once".
    """

    kind: str
    about: models.Model
    people: Sequence[User]
    occurrence: dt.date | str = "once"

    @property
    def occasion(self) -> str:
        return self.occurrence if isinstance(self.occurrence, str) else self.occurrence.isoformat()


@dataclass(frozen=True)
class ReminderPart:
    """What one app reminds of. `due(today)` reads; `before(today)` writes what must be there first."""

    due: Callable[[dt.date], Iterable[Due]]
    before: Callable[[dt.date], object] | None = None


def newest_step(on: dt.date, today: dt.date, steps: Mapping[str, int]) -> str | None:
    """The latest step that has come by `today`; None before the first. `steps`: {kind: days from `on`}."""
    reached = [(days, kind) for kind, days in steps.items() if today >= on + dt.timedelta(days)]
    return max(reached)[1] if reached else None


def reminder_parts() -> Mapping[str, ReminderPart]:
    return import_string(settings.REMINDERS)


def plan(today: dt.date, *, only: str | None = None) -> int:
    """Queue every mail that is due by `today` and not queued yet. Returns how many are new.

    Safe to run twice and by two at once. An app whose part fails keeps nobody else waiting; the error is
    logged, and its sign of life stays away, which administrators are shown (see `health`).
    """
    new = 0
    for key, part in reminder_parts().items():
        if only not in (None, key):
            continue
        try:
            if part.before:
                part.before(today)
            new += queue_due(part.due(today))
        except Exception:
            logger.exception("The reminders of %r could not be planned.", key)
            expect(sign_of(key))
        else:
            beat(sign_of(key))
    return new


def sign_of(key: str) -> str:
    """The name under which a part gives its sign of life."""
    return PLAN + key


def queue_due(found: Iterable[Due]) -> int:
    """Put what is due in the outbox, each mail once, however often it is asked. Returns how many are new."""
    found = list(found)
    queued = set(
        OutgoingMail.objects.filter(
            kind__in={due.kind for due in found}, about_id__in={due.about.pk for due in found}
        ).values_list("kind", "about_type", "about_id", "occurrence", "recipient")
    )
    new = 0
    for due in found:
        for person in due.people:
            if (due.kind, due.about._meta.label_lower, due.about.pk, due.occasion, person.pk) not in queued:
                queue(due.kind, to=person, about=due.about, occurrence=due.occurrence)
                new += 1
    return new


@register()
def every_part_is_there(**kwargs) -> list[CheckMessage]:
    """The composition of reminders loads, and every entry says what is due."""
    try:
        parts = reminder_parts()
    except Exception as error:
        return [Error(f"REMINDERS ({settings.REMINDERS}) cannot be loaded: {error}", id="outbox.E005")]
    return [
        Error(f"REMINDERS[{key!r}] is no ReminderPart with a key of at most 30 signs.", id="outbox.E006")
        for key, part in parts.items()
        if not isinstance(part, ReminderPart) or not 0 < len(key) <= 30
    ]
