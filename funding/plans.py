"""Writing the budget of an initiative."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_noop

from initiatives.history import changed_fields, record
from initiatives.models import Initiative
from initiatives.workflow import lock_for_edit

from .budget import budget_of
from .models import BudgetLine, FundingLine


@transaction.atomic
def save_budget(initiative: Initiative, *, costs: list[dict], funding: list[dict], by) -> None:
    """Replace both sides of the budget with what was written.

    `costs` are {"text", "amount"}, `funding` {"source", "amount", "state", "note"}; amounts are
    Decimal kroner. A budget that does not balance is saved all the same: the checklist says what is
    missing. Raises Refused when the case cannot be edited.
    """
    initiative = lock_for_edit(initiative)
    before = _in_words(initiative)
    initiative.budget_lines.all().delete()
    initiative.funding_lines.all().delete()
    BudgetLine.objects.bulk_create(
        BudgetLine(initiative=initiative, order=order, text=row["text"], amount=row["amount"])
        for order, row in enumerate(costs, 1)
    )
    FundingLine.objects.bulk_create(
        FundingLine(
            initiative=initiative,
            order=order,
            source=row["source"],
            amount=row["amount"],
            state=row.get("state") or FundingLine.State.IDEA,
            note=row.get("note", ""),
        )
        for order, row in enumerate(funding, 1)
    )
    after = _in_words(initiative)
    if before != after:
        record(
            initiative,
            by=by,
            kind="budget",
            sentence=gettext_noop("Rettede økonomien"),
            changes=changed_fields(before, after),
            prepares=True,
        )


def _in_words(initiative: Initiative) -> dict:
    """Both sides of the budget as text, for the history's before and after."""
    budget = budget_of(initiative)
    return {
        "udgifter": "; ".join(f"{line.text} {line.amount}" for line in budget.costs),
        "kilder": "; ".join(
            f"{line.source} {line.amount} ({line.state}) {line.note}".strip() for line in budget.funding
        ),
    }
