"""Writing the plan: how often, from when, and who answers (policy point 6.3)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_noop, override

from initiatives.departments.merging import Rule
from initiatives.history import changed_fields, record
from initiatives.models import Department, Initiative, Status
from initiatives.workflow import lock_for_change, lock_for_edit

from . import figures
from .models import Evaluation, EvaluationPlan
from .planning import ensure_for

CHANGEABLE_LATER = frozenset({Status.APPROVED, Status.RUNNING, Status.PAUSED})


@transaction.atomic
def set_plan(
    initiative: Initiative,
    *,
    rhythm: str,
    first_on: dt.date,
    answered_by_role: str,
    by,
    reason: str = "",
    fixed_days: Sequence[dt.date] = (),
) -> EvaluationPlan:
    """Write or change the plan. Evaluations that are not open yet move along, and the history says so.

    Raises Refused while the case is being decided or when it has ended.
    """
    if lock_for_change(initiative).status not in CHANGEABLE_LATER:
        lock_for_edit(initiative)
    plan = EvaluationPlan.objects.filter(initiative=initiative).first() or EvaluationPlan(
        initiative=initiative
    )
    before = _as_texts(plan) if plan.pk else dict.fromkeys(_TEXTS, "")
    is_new = plan.pk is None
    plan.rhythm, plan.first_on, plan.answered_by_role = rhythm, first_on, answered_by_role
    plan.fixed_days = sorted({day.isoformat() for day in fixed_days})
    changes = changed_fields(before, _as_texts(plan))
    if not changes:
        return plan
    plan.asks_from = timezone.localdate()
    plan.full_clean(exclude=["initiative"], validate_unique=False)
    plan.save()
    record(
        initiative,
        by=by,
        kind="evaluation_plan",
        sentence=gettext_noop("Lagde en plan for evaluering: %(plan)s")
        if is_new
        else gettext_noop("Ændrede planen for evaluering: %(plan)s"),
        params={"plan": in_words(plan)},
        words=reason.strip(),
        changes=changes,
        prepares=True,
    )
    ensure_for(initiative)
    return plan


_TEXTS = ("rhythm", "first_on", "answered_by_role", "fixed_days")


def in_words(plan: EvaluationPlan) -> str:
    """ "Hvert kvartal fra 1. marts 2026" in Danish, for the history."""
    with override("da"):
        return f"{plan.get_rhythm_display()} fra {figures.whole_day(plan.first_on)}"


def _as_texts(plan: EvaluationPlan) -> dict[str, str]:
    with override("da"):
        return {
            "rhythm": str(plan.get_rhythm_display()),
            "first_on": figures.whole_day(plan.first_on),
            "answered_by_role": str(plan.get_answered_by_role_display()),
            "fixed_days": ", ".join(f"{day:%d.%m.%Y}" for day in plan.days),
        }


MERGING = {"evaluation.Evaluation.department": Rule.MOVES}
"""What becomes of evaluations when two departments become one."""


def move_evaluations(*, department: Department, into: Department) -> int:
    """Two departments became one: what is not answered yet waits for the new one's board. Returns how many."""
    taken = Evaluation.objects.filter(
        initiative=OuterRef("initiative"), department=into, due_on=OuterRef("due_on")
    )
    waiting = Evaluation.objects.open().filter(~Exists(taken), department=department)
    return waiting.update(department=into)
