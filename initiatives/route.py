"""Which bodies decide a case, and in which order. The policy names no approver: this is AAB's own choice.

The steps are rows (`RouteStep`) that administrators keep. As long as there are none, the default route of
`default_steps` holds.
"""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import dataclass

from django.db import transaction

from .conditions import condition_holds
from .models import Body, Meeting, RequirementCondition, RouteCondition, RouteStep
from .proving import Case

log = logging.getLogger(__name__)
Operator = RequirementCondition.Operator


@dataclass(frozen=True)
class DefaultCondition:
    """A condition of the default route; it reads as a `RouteCondition` does."""

    group: int
    fact: str
    operator: str
    value: str = ""


def default_steps() -> list[tuple[str, list[DefaultCondition]]]:
    """(kind of body, its conditions) in order: the leader for a small case, otherwise the board.

    Small means one department, no money from outside, and AAB's own part not above what the leader may give: the
    guideline in force says how much, and AAB_LEADER_LIMIT_KR where it does not. The musts of the policy are the same
    for both. A change of time or money alone goes to the leader too, as long as it asks no more than that limit of AAB
    on top of what is approved. A small case for which staff have asked for the long track goes to the board.
    """
    small = [
        DefaultCondition(1, "departments", Operator.AT_MOST, "1"),
        DefaultCondition(1, "external_cofinancing", Operator.AT_MOST, "0"),
        DefaultCondition(1, "expects_outside_money", Operator.IS_FALSE),
        DefaultCondition(1, "over_leader_limit", Operator.IS_FALSE),
        DefaultCondition(1, "long_track", Operator.IS_FALSE),
        # A change of time or money is judged by what it adds.
        DefaultCondition(2, "changes_scope", Operator.IS_FALSE),
        DefaultCondition(2, "extra_over_leader_limit", Operator.IS_FALSE),
    ]
    other = [
        DefaultCondition(1, "departments", Operator.ABOVE, "1"),
        DefaultCondition(1, "changes_scope", Operator.IS_TRUE),
        DefaultCondition(2, "external_cofinancing", Operator.ABOVE, "0"),
        DefaultCondition(2, "changes_scope", Operator.IS_TRUE),
        DefaultCondition(3, "expects_outside_money", Operator.IS_TRUE),
        DefaultCondition(3, "changes_scope", Operator.IS_TRUE),
        DefaultCondition(4, "over_leader_limit", Operator.IS_TRUE),
        DefaultCondition(4, "changes_scope", Operator.IS_TRUE),
        DefaultCondition(5, "extra_over_leader_limit", Operator.IS_TRUE),
        DefaultCondition(6, "long_track", Operator.IS_TRUE),
        DefaultCondition(6, "changes_scope", Operator.IS_TRUE),
    ]
    return [(Body.Kind.LEADER, small), (Body.Kind.ORGANISATION_BOARD, other)]


@transaction.atomic
def write_default_route() -> list[RouteStep]:
    """Write the default route down as rows, where there are none; makes the bodies it lacks."""
    if RouteStep.objects.exists():
        return []
    steps = []
    for order, (kind, conditions) in enumerate(default_steps(), start=1):
        body, _is_new = Body.objects.get_or_create(kind=kind, defaults={"name": str(Body.Kind(kind).label)})
        step = RouteStep.objects.create(order=order, body=body)
        RouteCondition.objects.bulk_create(
            RouteCondition(step=step, group=c.group, fact=c.fact, operator=c.operator, value=c.value)
            for c in conditions
        )
        steps.append(step)
    return steps


def bodies_for(case: Case) -> list[Body]:
    """The bodies that decide the case, in order; none when no step of the route applies to it."""
    steps = list(RouteStep.objects.select_related("body").prefetch_related("conditions"))
    if steps:
        return [
            step.body for step in steps if step.body.decides and applies(case, list(step.conditions.all()))
        ]
    found = {body.kind: body for body in Body.objects.filter(decides=True)}
    route = [
        found[kind] for kind, conditions in default_steps() if kind in found and applies(case, conditions)
    ]
    board = found.get(Body.Kind.ORGANISATION_BOARD)
    return route or ([board] if board else [])  # nobody holds the leader's post: the board decides all


def deciding_body(case: Case) -> Body | None:
    """The first body the case goes to."""
    return next(iter(bodies_for(case)), None)


def applies(case: Case, conditions: list) -> bool:
    """True when a step with these conditions applies to the case: one group of them holds.

    A condition that cannot be read counts as holding: a fault must never make the route shorter.
    """
    groups: dict[int, list] = {}
    for condition in conditions:
        groups.setdefault(condition.group, []).append(condition)
    return not groups or any(all(_holds(case, c) for c in group) for group in groups.values())


def _holds(case: Case, condition) -> bool:
    try:
        return condition_holds(case.fact(condition.fact), condition)
    except Exception:
        log.exception("A condition of the approval route could not be read: %s", condition)
        return True


def next_meeting(body: Body, on: dt.date) -> Meeting | None:
    """The first meeting of the body that still takes cases on the day `on`, if it holds meetings."""
    return body.meetings.open_on(on).first()
