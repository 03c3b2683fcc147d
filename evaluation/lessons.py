"""Writing down what others can learn, and finding it again for a case that resembles it."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop

from initiatives.history import record
from initiatives.models import Initiative, Status
from initiatives.rules import works_for_aab
from initiatives.workflow import Refused, lock_for_change

from .models import Lesson

TELLABLE = frozenset({Status.RUNNING, Status.PAUSED, Status.CLOSED})
"""There is something to learn from the day it began; what is still under way is "too early to say"."""
MOST = 3


@dataclass(frozen=True)
class Told:
    """What is told in a lesson."""

    title: str
    verdict: str
    problem: str
    what_was_done: str
    what_happened: str
    again: str
    cost: str
    ground: str
    again_words: str = ""
    is_anonymous: bool = False

    @classmethod
    def of(cls, lesson: Lesson) -> Told:
        return cls(**{field.name: getattr(lesson, field.name) for field in fields(cls)})


@transaction.atomic
def write_lesson(initiative: Initiative, *, told: Told, share: bool, by) -> Lesson:
    """Write or mend the lesson of an initiative; `share` lets everybody who is logged in read it.

    Raises Refused before the initiative has begun, ValidationError when something is not told.
    """
    if not works_for_aab(by):
        raise Refused(gettext("Kun AAB's ansatte kan skrive læring."))
    initiative = lock_for_change(initiative)
    if initiative.status not in TELLABLE:
        raise Refused(gettext("Indsatsen er ikke begyndt. Der er ikke noget at lære af endnu."))
    lesson = Lesson.objects.filter(initiative=initiative).first() or Lesson(initiative=initiative)
    was_shared = lesson.shared_at is not None
    for field in fields(told):
        setattr(lesson, field.name, getattr(told, field.name))
    lesson.written_by, lesson.written_at = by, timezone.now()
    lesson.shared_at = (lesson.shared_at or timezone.now()) if share else None
    lesson.full_clean(exclude=["initiative", "written_by"], validate_unique=False)
    lesson.save()
    if share and not was_shared:
        sentence = gettext_noop("Delte, hvad andre kan lære")
    elif was_shared and not share:
        sentence = gettext_noop("Holdt op med at dele, hvad andre kan lære")
    else:
        sentence = gettext_noop("Skrev, hvad andre kan lære")
    record(initiative, by=by, kind="lesson", sentence=sentence)
    return lesson


def suggested(initiative: Initiative) -> dict:
    """What the case says already, to begin from: nothing is written twice."""
    said = dict(initiative.statements.filter(requirement_key="2.1").values_list("prompt_key", "text"))
    closing = getattr(initiative, "closing", None)
    return {
        "title": initiative.name,
        "problem": "\n".join(said.values()),
        "what_was_done": initiative.summary,
        "what_happened": closing.learnt if closing else "",
        "verdict": closing.verdict if closing else "",
        "ground": Lesson.Ground.PILOT if initiative.is_pilot else Lesson.Ground.OWN_FIGURES,
    }


# --- Finding it again -----------------------------------------------------------------------------
_SMALL = frozenset(
    """alle andre bliver deres efter eller flere fra gang gerne hvad hver hvor ikke med men mere noget når også
    over sammen skal som til under ved vil være afdeling beboere indsats indsatsen""".split()  # noqa: SIM905
)


def words_of(*texts: str) -> set[str]:
    """The words that say what a text is about: the first six letters of each that is not a small one."""
    found = re.findall(r"[a-zæøå]{4,}", " ".join(texts).lower())
    return {word[:6] for word in found if word not in _SMALL}


def similar_lessons(initiative: Initiative, *, most: int = MOST) -> list[Lesson]:
    """The shared lessons that resemble a case most: the same area first, then the same words. Two queries.

    A lesson without anything in common is left out; one that did not work counts as much as one that did.
    """
    areas = {area.pk for area in initiative.areas.all()}
    about = words_of(initiative.name, initiative.summary, initiative.target_group)
    shared = Lesson.objects.shared().exclude(initiative=initiative)
    scored = []
    for lesson in shared.select_related("initiative").prefetch_related("initiative__areas"):
        common = len(areas & {area.pk for area in lesson.initiative.areas.all()})
        words = words_of(lesson.title, lesson.problem, lesson.what_was_done, lesson.initiative.target_group)
        score = 3 * common + len(about & words)
        if score >= 3:
            scored.append((-score, -lesson.pk, lesson))
    return [lesson for _score, _pk, lesson in sorted(scored, key=lambda row: row[:2])[:most]]
