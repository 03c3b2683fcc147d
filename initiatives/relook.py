"""Which answers a change of substance touches, and looking at them again ("Skal ses igen").

A change of departments, purpose, period, outside money, AAB's share or partners makes exactly those answers
"Skal ses igen" that the policy version says rest on it (`Requirement.touched_by`), and that have been given:
`mark_touched` is called by the function that writes the change, in its transaction. A first answer is no
change, so a value that was empty before touches nothing; a change that is taken back takes its marks with it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_noop

from accounts.models import User

from .checklist import IN_PLACE, PointStatus, assess, assess_point
from .history import record
from .models import (
    BoardRequest,
    Change,
    Explanation,
    Initiative,
    LookAgain,
    Participation,
    Requirement,
    Status,
)
from .together import in_danish
from .wording import listed

LIVE = frozenset(Status) - {Status.CLOSED, Status.DECLINED, Status.WITHDRAWN}
"""The statuses in which there is any use in looking at an answer again."""

RESIDENTS = "residents_decided"
"""The proof that is given department by department: there it is a board that looks again."""


@dataclass(frozen=True)
class Difference:
    """One thing that changed, as a Danish reader sees it: which kind of change, its name, and the two texts."""

    change: str
    label: str
    before: str
    after: str


def amount_difference(change: str, label: str, *, before: Decimal, after: Decimal, words: Callable) -> list:
    """The difference of two amounts in kroner, when it is more than AAB_LOOK_AGAIN_PERCENT of the first.

    From nothing to something, and from something to nothing, always counts.
    """
    limit = before * settings.AAB_LOOK_AGAIN_PERCENT / 100
    if before == after or (before and after and abs(after - before) <= limit):
        return []
    with in_danish():
        return [Difference(change, label, words(before), words(after))]


@transaction.atomic
def mark_touched(
    initiative: Initiative, differences: Iterable[Difference], *, by: User | None
) -> list[LookAgain]:
    """Mark the answers of the case that rest on what has just been changed. Gives the new marks.

    Call it after the change is written, in the same transaction. Only answers that were given are marked: a
    point that is met or explained as the case stands now, and a department whose residents said yes. An
    answer that is marked already keeps the text it was given under, and the newest beside it.
    """
    real = [d for d in differences if d.before and _letters(d.before) != _letters(d.after)]
    if not real:
        return []
    standing = {
        (mark.requirement_key, mark.department_id): mark
        for mark in LookAgain.objects.open().filter(initiative=initiative)
    }
    # Read anew: what was fetched with the case may be from before the change.
    touching = {
        (requirement.key, department): (requirement, [d for d in real if d.change in requirement.touched_by])
        for requirement, departments in _answered(Initiative.everything.get(pk=initiative.pk))
        for department in departments
    }
    for key, mark in standing.items():
        _requirement, own = touching.pop(key, (None, []))
        _merge(mark, [d for d in real if d in own or d.label in mark.labels])
    new = []
    for (requirement_key, department), (requirement, own) in touching.items():
        if own:
            mark = LookAgain(
                initiative=initiative,
                requirement_key=requirement_key,
                department_id=department,
                marked_at=timezone.now(),
                marked_by=by,
            )
            _merge(mark, own)
            new.append((requirement, mark))
    if new:
        names = dict.fromkeys(requirement.name for requirement, _mark in new)
        _record_marks(initiative, list(names), real)
    return [mark for _requirement, mark in new]


def _record_marks(initiative: Initiative, names: list[str], differences: list[Difference]) -> None:
    record(
        initiative,
        by=None,
        kind="look_again",
        sentence=gettext_noop("Skal ses igen: %(points)s"),
        params={"points": _short(listed(names))},
        changes={d.label: [d.before, d.after] for d in differences},
    )


def _short(text: str) -> str:
    return text if len(text) <= 400 else text[:399] + "…"


def _letters(text: str) -> str:
    """A text without capitals, signs and spaces: a comma more is no change of substance."""
    return re.sub(r"[\W_]+", "", text).casefold()


def _answered(initiative: Initiative) -> list[tuple[Requirement, list[int | None]]]:
    """The points that have an answer, each with the departments it was given for, or None for the whole case."""
    taking_part = Participation.objects.filter(initiative=initiative, department__organisation__is_own=True)
    said_yes = [
        decision.department_id
        for decision in initiative.resident_decisions.current().filter(
            department__in=taking_part.values("department")
        )
        if decision.says_yes
    ]
    found = []
    for point in assess(initiative).points:
        if point.requirement.proof == RESIDENTS:
            found.append((point.requirement, list(said_yes)))
        elif point.status in (*IN_PLACE, PointStatus.LOOK_AGAIN):
            found.append((point.requirement, [None]))
    return found


def _merge(mark: LookAgain, differences: list[Difference]) -> None:
    """Write the newest text beside the one the answer was given under; a change taken back falls away."""
    if not differences:
        return
    kept = {row["label"]: row for row in mark.differences}
    for difference in differences:
        first = kept.get(difference.label, asdict(difference))["before"]
        kept[difference.label] = asdict(difference) | {"before": first}
        if _letters(first) == _letters(difference.after):
            del kept[difference.label]
    mark.differences = list(kept.values())
    if not mark.differences and mark.pk:
        _clear(LookAgain.objects.filter(pk=mark.pk), how=LookAgain.Cleared.REVERTED, by=None)
        mark.cleared_at = timezone.now()
        # Nothing is left to show the board: its question closes, and the mails about it are cancelled.
        BoardRequest.objects.filter(
            initiative=mark.initiative_id,
            department=mark.department_id,
            kind=BoardRequest.Kind.CHANGE,
            closed_at__isnull=True,
        ).update(closed_at=mark.cleared_at)
    elif mark.differences:
        mark.save()


def _clear(marks, *, how: str, by: User | None) -> int:
    return marks.filter(cleared_at__isnull=True).update(
        cleared_at=timezone.now(), cleared_by=by, cleared_how=how
    )


# --- Looking again ----------------------------------------------------------------------------
@transaction.atomic
def still_fine(
    initiative: Initiative, *, requirement: Requirement, by: User, look_again_on: dt.date | None = None
) -> bool:
    """Staff have looked at the answer to a point again and it stands. False when nothing was marked.

    An explanation with a day to look at it again loses the day, or gets the one given.
    """
    initiative = Initiative.everything.select_for_update().get(pk=initiative.pk)
    marks = (
        LookAgain.objects.open().of_points().filter(initiative=initiative, requirement_key=requirement.key)
    )
    cleared = _clear(marks, how=LookAgain.Cleared.STILL, by=by)
    dated = Explanation.objects.filter(
        initiative=initiative,
        requirement_key=requirement.key,
        look_again_on__lte=timezone.localdate(),
    ).update(look_again_on=look_again_on)
    if not cleared and not dated:
        return False
    record(
        initiative,
        by=by,
        kind="looked_again",
        sentence=gettext_noop('Så på "%(point)s" igen: Det er stadig i orden'),
        params={"point": requirement.name},
        prepares=True,
    )
    return True


def answered_anew(initiative: Initiative, *, key: str, by: User) -> None:
    """The answer to a point was written again, so nothing from before is left to look at."""
    marks = LookAgain.objects.filter(initiative=initiative, requirement_key=key, department__isnull=True)
    _clear(marks, how=LookAgain.Cleared.ANSWERED, by=by)


def department_answered(initiative: Initiative, department_id: int, *, how: str, by: User | None) -> int:
    """A board has looked again or answered anew: its marks go. Gives how many there were."""
    marks = LookAgain.objects.filter(initiative=initiative, department=department_id)
    return _clear(marks, how=how, by=by)


def departments_gone(initiative: Initiative, departments: Iterable[int]) -> None:
    """Departments that are not part of the case any more have nothing to look at."""
    marks = LookAgain.objects.filter(initiative=initiative, department__in=list(departments))
    _clear(marks, how=LookAgain.Cleared.GONE, by=None)


# --- Days somebody has set ----------------------------------------------------------------------
def explanations_due(today: dt.date) -> list[Explanation]:
    """Explanations whose day to be looked at again has come, of cases that live and are not marked. Reads only."""
    marked = (
        LookAgain.objects.open()
        .of_points()
        .filter(initiative=OuterRef("initiative"), requirement_key=OuterRef("requirement_key"))
    )
    found = Explanation.objects.filter(~Exists(marked), look_again_on__lte=today, initiative__status__in=LIVE)
    return list(found.select_related("initiative"))


def is_of_a_day(mark: LookAgain) -> bool:
    """True for a mark that came with a day and not with a change."""
    return [row["change"] for row in mark.differences] == [Change.DATE]


def plan(today: dt.date) -> int:
    """Mark the explanations whose day has come, each with a line in the history. Gives how many.

    Safe to run twice: a point has one open mark. The checklist reads the day itself, so it is right also
    before this has run; the mark is what the history and the tasks of staff begin with.
    """
    return sum(_mark_of_day(explanation, today) for explanation in explanations_due(today))


@transaction.atomic
def _mark_of_day(explanation: Explanation, today: dt.date) -> int:
    initiative = Initiative.everything.select_for_update().get(pk=explanation.initiative_id)
    if explanation.pk not in {e.pk for e in explanations_due(today) if e.initiative_id == initiative.pk}:
        return 0
    with in_danish():
        day = date_format(explanation.look_again_on, "j. F Y")
    difference = Difference(Change.DATE, "Se på den igen", "", day)
    LookAgain.objects.create(
        initiative=initiative,
        requirement_key=explanation.requirement_key,
        differences=[asdict(difference)],
        marked_at=timezone.now(),
    )
    point = assess_point(initiative, explanation.requirement_key)
    record(
        initiative,
        by=None,
        kind="look_again",
        sentence=gettext_noop('Forklaringen af "%(point)s" skal ses igen'),
        params={"point": point.requirement.name if point else explanation.requirement_key},
    )
    return 1
