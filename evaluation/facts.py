"""What can be read about the goals and the evaluation plan of a case."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from initiatives.proving import Case, Fact

from .models import EvaluationPlan, PromisedResult, SuccessCriterion


def criteria(case: Case) -> list[SuccessCriterion]:
    return case.load("criteria", lambda i: list(i.criteria.all()))


def plan(case: Case) -> EvaluationPlan | None:
    return case.load("evaluation_plan", lambda i: EvaluationPlan.objects.filter(initiative=i).first())


def promising_contracts(case: Case) -> set[int]:
    """The ids of the case's result contracts that promise at least one goal."""
    return case.load(
        "promising_contracts",
        lambda i: set(
            PromisedResult.objects.filter(contract__partnership__initiative=i).values_list(
                "contract", flat=True
            )
        ),
    )


def goals_record(case: Case) -> dict:
    """The goals and the plan as they are now, for the decision to keep."""
    planned = plan(case)
    return {
        "criteria": [
            {
                "name": c.name,
                "unit": c.unit,
                "direction": c.direction,
                "baseline": c.baseline,
                "target": c.target,
                "target_high": c.target_high,
                "target_on": c.target_on,
                "method": c.method,
                "counts": c.counts,
                "baseline_on": c.baseline_on,
                "baseline_source": c.baseline_source,
                "data_source": c.data_source,
                "groups": c.groups,
            }
            for c in criteria(case)
        ],
        "plan": {
            "rhythm": planned.rhythm,
            "first_on": planned.first_on,
            "answered_by": planned.answered_by_role,
        }
        if planned
        else None,
    }


FACTS = {
    "success_criteria": Fact(lambda case: len(criteria(case)), _("Antal mål"), _("Der er for få mål.")),
}
