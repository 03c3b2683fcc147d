"""Changes to the demo's approved initiatives: a word mended, more time given, asked for, and looked at by a board."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

from initiatives import deciding, residents, workflow
from initiatives.amendments import Correction, correct, propose
from initiatives.drafts import CaseFacts, edit_case
from initiatives.models import Initiative, LookAgain
from initiatives.relook import department_answered, still_fine

from .clock import at
from .telling import Cast


def change_some(cast: Cast) -> None:
    """Four running initiatives change, each in its own way.

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
    _show_a_board(cast, "Bydelsmødre i Mimerskvarteret", reason="Et nyt hold begynder til foråret.")


def _mend_a_word(cast: Cast, name: str) -> None:
    case = Initiative.objects.get(name=name)
    mended = Correction(
        case.name, case.summary, case.target_group or "Beboere, der har lyst til at grave", case.responsible
    )
    with at(cast.day(0), 23, 0):
        correct(case, by=case.responsible, correction=mended, reason="Målgruppen stod der ikke.")


def _show_a_board(cast: Cast, name: str, *, reason: str) -> None:
    """Half a year more; what it touches is to be looked at again, and the board has been shown the difference."""
    copy = _propose_time(cast, name, reason=reason)
    with at(cast.day(0), 23, 10):
        for department in copy.departments.select_related("organisation"):
            residents.send_change(copy, department=department, by=copy.responsible)


def _ask_for_time(cast: Cast, name: str, *, reason: str) -> Initiative:
    """Half a year more, sent to the leader."""
    copy = _propose_time(cast, name, reason=reason)
    with at(cast.day(0), 23, 10):
        _look_again(cast, copy)
    with at(cast.day(0), 23, 20):
        workflow.submit(Initiative.everything.get(pk=copy.pk), by=copy.responsible)
    return copy


def _propose_time(cast: Cast, name: str, *, reason: str) -> Initiative:
    case = Initiative.objects.get(name=name)
    with at(cast.day(0), 23, 0):
        copy = propose(case, by=case.responsible, reason=reason).draft
        facts = CaseFacts.of(copy)
        later = (facts.ends_on or cast.day(0)) + dt.timedelta(days=182)
        edit_case(copy, by=case.responsible, facts=replace(facts, ends_on=later))
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
