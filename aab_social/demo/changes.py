"""Changes to the demo's approved initiatives: a word mended, more time that was given, and more time asked for."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

from initiatives import deciding, workflow
from initiatives.amendments import Correction, correct, propose
from initiatives.drafts import CaseFacts, edit_case
from initiatives.models import Initiative

from .clock import at
from .telling import Cast


def change_some(cast: Cast) -> None:
    """Three running initiatives change, each in its own way.

    All of it at the end of today, which is now: a history is written in the order in which things happened.
    """
    _mend_a_word(cast, "Haveholdet")
    given = _ask_for_time(cast, "Kvinder i bevægelse", reason="Der er venteliste hver gang.")
    with at(cast.day(0), 23, 30):
        deciding.decide(
            given.submissions.last(), outcome="approved", by=cast.people["lars"], amount=Decimal(0), words=""
        )
    _ask_for_time(
        cast,
        "Sprogcafé på Sjælør",
        reason="Den nye lærer begyndte et halvt år senere end aftalt.",
    )


def _mend_a_word(cast: Cast, name: str) -> None:
    case = Initiative.objects.get(name=name)
    mended = Correction(
        case.name, case.summary, case.target_group or "Beboere, der har lyst til at grave", case.responsible
    )
    with at(cast.day(0), 23, 0):
        correct(case, by=case.responsible, correction=mended, reason="Målgruppen stod der ikke.")


def _ask_for_time(cast: Cast, name: str, *, reason: str) -> Initiative:
    """Half a year more, sent to the leader."""
    case = Initiative.objects.get(name=name)
    with at(cast.day(0), 23, 0):
        copy = propose(case, by=case.responsible, reason=reason).draft
        facts = CaseFacts.of(copy)
        later = (facts.ends_on or cast.day(0)) + dt.timedelta(days=182)
        edit_case(copy, by=case.responsible, facts=replace(facts, ends_on=later))
    with at(cast.day(0), 23, 20):
        workflow.submit(Initiative.everything.get(pk=copy.pk), by=case.responsible)
    return copy
