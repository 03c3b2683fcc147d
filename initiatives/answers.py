"""Answering a point of the checklist in words, or explaining why the case does otherwise."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from accounts.models import User

from .drafts import label_of, words_for
from .history import record
from .models import Explanation, Initiative, Requirement, Statement, Strength
from .relook import answered_anew
from .together import EditedMeanwhile, Texts, in_danish, to_change
from .workflow import lock_for_edit

EXPLANATION = gettext_noop("Forklaring")
LOOK_AGAIN_ON = gettext_noop("Se på den igen")


@transaction.atomic
def write_statements(
    initiative: Initiative,
    *,
    by: User,
    requirement: Requirement,
    answers: dict[str, str],
    seen: Texts | None = None,
) -> bool:
    """Answer the questions of a point: {question key: text}, where an empty text takes an answer away.

    An explanation of the point falls away: it is done, so there is nothing to explain. Returns whether
    anything changed. Raises workflow.Refused and EditedMeanwhile (see `edit_case`).
    """
    locked = lock_for_edit(initiative)
    changes = _write_answers(locked, by=by, requirement=requirement, answers=answers, seen=seen)
    if any(answers.values()):
        changes |= _remove_explanation(locked, requirement)
    answered_anew(locked, key=requirement.key, by=by)
    return _record_answers(locked, by=by, requirement=requirement, changes=changes)


@transaction.atomic
def choose_knowledge(
    initiative: Initiative,
    *,
    by: User,
    requirement: Requirement,
    is_pilot: bool,
    answers: dict[str, str],
    seen: Texts | None = None,
) -> bool:
    """Say whether the initiative builds on something proven or is an experiment (forsøgsprojekt).

    `answers` may hold the questions of both; those of the track not chosen are kept and count for nothing.
    Returns whether anything changed. Raises workflow.Refused and EditedMeanwhile.
    """
    locked = lock_for_edit(initiative)
    changes = _write_answers(locked, by=by, requirement=requirement, answers=answers, seen=seen)
    if locked.is_pilot is not is_pilot:
        with in_danish():
            changes[label_of("is_pilot")] = [words_for(locked.is_pilot), words_for(is_pilot)]
        locked.is_pilot = is_pilot
        locked.save(update_fields=["is_pilot"])
    answered_anew(locked, key=requirement.key, by=by)
    return _record_answers(locked, by=by, requirement=requirement, changes=changes)


@transaction.atomic
def write_explanation(
    initiative: Initiative,
    *,
    by: User,
    requirement: Requirement,
    text: str,
    look_again_on: dt.date | None = None,
    seen: Texts | None = None,
) -> bool:
    """Explain why the case does otherwise than a "Skal eller forklar" point asks.

    What was answered under the point falls away, or it would count as done. From `look_again_on` the point
    reads "Skal ses igen" until somebody has looked. Returns whether anything changed.

    Raises workflow.Refused, EditedMeanwhile, and ValueError for a point that takes no explanation.
    """
    if requirement.strength != Strength.EXPLAIN:
        raise ValueError(f"{requirement.key} must be done; an explanation is no way out.")
    locked = lock_for_edit(initiative)
    standing = Explanation.objects.filter(initiative=locked, requirement_key=requirement.key).first()
    day_before = standing.look_again_on if standing else None
    now = {"explanation": standing.text if standing else "", "look_again_on": day_in_words(day_before)}
    mine = {"explanation": text, "look_again_on": day_in_words(look_again_on)}
    seen = None if seen is None else {"look_again_on": now["look_again_on"]} | seen
    changed, clashes = to_change(now=now, mine=mine, seen=seen)
    if clashes:
        raise EditedMeanwhile(clashes, by=standing.written_by, at=standing.written_at)
    gone = _write_answers(
        locked, by=by, requirement=requirement, answers={p["key"]: "" for p in requirement.prompts}, seen=None
    )
    if "explanation" in changed:
        Explanation.objects.update_or_create(
            initiative=locked,
            requirement_key=requirement.key,
            defaults={"text": text, "written_by": by, "written_at": timezone.now()},
        )
        gone[EXPLANATION] = [now["explanation"], text]
    if "look_again_on" in changed:
        Explanation.objects.filter(initiative=locked, requirement_key=requirement.key).update(
            look_again_on=look_again_on
        )
        with in_danish():
            gone[LOOK_AGAIN_ON] = [words_for(day_before), words_for(look_again_on)]
    answered_anew(locked, key=requirement.key, by=by)
    if not gone:
        return False
    record(
        locked,
        by=by,
        kind="explained",
        sentence=gettext_noop('Forklaring af "%(point)s"'),
        params={"point": requirement.name},
        changes=gone,
        prepares=True,
    )
    return True


def day_in_words(day: dt.date | None) -> str:
    """A day as it is compared and shown when two people have chosen differently; "" for none."""
    with in_danish():
        return str(words_for(day)) if day else ""


@transaction.atomic
def remove_explanation(initiative: Initiative, *, by: User, requirement: Requirement) -> bool:
    """Take an explanation back: the point is to be done after all. Raises workflow.Refused."""
    locked = lock_for_edit(initiative)
    changes = _remove_explanation(locked, requirement)
    return _record_answers(locked, by=by, requirement=requirement, changes=changes)


def _remove_explanation(initiative: Initiative, requirement: Requirement) -> dict[str, list[str]]:
    standing = Explanation.objects.filter(initiative=initiative, requirement_key=requirement.key).first()
    if standing is None:
        return {}
    standing.delete()
    return {EXPLANATION: [standing.text, ""]}


def _write_answers(initiative, *, by, requirement, answers, seen) -> dict[str, list[str]]:
    """Write what changed, and return {question: [old, new]} for the history."""
    rows = {
        row.prompt_key: row
        for row in Statement.objects.select_related("written_by").filter(
            initiative=initiative, requirement_key=requirement.key
        )
    }
    labels = {prompt["key"]: prompt["label"] for prompt in requirement.prompts}
    mine = {key: text for key, text in answers.items() if key in labels}
    changed, clashes = to_change(now={key: row.text for key, row in rows.items()}, mine=mine, seen=seen)
    if clashes:
        other = rows.get(clashes[0].name)
        raise EditedMeanwhile(
            clashes,
            by=other.written_by if other else initiative.changed_by,
            at=other.written_at if other else initiative.changed_at,
        )
    changes = {}
    for key in changed:
        row, text = rows.get(key), mine[key]
        changes[labels[key]] = [row.text if row else "", text]
        if row is not None and not text:
            row.delete()
        elif text:
            Statement.objects.update_or_create(
                initiative=initiative,
                requirement_key=requirement.key,
                prompt_key=key,
                defaults={"text": text, "written_by": by, "written_at": timezone.now()},
            )
    return changes


def _record_answers(initiative, *, by, requirement, changes) -> bool:
    if not changes:
        return False
    record(
        initiative,
        by=by,
        kind="answered",
        sentence=gettext_noop('Svar på "%(point)s"'),
        params={"point": requirement.name},
        changes=changes,
        prepares=True,
    )
    return True
