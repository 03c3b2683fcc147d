"""Every fact and every proof of the portal under its stable key, in the order of the policy.

A version of the policy names facts and proofs by these keys. A key never changes its meaning and is
never removed while a published version names it. Named by the setting POLICY_COMPOSITION.
"""

from evaluation import copies as evaluation_copies
from evaluation import endings as evaluation_endings
from evaluation import facts as evaluation_facts
from evaluation import preload as evaluation_preload
from evaluation import proofs as evaluation_proofs
from funding import copies as funding_copies
from funding import facts as funding_facts
from funding import preload as funding_preload
from funding import proofs as funding_proofs
from initiatives import facts as initiative_facts
from initiatives import preload as initiative_preload
from initiatives import proofs as initiative_proofs
from initiatives.proving import Fact, Proof

FACTS: dict[str, Fact] = {**initiative_facts.FACTS, **funding_facts.FACTS, **evaluation_facts.FACTS}

PROOFS: dict[str, Proof] = {
    "residents_decided": initiative_proofs.PROOFS["residents_decided"],
    "displacement_examined": initiative_proofs.PROOFS["displacement_examined"],
    "stated": initiative_proofs.PROOFS["stated"],
    "debt_help_offered": initiative_proofs.PROOFS["debt_help_offered"],
    "physical_projects_linked": initiative_proofs.PROOFS["physical_projects_linked"],
    "partners_named": initiative_proofs.PROOFS["partners_named"],
    "result_contracts": evaluation_proofs.PROOFS["result_contracts"],
    "evidence_or_pilot": initiative_proofs.PROOFS["evidence_or_pilot"],
    "criteria_measurable": evaluation_proofs.PROOFS["criteria_measurable"],
    "evaluation_planned": evaluation_proofs.PROOFS["evaluation_planned"],
    "focus_area_chosen": initiative_proofs.PROOFS["focus_area_chosen"],
    "budget_balances": funding_proofs.PROOFS["budget_balances"],
}

PAPERS = {"budget": funding_facts.budget_record, "goals": evaluation_facts.goals_record}
"""What else a decision keeps: the money and the goals as they were."""

VERSION_PARTS = (funding_copies.version_rows, evaluation_copies.version_rows)
"""What else an approved version holds: the money and the goals, as (key, label, text)."""

COPIED_PARTS = (funding_copies, evaluation_copies)
"""What else is copied when a change is proposed, and put back when it is approved: `copy` and `put_back`."""

MONEY_KEYS = (funding_copies.COST, funding_copies.SOURCE)
"""How the keys of a version begin that are about money."""

FREE_KEYS = evaluation_copies.FREE_KEYS
"""How the keys of a version begin that staff change without a decision when nothing else is proposed."""

FINAL_STEPS = {
    "measured": evaluation_endings.FINAL_STEPS["measured"],
    "evaluated": evaluation_endings.FINAL_STEPS["evaluated"],
}
"""What is done before a case is closed, or the closing says why not."""

PRELOADS = (initiative_preload.preload, funding_preload.preload, evaluation_preload.preload)
"""What reads for many cases at once what the proofs read one by one; a trial of a draft policy calls them."""
