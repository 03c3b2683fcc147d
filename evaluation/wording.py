"""Answers to an evaluation, and where the goals stand, as people say them."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from django.utils.translation import gettext, ngettext

from . import figures
from .answers import Answer
from .models import Evaluation, SuccessCriterion
from .results import Goal, Verdict

Row = tuple[str, str, bool]
"""A line of an answer: question, answer, and whether somebody wrote it in Danish."""


def rows_of(answer: Evaluation | Answer, values: Iterable[tuple[SuccessCriterion, Decimal]]) -> list[Row]:
    """An answer line by line, one that is kept or one that is about to be. Left out reads "Ikke svaret"."""
    unsaid = gettext("Ikke svaret")
    future = str(Evaluation.Future(answer.future).label) if answer.future else unsaid
    shared = {True: gettext("Ja"), False: gettext("Nej"), None: unsaid}[answer.may_share]
    return [
        (gettext("Hvordan går det?"), str(Evaluation.Going(answer.going).label), False),
        *((criterion.name, figures.amount(value, criterion), False) for criterion, value in values),
        (gettext("Hvad er gået godt?"), answer.went_well or unsaid, bool(answer.went_well)),
        (gettext("Hvad har været svært?"), answer.was_hard or unsaid, bool(answer.was_hard)),
        (gettext("Skal den fortsætte?"), future, False),
        (gettext("Må andre lære af jeres svar?"), shared, False),
    ]


def where_the_goals_stand(goals: list[Goal]) -> str:
    """ "Målet ser ud til at blive nået." for the receipt; empty when nothing has been measured."""
    measured = [goal for goal in goals if goal.verdict != Verdict.NOT_MEASURED]
    if not measured:
        return ""
    if measured[0].is_over:
        all_reached = all(goal.verdict == Verdict.REACHED for goal in measured)
        return ngettext("Målet blev nået.", "Målene blev nået.", len(measured)) if all_reached else ""
    count = {verdict: sum(goal.verdict == verdict for goal in measured) for verdict in Verdict}
    if count[Verdict.BEHIND] == len(measured):
        return ngettext("Vi er bagud med målet.", "Vi er bagud med målene.", len(measured))
    if count[Verdict.BEHIND]:
        behind = ", ".join(goal.name for goal in measured if goal.verdict == Verdict.BEHIND)
        return gettext("Vi er bagud med %(goals)s. De andre mål ser ud til at blive nået.") % {
            "goals": behind
        }
    if count[Verdict.REACHED] == len(measured):
        return ngettext("Målet er nået.", "Målene er nået.", len(measured))
    return ngettext("Målet ser ud til at blive nået.", "Målene ser ud til at blive nået.", len(measured))
