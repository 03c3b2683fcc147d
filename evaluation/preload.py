"""What the proofs about goals and evaluation read, fetched for many cases at once; for a trial of a draft policy."""

from __future__ import annotations

from collections.abc import Sequence

from initiatives.preload import give, grouped
from initiatives.proving import Case

from .models import EvaluationPlan, PromisedResult, SuccessCriterion


def preload(cases: Sequence[Case]) -> None:
    """Three queries for all the cases together."""
    initiatives = [case.initiative for case in cases]
    give(cases, "criteria", grouped(SuccessCriterion.objects.filter(initiative__in=initiatives)), list)
    promised = PromisedResult.objects.filter(contract__partnership__initiative__in=initiatives)
    found: dict[int, set[int]] = {}
    for of, contract in promised.values_list("contract__partnership__initiative", "contract"):
        found.setdefault(of, set()).add(contract)
    give(cases, "promising_contracts", found, set)
    plans = {p.initiative_id: p for p in EvaluationPlan.objects.filter(initiative__in=initiatives)}
    for case in cases:
        case.load("evaluation_plan", lambda i: plans.get(i.pk))
