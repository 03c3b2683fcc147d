"""From plan to rows: which evaluations exist, which move, and who is asked.

The schedule runs `ensure_evaluations` every hour. It is safe to run twice, by two workers at once,
and after a long stop: it compares what the plans want with what there is and writes the difference.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop, override

from initiatives.history import record
from initiatives.models import Initiative, Participation, Status
from initiatives.workflow import lock_for_change

from . import figures
from .models import Evaluation, EvaluationPlan
from .schedule import APART_DAYS, Occasion, occurrences


@dataclass(frozen=True)
class Asked:
    """Who is asked: the board of a department, the contact of a partner, or (neither) AAB's own staff."""

    department: int | None = None
    partnership: int | None = None

    @classmethod
    def of(cls, row: Evaluation) -> Asked:
        return cls(row.department_id, row.partnership_id)


@dataclass(frozen=True)
class Change:
    """One thing to write so that the rows are as the plan wants them."""

    asked: Asked
    row: Evaluation | None = None
    to: Occasion | None = None

    @property
    def moves(self) -> bool:
        return self.row is not None and self.to is not None


@dataclass(frozen=True)
class Lapsed:
    """An open evaluation whose day came while the initiative was paused: nobody is to answer it any more."""

    row: Evaluation


def occasions_of(initiative: Initiative, plan: EvaluationPlan) -> Iterable[Occasion]:
    """Every occasion of the initiative's plan from first to last, whatever has become of it."""
    return occurrences(plan.rhythm, plan.first_on, initiative.starts_on, initiative.ends_on, plan.days)


def next_occasion(initiative: Initiative, plan: EvaluationPlan | None, on: dt.date) -> Occasion | None:
    """The first occasion due on `on` or later; None without a plan or after the last one."""
    if plan is None:
        return None
    return next((o for o in occasions_of(initiative, plan) if o.due_on >= on), None)


def who_is_asked(
    plan: EvaluationPlan, participations: Iterable[Participation], partnerships: Iterable[int] = ()
) -> list[Asked]:
    """Each of AAB's own departments whose board is to answer, each partner, or staff when there is none.

    A department known to have no board is left out; one whose seats are empty today is not, for the
    portal then asks staff to ring instead of being silent.
    """
    if plan.answered_by_role == EvaluationPlan.Role.BOARD:
        boards = [
            p.department_id
            for p in participations
            if p.department.organisation.is_own and p.department.has_board is not False
        ]
        if boards:
            return [Asked(department=department) for department in boards]
    if plan.answered_by_role == EvaluationPlan.Role.PARTNER:
        partners = [Asked(partnership=partnership) for partnership in partnerships]
        if partners:
            return partners
    return [Asked()]


def wanted_changes(
    initiative: Initiative,
    plan: EvaluationPlan,
    participations: Iterable[Participation],
    rows: Iterable[Evaluation],
    partnerships: Iterable[int],
    today: dt.date,
) -> list[Change | Lapsed]:
    """What must be written for a running initiative. Pure: reads nothing but what it is given.

    Rows are wanted for every occasion that is open by `today`, and for the next one after it. Only
    rows that are neither opened nor answered are moved or removed.
    """
    rows = list(rows)
    running_since = timezone.localtime(initiative.status_since).date()
    since = max(plan.asks_from, running_since)
    wanted = _wanted(initiative, plan, since, today)
    asked = who_is_asked(plan, participations, partnerships)
    changes: list[Change | Lapsed] = [
        Lapsed(row)
        for row in rows
        if row.is_open and row.opens_on <= today and row.due_on < running_since and row.cannot_at is None
    ]
    for who in {Asked.of(row) for row in rows} - set(asked):
        changes += [Change(who, row) for row in rows if Asked.of(row) == who and _is_movable(row, today)]
    for who in asked:
        mine = [row for row in rows if Asked.of(row) == who]
        movable = sorted((row for row in mine if _is_movable(row, today)), key=lambda row: row.due_on)
        settled = [row.due_on for row in mine if row not in movable]
        missing = [o for o in wanted if not any(abs((o.due_on - day).days) < APART_DAYS for day in settled)]
        changes += _pair(who, movable, missing)
    return changes


def _is_movable(row: Evaluation, today: dt.date) -> bool:
    return row.is_open and row.opens_on > today


def _wanted(initiative: Initiative, plan: EvaluationPlan, since: dt.date, today: dt.date) -> list[Occasion]:
    wanted = []
    for occasion in occasions_of(initiative, plan):
        if occasion.due_on < since:
            continue
        wanted.append(occasion)
        if occasion.opens_on > today:
            break
    return wanted


def _pair(who: Asked, movable: list[Evaluation], missing: list[Occasion]) -> list[Change]:
    """Rows that stand right stay; the others are moved to the days that lack a row, or removed."""
    days = {occasion.due_on: occasion for occasion in missing}
    changes = []
    left = []
    for row in movable:
        occasion = days.pop(row.due_on, None)
        if occasion is None:
            left.append(row)
        elif (row.opens_on, row.is_final) != (occasion.opens_on, occasion.is_final):
            changes.append(Change(who, row, occasion))
    for occasion in sorted(days.values()):
        changes.append(Change(who, left.pop(0) if left else None, occasion))
    return [*(Change(who, row) for row in left), *changes]


# --- Writing ----------------------------------------------------------------------------------
def ensure_evaluations(today: dt.date | None = None) -> int:
    """Bring the evaluations of every running initiative in line with its plan. Returns how many changed."""
    today = today or timezone.localdate()
    changed = 0
    for initiative in _running().iterator(chunk_size=500):
        if wanted_changes(*_read(initiative), today):
            changed += bool(ensure_for(initiative, today))
    return changed


@transaction.atomic
def ensure_for(initiative: Initiative, today: dt.date | None = None) -> list[Change | Lapsed]:
    """The same for one initiative. Reads everything anew under its lock, so two workers do not collide."""
    today = today or timezone.localdate()
    lock_for_change(initiative)
    found = _running().filter(pk=initiative.pk).first()
    if found is None:
        return []
    changes = wanted_changes(*_read(found), today)
    # Removed first, moved and made after: a day may pass from one row to another.
    for change in sorted(changes, key=lambda c: isinstance(c, Change) and c.to is not None):
        _write(found, change)
    return changes


def _running():
    rows = Prefetch("evaluations", Evaluation.objects.order_by("due_on", "pk"))
    return (
        Initiative.objects.filter(status=Status.RUNNING, evaluation_plan__isnull=False)
        .select_related("evaluation_plan")
        .prefetch_related("participations__department__organisation", "partnerships", rows)
        .order_by("pk")
    )


def _read(initiative: Initiative):
    return (
        initiative,
        initiative.evaluation_plan,
        initiative.participations.all(),
        initiative.evaluations.all(),
        [partnership.pk for partnership in initiative.partnerships.all()],
    )


def _write(initiative: Initiative, change: Change | Lapsed) -> None:
    if isinstance(change, Lapsed):
        _skip_lapsed(initiative, change.row)
    elif change.to is None:
        Evaluation.objects.filter(pk=change.row.pk, answered_at=None, skipped_at=None).delete()
    elif change.moves:
        _move(initiative, change.row, change.to)
    else:
        Evaluation.objects.create(
            initiative=initiative,
            department_id=change.asked.department,
            partnership_id=change.asked.partnership,
            due_on=change.to.due_on,
            opens_on=change.to.opens_on,
            is_final=change.to.is_final,
        )


def _move(initiative: Initiative, row: Evaluation, to: Occasion) -> None:
    old = row.due_on
    row.due_on, row.opens_on, row.is_final = to.due_on, to.opens_on, to.is_final
    row.save(update_fields=["due_on", "opens_on", "is_final"])
    if old != to.due_on:
        with override("da"):
            record(
                initiative,
                by=None,
                kind="evaluation_moved",
                sentence=gettext_noop("Evalueringen %(old)s er flyttet til %(new)s"),
                params={"old": figures.whole_day(old), "new": figures.whole_day(to.due_on)},
                on_behalf_of=row.department,
            )


def _skip_lapsed(initiative: Initiative, row: Evaluation) -> None:
    with override("da"):
        reason = gettext("Indsatsen var på pause den dag.")
        row.skipped_at, row.skip_reason = timezone.now(), reason
        row.save(update_fields=["skipped_at", "skip_reason"])
        record(
            initiative,
            by=None,
            kind="evaluation_skipped",
            sentence=gettext_noop("Sprang evalueringen %(day)s over"),
            params={"day": figures.whole_day(row.due_on)},
            words=reason,
            on_behalf_of=row.department,
        )
