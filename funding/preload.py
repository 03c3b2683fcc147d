"""What the proofs about money read, fetched for many cases at once; for a trial of a draft policy."""

from __future__ import annotations

from collections.abc import Sequence

from initiatives.checklist import Case
from initiatives.preload import give, grouped

from .budget import Budget, budget_from, with_figures
from .models import BudgetLine, FundingGuideline, FundingLine


def preload(cases: Sequence[Case]) -> None:
    """Three queries for all the cases together."""
    initiatives = [case.initiative for case in cases]
    here = {"initiative__in": initiatives}
    costs = grouped(with_figures(BudgetLine.objects.filter(**here)))
    sources = grouped(with_figures(FundingLine.objects.filter(**here).select_related("source")))
    budgets = {
        initiative.pk: budget_from(
            initiative, tuple(costs.get(initiative.pk, ())), tuple(sources.get(initiative.pk, ()))
        )
        for initiative in initiatives
    }
    give(cases, "budget", budgets, lambda: Budget((), ()))
    guideline = FundingGuideline.objects.in_force(cases[0].on) if cases else None
    for case in cases:
        case.load("guideline", lambda _i: guideline)
