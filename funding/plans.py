"""Writing the budget of an initiative."""

from __future__ import annotations

import hashlib

from django.db import transaction
from django.utils.translation import gettext, gettext_noop

from initiatives.history import changed_fields, record
from initiatives.models import HistoryEntry, Initiative
from initiatives.workflow import Refused, lock_for_edit

from .budget import Budget, budget_of
from .models import BudgetLine, FundingLine


class BudgetEditedMeanwhile(Refused):
    """Somebody saved another budget while this one was being written. `str()` is a sentence for the writer."""


def fingerprint(budget: Budget) -> str:
    """A short text that is the same as long as both sides of the budget read the same."""
    return _short(
        [(line.text, line.amount) for line in budget.costs],
        [(line.source_id, line.amount, line.state, line.note) for line in budget.funding],
    )


def _short(costs: list[tuple], funding: list[tuple]) -> str:
    rows = [[text, f"{amount:.2f}"] for text, amount in costs]
    rows += [[source, f"{amount:.2f}", str(state), note] for source, amount, state, note in funding]
    return hashlib.sha256(repr(rows).encode()).hexdigest()[:16]


@transaction.atomic
def save_budget(
    initiative: Initiative, *, costs: list[dict], funding: list[dict], by, seen: str | None = None
) -> None:
    """Replace both sides of the budget with what was written.

    `costs` are {"text", "amount"}, `funding` {"source", "amount", "state", "note"}; amounts are
    Decimal kroner. A budget that does not balance is saved all the same: the checklist says what is
    missing. `seen` is the fingerprint of the budget the writer had before them; without it, what is
    written counts, whatever stands.

    Raises Refused when the case cannot be edited, and BudgetEditedMeanwhile when another budget than
    the seen one stands; the same content sent twice is no change.
    """
    initiative = lock_for_edit(initiative)
    standing = fingerprint(budget_of(initiative))
    if standing == _typed(costs, funding):
        return
    if seen is not None and seen != standing:
        raise _edited_meanwhile(initiative)
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
            state=_state(row),
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


def _state(row: dict) -> str:
    return row.get("state") or FundingLine.State.IDEA


def _typed(costs: list[dict], funding: list[dict]) -> str:
    return _short(
        [(row["text"], row["amount"]) for row in costs],
        [(row["source"].pk, row["amount"], _state(row), row.get("note", "")) for row in funding],
    )


def _edited_meanwhile(initiative: Initiative) -> BudgetEditedMeanwhile:
    edits = HistoryEntry.objects.filter(initiative=initiative, kind="budget", by__isnull=False)
    last = edits.select_related("by").first()
    return BudgetEditedMeanwhile(
        gettext(
            "%(person)s rettede økonomien, mens du skrev. Din tekst er gemt her på siden. "
            "Læs det nye, og gem så igen."
        )
        % {"person": last.by if last else initiative.responsible}
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
