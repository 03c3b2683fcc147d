"""The goals of all running initiatives together. Only figures that AAB has approved count."""

from __future__ import annotations

import datetime as dt

from django.db.models import Prefetch, QuerySet

from initiatives.models import Status

from .models import Measurement, SuccessCriterion
from .results import Goal, goal_of


def goals_across(initiatives: QuerySet, on: dt.date) -> list[Goal]:
    """Every goal of the running ones among `initiatives`, as its approved figures stand. Two queries."""
    approved = Prefetch("measurements", Measurement.objects.approved(), to_attr="counted_figures")
    rows = (
        SuccessCriterion.objects.filter(initiative__in=initiatives.filter(status=Status.RUNNING))
        .select_related("initiative")
        .prefetch_related(approved)
        .order_by("initiative__sort_key", "initiative", "order", "pk")
    )
    return [goal_of(row, row.counted_figures, row.initiative, on) for row in rows]


def unapproved(initiatives: QuerySet) -> int:
    """How many figures of the running ones are left out because nobody has approved them."""
    running = initiatives.filter(status=Status.RUNNING)
    return Measurement.objects.to_approve().filter(criterion__initiative__in=running).count()
