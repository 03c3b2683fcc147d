"""Writing the goals of an initiative (policy point 6.2)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields
from decimal import Decimal

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext, gettext_noop, override

from initiatives.history import changed_fields, record
from initiatives.models import Initiative, Status
from initiatives.workflow import Refused, lock_for_change, lock_for_edit

from . import figures
from .models import SuccessCriterion

PLENTY = 5
"""More goals than this are hard to keep in mind: staff who want more must insist."""

CHANGEABLE_WITH_REASON = frozenset({Status.APPROVED, Status.RUNNING, Status.PAUSED})


class TooMany(Refused):
    """The case has as many goals as people can keep in mind; whoever insists may add one."""

    def __init__(self):
        super().__init__(
            gettext("Indsatsen har %(count)s mål. Sæt kryds i, at I har brug for flere.") % {"count": PLENTY}
        )


class GoalRemoved(Refused):
    """Somebody has removed the goal since the page was opened."""


@dataclass(frozen=True)
class CriterionFacts:
    """What is told about a goal: five answers, and some that have sensible ones already."""

    name: str
    baseline: Decimal
    target: Decimal
    target_on: dt.date
    method: str
    unit: str = SuccessCriterion.Unit.COUNT
    counted: str = ""
    direction: str = SuccessCriterion.Direction.UP
    target_high: Decimal | None = None
    counts: str = ""
    baseline_on: dt.date | None = None
    baseline_source: str = ""
    data_source: str = ""
    groups: str = ""

    @classmethod
    def of(cls, criterion: SuccessCriterion) -> CriterionFacts:
        return cls(**{field.name: getattr(criterion, field.name) for field in fields(cls)})

    def as_texts(self) -> dict[str, str]:
        """Each fact as a Danish reader sees it, for the history."""
        with override("da"):
            criterion = SuccessCriterion(**{field.name: getattr(self, field.name) for field in fields(self)})
            return {
                "name": self.name,
                "unit": criterion.get_unit_display(),
                "counted": self.counted,
                "direction": criterion.get_direction_display(),
                "baseline": figures.number(self.baseline),
                "target": figures.number(self.target),
                "target_high": "" if self.target_high is None else figures.number(self.target_high),
                "target_on": f"{self.target_on:%d.%m.%Y}",
                "method": self.method,
                "counts": criterion.get_counts_display(),
                "baseline_on": f"{self.baseline_on:%d.%m.%Y}" if self.baseline_on else "",
                "baseline_source": self.baseline_source,
                "data_source": self.data_source,
                "groups": self.groups,
            }


@transaction.atomic
def add_criterion(
    initiative: Initiative, *, facts: CriterionFacts, by, reason: str = "", insists: bool = False
) -> SuccessCriterion:
    """Add a goal; the same goal sent twice is one, and the one that stands is given.

    Raises Refused while the case is being decided or has ended, and without a reason once it is
    approved; TooMany for a sixth goal that nobody `insists` on; ValidationError when the figures do not make a goal.
    """
    _lock(initiative, reason)
    last = initiative.criteria.aggregate(last=Max("order"))["last"] or 0
    criterion = SuccessCriterion(initiative=initiative, order=last + 1, **_columns(facts))
    criterion.full_clean(exclude=["initiative"])
    if standing := initiative.criteria.filter(**_columns(CriterionFacts.of(criterion))).first():
        return standing
    if not insists and initiative.criteria.count() >= PLENTY:
        raise TooMany
    criterion.save()
    record(
        initiative,
        by=by,
        kind="criterion",
        sentence=gettext_noop("Nyt mål: %(name)s"),
        params={"name": facts.name},
        words=reason.strip(),
        changes=changed_fields(_nothing(), facts.as_texts()),
        prepares=True,
    )
    return criterion


@transaction.atomic
def change_criterion(
    criterion: SuccessCriterion, *, facts: CriterionFacts, by, reason: str = ""
) -> SuccessCriterion:
    """Change a goal. After the approval it takes a reason, and what it was is kept in the history.

    Raises Refused and ValidationError like `add_criterion`.
    """
    _lock(criterion.initiative, reason)
    criterion = SuccessCriterion.objects.select_for_update().filter(pk=criterion.pk).first()
    if criterion is None:
        raise _gone()
    before = CriterionFacts.of(criterion)
    changes = changed_fields(before.as_texts(), facts.as_texts())
    if not changes:
        return criterion
    for name, value in _columns(facts).items():
        setattr(criterion, name, value)
    criterion.full_clean(exclude=["initiative"])
    criterion.save(update_fields=list(_columns(facts)))
    record(
        criterion.initiative,
        by=by,
        kind="criterion",
        sentence=gettext_noop("Rettede målet: %(name)s"),
        params={"name": facts.name},
        words=reason.strip(),
        changes=changes,
        prepares=True,
    )
    return criterion


@transaction.atomic
def remove_criterion(criterion: SuccessCriterion, *, by) -> None:
    """Remove a goal from a case that may still be edited. Raises Refused otherwise.

    An approved goal is changed, with a reason, not removed: the approval rested on it.
    """
    lock_for_edit(criterion.initiative)
    if not SuccessCriterion.objects.filter(pk=criterion.pk).exists():
        raise _gone()
    gone = changed_fields(CriterionFacts.of(criterion).as_texts(), _nothing())
    record(
        criterion.initiative,
        by=by,
        kind="criterion",
        sentence=gettext_noop("Fjernede målet: %(name)s"),
        params={"name": criterion.name},
        changes=gone,
        prepares=True,
    )
    criterion.delete()


def _lock(initiative: Initiative, reason: str) -> None:
    locked = lock_for_change(initiative)
    if locked.status not in CHANGEABLE_WITH_REASON:
        lock_for_edit(initiative)
    elif not reason.strip():
        raise Refused(gettext("Målene er godkendt. Skriv, hvorfor de skal være anderledes."))


def _gone() -> GoalRemoved:
    return GoalRemoved(gettext("Målet er fjernet i mellemtiden."))


def _nothing() -> dict[str, str]:
    return {field.name: "" for field in fields(CriterionFacts)}


def _columns(facts: CriterionFacts) -> dict:
    return {name: getattr(facts, name) for name in _nothing()}
