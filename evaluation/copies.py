"""The goals of a case in an approved version, and in a copy on which a change is proposed."""

from __future__ import annotations

from initiatives.amendments import copy_row
from initiatives.models import Initiative

from .models import EvaluationPlan, SuccessCriterion
from .results import goals_of

GOAL = "goal:"
COLUMNS = tuple(
    field.name
    for field in SuccessCriterion._meta.concrete_fields
    if field.name not in ("id", "initiative", "name")
)


def version_rows(initiative: Initiative) -> list[tuple[str, str, str]]:
    """Every goal in one sentence, as (key, label, text) in Danish."""
    return [
        (f"{GOAL}{goal.name}", goal.name, f"{goal.sentence} {goal.criterion.method}")
        for goal in goals_of(initiative)
    ]


def copy(source: Initiative, target: Initiative) -> None:
    """The goals, without what was measured, and the plan."""
    for criterion in source.criteria.all():
        copy_row(criterion, initiative=target)
    plan = EvaluationPlan.objects.filter(initiative=source).first()
    if plan:
        copy_row(plan, initiative=target)


def put_back(source: Initiative, target: Initiative, changed: set[str]) -> None:
    """Goals that are new or differ; one that is gone stays while it has been measured."""
    new = {criterion.name: criterion for criterion in source.criteria.all()}
    standing = {criterion.name: criterion for criterion in target.criteria.all()}
    for name in (key.removeprefix(GOAL) for key in changed if key.startswith(GOAL)):
        if name in new and name in standing:
            for column in COLUMNS:
                setattr(standing[name], column, getattr(new[name], column))
            standing[name].save()
        elif name in new:
            copy_row(new[name], initiative=target)
        elif name in standing and not standing[name].measurements.exists():
            standing[name].delete()
