"""What the proofs about money read, fetched for many cases at once; for a trial of a draft policy."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone

from initiatives.models import Submission
from initiatives.preload import give, grouped
from initiatives.proving import Case

from .budget import Budget, budget_from, with_figures
from .models import BudgetLine, FundingGuideline, FundingLine


def preload(cases: Sequence[Case]) -> None:
    """Four queries for all the cases together."""
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
    _give_guidelines(cases)


def _give_guidelines(cases: Sequence[Case]) -> None:
    """Each case the guideline of its own day, as `facts.guideline` reads it: two queries for all of them."""
    versions = list(FundingGuideline.objects.order_by("-in_force_from"))
    # The first step of the last sending comes last, and stays.
    sent = dict(
        Submission.objects.filter(initiative__in=[case.initiative for case in cases])
        .order_by("round", "-step")
        .values_list("initiative", "submitted_at")
    )
    for case in cases:
        at = None if case.initiative.is_editable else sent.get(case.initiative.pk)
        on = timezone.localdate(at) if at else case.on
        rules = next((version for version in versions if version.in_force_from <= on), None)
        case.load("guideline", lambda _i, rules=rules: rules)
