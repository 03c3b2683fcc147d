"""Answering an evaluation: by the board itself, by staff on its behalf, or not at all, with a reason.

The case's row is held first and the evaluation is closed by one conditional UPDATE: of two members
who send at the same time one wins, and the other is told who it was.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop, override

from accounts import outbox
from initiatives.history import changed_fields, record
from initiatives.models import Status
from initiatives.residents import Delivery
from initiatives.residents.boards import board_by_mail
from initiatives.rules import works_for_aab
from initiatives.wording import status_in_sentence
from initiatives.workflow import Refused, lock_for_change

from . import figures
from .measuring import measure
from .models import Evaluation, SuccessCriterion
from .rules import ANSWERABLE, may_answer

Channel = Evaluation.Channel


@dataclass(frozen=True)
class Answer:
    """What somebody answered: how it goes, and as much of the rest as they had time for."""

    going: str
    went_well: str = ""
    was_hard: str = ""
    future: str = ""
    may_share: bool | None = None
    values: Mapping[SuccessCriterion, Decimal] = field(default_factory=dict)

    def columns(self) -> dict:
        return {
            "going": self.going,
            "went_well": self.went_well,
            "was_hard": self.was_hard,
            "future": self.future,
            "may_share": self.may_share,
        }


class AlreadyAnswered(Refused):
    """Somebody else was first, or the evaluation was skipped. `evaluation` is as it stands now."""

    def __init__(self, evaluation: Evaluation):
        self.evaluation = evaluation
        super().__init__(said_already(evaluation))


def said_already(evaluation: Evaluation) -> str:
    """ "Bo Lind svarede den 4. november. Du skal ikke gøre mere." """
    if evaluation.answered_at is None:
        return gettext("Evalueringen er sprunget over. Du skal ikke gøre mere.")
    return gettext("%(who)s svarede den %(day)s. Du skal ikke gøre mere.") % {
        "who": evaluation.sender,
        "day": figures.day(evaluation.received_on),
    }


def why_not_now(evaluation: Evaluation, on: dt.date) -> str:
    """The sentence that says why the evaluation cannot be answered on that day; empty when it can."""
    if not evaluation.is_open:
        return said_already(evaluation)
    if evaluation.initiative.status == Status.PAUSED:
        return gettext("Indsatsen er på pause. I skal ikke svare nu.")
    if evaluation.initiative.status not in ANSWERABLE:
        return gettext("Indsatsen er %(status)s. Derfor skal den ikke evalueres nu.") % {
            "status": status_in_sentence(evaluation.initiative.status)
        }
    if evaluation.opens_on > on:
        return gettext("Åbner %(day)s.") % {"day": figures.day(evaluation.opens_on)}
    return ""


# --- Answering ----------------------------------------------------------------------------------
@transaction.atomic
def answer(evaluation: Evaluation, *, answer: Answer, by) -> Evaluation:
    """The board's own answer, or staff's where AAB itself is asked. Closes it for everybody.

    Raises AlreadyAnswered, and Refused before it opens, during a pause, or for somebody who may not.
    """
    if not may_answer(by, evaluation):
        raise Refused(gettext("Kun den, der er spurgt, kan svare."))
    return _answer(
        evaluation,
        answer,
        by=by,
        channel=Channel.PORTAL,
        answered_by=by,
        entered_by=None,
        received_on=timezone.localdate(),
    )


@transaction.atomic
def enter(evaluation: Evaluation, *, answer: Answer, delivery: Delivery, by) -> Evaluation:
    """An answer that came by phone, on paper or at a meeting, written down by staff and marked so.

    The whole board gets a mail with the answer and a way to object. Raises AlreadyAnswered and Refused like `answer`.
    """
    if not works_for_aab(by):
        raise Refused(gettext("Kun AAB's ansatte kan skrive et svar ind."))
    if delivery.received_on > timezone.localdate():
        raise ValidationError(
            {"received_on": gettext("Datoen ligger i fremtiden. Skriv den dag, de svarede")}
        )
    closed = _answer(
        evaluation,
        answer,
        by=by,
        entered_by=by,
        **delivery.as_fields(),
    )
    if closed.department_id:
        for person in board_by_mail(closed.department):
            outbox.queue("evaluation_entered", to=person, about=closed, occurrence="entered", by=by)
    return closed


def _answer(evaluation: Evaluation, answer: Answer, *, by, **how) -> Evaluation:
    evaluation.initiative = lock_for_change(evaluation.initiative)
    open_now = Evaluation.objects.open().filter(pk=evaluation.pk)
    current = Evaluation.objects.select_related(
        "answered_by", "entered_by", "department__organisation", "partnership__partner"
    ).get(pk=evaluation.pk)
    current.initiative = evaluation.initiative
    if not current.is_open:
        raise AlreadyAnswered(current)
    if why := why_not_now(current, timezone.localdate()):
        raise Refused(why)
    columns = answer.columns() | how | {"answered_at": timezone.now()}
    _check(current, columns)
    if not open_now.update(**columns):
        raise AlreadyAnswered(Evaluation.objects.get(pk=evaluation.pk))
    _tell(current, answer, by=by, sentence=_sentence(current, how["channel"]))
    for criterion, value in answer.values.items():
        measure(
            criterion,
            value=value,
            measured_on=how["received_on"],
            by=by,
            evaluation=current,
            on_behalf_of=current.department,
        )
    return current


def _sentence(evaluation: Evaluation, channel: str) -> str:
    if channel == Channel.PORTAL:
        return gettext_noop("Svarede på evalueringen %(day)s: %(going)s")
    return gettext_noop("Skrev et svar på evalueringen %(day)s ind: %(going)s")


@transaction.atomic
def correct_answer(evaluation: Evaluation, *, answer: Answer, by) -> Evaluation:
    """Change an answer while it can still be changed. What it was is kept in the history.

    Staff may correct what they have written down themselves; only the board corrects its own words.
    Raises Refused.
    """
    evaluation.initiative = lock_for_change(evaluation.initiative)
    current = Evaluation.objects.select_related("department").get(pk=evaluation.pk)
    if not may_correct(by, current, timezone.localdate()):
        raise Refused(gettext("Svaret kan ikke rettes mere. Ring til os, hvis der er en fejl i det."))
    own = may_answer(by, current)
    columns = answer.columns()
    if own:
        columns |= {"channel": Channel.PORTAL, "answered_by": by, "entered_by": None, "given_by": ""}
    else:
        columns |= {"entered_by": by}
    before = _as_texts(current)
    _check(current, columns)
    current.save(update_fields=list(columns))
    changes = changed_fields(before, _as_texts(current))
    if changes:
        sentence = gettext_noop("Rettede svaret på evalueringen %(day)s: %(going)s")
        _tell(current, answer, by=by, sentence=sentence, changes=changes)
    for criterion, value in answer.values.items():
        measure(
            criterion,
            value=value,
            measured_on=current.received_on,
            by=by,
            evaluation=current,
            on_behalf_of=current.department,
        )
    return current


def correctable_until(evaluation: Evaluation) -> dt.date:
    """The last day on which the answer may be corrected."""
    day = timezone.localtime(evaluation.answered_at).date()
    return day + dt.timedelta(settings.AAB_ANSWER_CORRECTION_DAYS)


def may_correct(user, evaluation: Evaluation, on: dt.date) -> bool:
    if evaluation.answered_at is None or on > correctable_until(evaluation):
        return False
    return may_answer(user, evaluation) or (evaluation.entered_by_id is not None and works_for_aab(user))


def _check(evaluation: Evaluation, columns: dict) -> None:
    """What the database would refuse is said in words first."""
    for name, value in columns.items():
        setattr(evaluation, name, value)
    evaluation.full_clean(
        exclude=[
            "initiative",
            "department",
            "partnership",
            "paper",
            "answered_by",
            "entered_by",
            "skipped_by",
            "cannot_by",
        ],
        validate_unique=False,
    )


def _tell(evaluation: Evaluation, answer: Answer, *, by, sentence: str, changes: dict | None = None) -> None:
    with override("da"):
        params = {
            "day": figures.whole_day(evaluation.due_on),
            "going": str(Evaluation.Going(answer.going).label),
        }
    record(
        evaluation.initiative,
        by=by,
        kind="evaluation",
        sentence=sentence,
        params=params,
        changes=changes,
        on_behalf_of=evaluation.department,
    )


def _as_texts(evaluation: Evaluation) -> dict[str, str]:
    with override("da"):
        return {
            "going": str(evaluation.get_going_display()),
            "went_well": evaluation.went_well,
            "was_hard": evaluation.was_hard,
            "future": str(evaluation.get_future_display()),
            "may_share": {True: gettext("Ja"), False: gettext("Nej"), None: ""}[evaluation.may_share],
        }
