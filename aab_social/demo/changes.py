"""Changes to the demo's approved initiatives: a word mended, more time that was given, and more time asked for."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

from initiatives import deciding, workflow
from initiatives.amendments import Correction, correct, propose
from initiatives.drafts import CaseFacts, edit_case
from initiatives.models import Initiative, LookAgain
from initiatives.relook import department_answered, still_fine

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
    with at(cast.day(0), 23, 10):
        _look_again(cast, copy)
    with at(cast.day(0), 23, 20):
        workflow.submit(Initiative.everything.get(pk=copy.pk), by=case.responsible)
    return copy


def _look_again(cast: Cast, copy: Initiative) -> None:
    """The boards and the person responsible have looked at what the new period touches: it is still in order."""
    case = Initiative.everything.get(pk=copy.pk)
    for mark in LookAgain.objects.open().filter(initiative=case):
        if mark.department_id is None:
            still_fine(case, requirement=cast.requirements[mark.requirement_key], by=case.responsible)
        else:
            department_answered(
                case,
                mark.department_id,
                how=LookAgain.Cleared.STILL,
                by=cast.boards[mark.department.number][0],
            )
