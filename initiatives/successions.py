"""What came before an initiative and after it: one goes on as another, several become one, one becomes several.

Nothing is moved. Money, goals and history stay with the initiative they belong to; the relation says where to
look, and both histories say that it was made.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext, gettext_noop

from accounts.models import User

from .drafts import CaseFacts, create_draft
from .history import record
from .models import EDITABLE, Initiative, Status, Succession
from .wording import status_in_sentence
from .workflow import Refused

How = Succession.How
UNDER_WAY = frozenset({Status.APPROVED, Status.RUNNING, Status.PAUSED})
CAN_COME_BEFORE = UNDER_WAY | {Status.CLOSED}
"""Only what has been approved has money and goals that another can take up."""
CAN_COME_AFTER = EDITABLE | UNDER_WAY
"""A case that lies to be decided does not change under the deciders' eyes; one that is over begins nothing."""
MOST_PARTS = 5


def may_come_after(initiative: Initiative) -> bool:
    """True while it may be written that the case goes on from another."""
    return initiative.amends_id is None and initiative.status in CAN_COME_AFTER


def may_be_split(initiative: Initiative) -> bool:
    """True while new cases may be made from parts of it."""
    return initiative.amends_id is None and initiative.status in CAN_COME_BEFORE


@transaction.atomic
def link(before: Initiative, after: Initiative, *, how: str, by: User) -> Succession:
    """Write that `after` goes on from `before`, or gathers it (merging). The same twice is one relation.

    Raises Refused: not approved, over or before the deciders, itself, or in a circle.
    """
    before, after = _locked(before, after)
    if before.pk == after.pk:
        raise Refused(gettext("En indsats kan ikke komme efter sig selv."))
    if before.amends_id or before.status not in CAN_COME_BEFORE:
        raise Refused(_cannot(before, gettext("Kun en godkendt indsats kan have en efterfølger.")))
    if not may_come_after(after):
        raise Refused(_cannot(after, gettext("Vent, til den er svaret på, eller vælg en anden.")))
    if before.pk in _all_after(after):
        raise Refused(
            gettext("%(before)s kommer allerede efter %(after)s. Det kan ikke også være omvendt.")
            % {"before": before.name, "after": after.name}
        )
    if there := Succession.objects.filter(before=before, after=after).first():
        return there
    made = Succession.objects.create(before=before, after=after, how=how)
    _tell_both(made, by=by)
    return made


@transaction.atomic
def merge(befores: Iterable[Initiative], after: Initiative, *, by: User) -> list[Succession]:
    """Gather several initiatives in one. Each stays with its money, goals and history, and is closed by itself.

    All or none. Raises Refused as `link` does, and when fewer than two are gathered.
    """
    befores = list(befores)
    if len(befores) < 2:
        raise Refused(gettext("Vælg mindst to indsatser, der skal samles."))
    return [link(before, after, how=How.MERGED, by=by) for before in befores]


@transaction.atomic
def split(before: Initiative, names: Iterable[str], *, by: User) -> list[Initiative]:
    """Make a draft for each part of an initiative, with its facts and nobody's answers, money or goals.

    The parts go the way of any new case: the residents decide anew. Raises Refused when it may not be split,
    or there are too few or too many parts.
    """
    names = [name.strip() for name in names if name.strip()]
    if not 2 <= len(names) <= MOST_PARTS or len(set(names)) < len(names):
        raise Refused(
            gettext("Skriv navne på mindst to og højst %(most)s dele. De skal hedde noget forskelligt.")
            % {"most": MOST_PARTS}
        )
    (before,) = _locked(before)
    if not may_be_split(before):
        raise Refused(_cannot(before, gettext("Kun en godkendt indsats kan deles.")))
    facts = CaseFacts.of(before)
    parts = []
    for name in names:
        part, _made = create_draft(by=by, facts=replace(facts, name=name))
        _tell_both(Succession.objects.create(before=before, after=part, how=How.SPLIT), by=by)
        parts.append(part)
    return parts


@transaction.atomic
def unlink(succession: Succession, *, by: User) -> None:
    """Take a relation away that was written by mistake; both histories keep that it was there.

    Raises Refused when the later one is no draft any more: it was approved as what comes after.
    """
    before, after = _locked(succession.before, succession.after)
    if after.status not in EDITABLE:
        raise Refused(_cannot(after, gettext("Det, den bygger på, kan kun ændres, mens den skrives.")))
    if not Succession.objects.filter(pk=succession.pk).delete()[0]:
        return
    for case, other in ((before, after), (after, before)):
        record(
            case,
            by=by,
            kind="succession",
            sentence=gettext_noop("Hører ikke mere sammen med %(name)s"),
            params={"name": other.name},
            prepares=case.is_editable,
        )


SENTENCES = {
    How.CONTINUES: (gettext_noop("Fortsætter i %(name)s"), gettext_noop("Fortsætter %(name)s")),
    How.MERGED: (gettext_noop("Samles i %(name)s"), gettext_noop("Samler %(name)s")),
    How.SPLIT: (gettext_noop("Deles: %(name)s er en del"), gettext_noop("Er en del af %(name)s")),
}
"""What the history of the earlier case says, and that of the later."""


def _tell_both(made: Succession, *, by: User) -> None:
    said_before, said_after = SENTENCES[How(made.how)]
    for case, other, sentence in (
        (made.before, made.after, said_before),
        (made.after, made.before, said_after),
    ):
        record(
            case,
            by=by,
            kind="succession",
            sentence=sentence,
            params={"name": other.name},
            prepares=case.is_editable,
        )


def _locked(*cases: Initiative) -> list[Initiative]:
    """The cases held for the rest of the transaction, always in the same order; given in the order asked."""
    rows = Initiative.everything.select_for_update().filter(pk__in={case.pk for case in cases}).order_by("pk")
    found = {case.pk: case for case in rows}
    return [found[case.pk] for case in cases]


def _all_after(initiative: Initiative) -> set[int]:
    """Everything that comes after it, however far."""
    seen: set[int] = set()
    newest = {initiative.pk}
    while newest:
        seen |= newest
        newest = set(Succession.objects.filter(before__in=newest).values_list("after", flat=True)) - seen
    return seen - {initiative.pk}


def _cannot(case: Initiative, why: str) -> str:
    return gettext("%(name)s er %(status)s. %(why)s") % {
        "name": case.name,
        "status": status_in_sentence(case.status),
        "why": why,
    }
