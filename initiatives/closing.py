"""Closing an initiative: carried through or stopped early, and never without saying what was learnt."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from .drafts import words_for
from .models import Closing, Initiative, Status
from .proving import FinalStep, composition
from .together import in_danish
from .workflow import MOVES, Refused, lock_for_change, make_move


@dataclass(frozen=True)
class ClosingFacts:
    """What is told when an initiative is closed. Reasons are "" where the step was done."""

    outcome: str
    verdict: str
    learnt: str
    self_sustaining: str
    may_share: bool
    money_left: Decimal = Decimal(0)
    money_left_use: str = ""
    carried_on_by: str = ""
    stop_reason: str = ""
    not_measured: str = ""
    not_evaluated: str = ""


def steps_left(initiative: Initiative, on: dt.date) -> list[FinalStep]:
    """The final steps that are not done; each needs its reason before the case can be closed."""
    return [step for step in composition().FINAL_STEPS.values() if not step.done(initiative, on)]


@transaction.atomic
def close(initiative: Initiative, *, by, facts: ClosingFacts) -> Closing:
    """End an initiative with its outcome and its final steps.

    Raises Refused when it cannot be closed as it stands or a final step is neither done nor explained,
    ValidationError when the facts do not go together.
    """
    initiative = lock_for_change(initiative)
    today = timezone.localdate()
    if initiative.status in MOVES["close"].sources:
        _must_be_done(initiative, facts, today)
    closing = Closing(
        initiative=initiative,
        closed_on=today,
        closed_by=by,
        closed_at=timezone.now(),
        **{field.name: getattr(facts, field.name) for field in fields(facts)},
    )
    closing.full_clean(exclude=["initiative", "closed_by"], validate_unique=False)
    with in_danish():
        outcome = str(Closing.Outcome(facts.outcome).label).lower()
        changes = _as_changes(closing)
    make_move(
        initiative, "close", by=by, words=facts.stop_reason, params={"outcome": outcome}, changes=changes
    )
    closing.save()
    return closing


def _must_be_done(initiative: Initiative, facts: ClosingFacts, today: dt.date) -> None:
    if initiative.status == Status.APPROVED and facts.outcome != Closing.Outcome.STOPPED_EARLY:
        raise Refused(gettext("Indsatsen er ikke sat i gang. Den kan kun stoppes før tid."))
    for step in steps_left(initiative, today):
        if not getattr(facts, step.reason).strip():
            raise Refused(str(step.refusal))


def _as_changes(closing: Closing) -> dict[str, list[str]]:
    """What was written, under the columns' own names, for the change log."""
    names = [field.name for field in fields(ClosingFacts) if field.name != "stop_reason"]
    changes = {}
    for name in names:
        display = getattr(closing, f"get_{name}_display", None)
        value = str(display()) if display else words_for(getattr(closing, name))
        if value:
            changes[name] = ["", value]
    return changes
