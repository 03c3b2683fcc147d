"""Writing the budget of an initiative."""

from __future__ import annotations

import hashlib
import json
from decimal import Decimal

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop

from accounts.templatetags.portal import kroner
from initiatives import relook
from initiatives.history import changed_fields, record
from initiatives.models import Change, HistoryEntry, Initiative
from initiatives.workflow import Refused, lock_for_change, lock_for_edit

from .budget import HOURS, Budget, budget_of
from .models import BudgetBasis, BudgetLine, BudgetVersion, Figures, FundingLine, PaidAs
from .splits import kroner_of

COST = ("text", "category", "amount", "paid_as", "hours", "rate", "is_rounded", "by_year")
FUNDING = (
    "source_id", "amount", "state", "note",
    "paid_as", "hours", "rate", "is_rounded", "by_year",
)  # fmt: skip
DEFAULTS = {
    "category": BudgetLine.Category.OTHER,
    "state": FundingLine.State.IDEA,
    "paid_as": PaidAs.CASH,
    "is_rounded": False,
    "by_year": {},
    "note": "",
}


class BudgetEditedMeanwhile(Refused):
    """Somebody saved another budget while this one was being written. `str()` is a sentence for the writer."""


def fingerprint(budget: Budget) -> str:
    """A short text that is the same as long as both sides of the budget read the same."""
    return _short(
        str(budget.figures),
        [{name: getattr(line, name) for name in COST} for line in budget.costs],
        [{name: getattr(line, name) for name in FUNDING} for line in budget.funding],
    )


def _short(figures: str, costs: list[dict], funding: list[dict]) -> str:
    def plain(value):
        return f"{value:.2f}" if isinstance(value, Decimal) else str(value)

    rows = [{name: plain(value) for name, value in row.items()} for row in (*costs, *funding)]
    text = json.dumps([figures, len(costs), rows], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def value_of(row: dict) -> Decimal:
    """The kroner of a line as written: hours times the rate where both stand, else the amount. Half up."""
    hours, rate = row.get("hours"), row.get("rate")
    if row.get("paid_as") in HOURS and hours is not None and rate is not None:
        return kroner_of(hours * rate)
    return row["amount"]


def _tidy(rows: list[dict], names: tuple[str, ...]) -> list[dict]:
    """Every row with all of its columns, its value worked out once, its years as text."""
    tidy = []
    for row in rows:
        row = {**row, "source_id": row["source"].pk} if "source" in row else dict(row)
        row["amount"] = value_of(row)
        full = {
            name: row.get(name) if row.get(name) not in (None, "") else DEFAULTS.get(name) for name in names
        }
        if full["paid_as"] not in HOURS:
            full["hours"] = full["rate"] = None
        full["by_year"] = {str(year): f"{Decimal(kr):.2f}" for year, kr in full["by_year"].items()}
        tidy.append(full)
    return tidy


@transaction.atomic
def save_budget(
    initiative: Initiative,
    *,
    costs: list[dict],
    funding: list[dict],
    by,
    seen: str | None = None,
    figures: str = Figures.WHOLE,
) -> None:
    """Replace both sides of the budget of a case that may be edited with what was written.

    `costs` are {"text", "amount"} and `funding` {"source", "amount", "state", "note"}, each with what
    else the columns of its line hold; amounts are Decimal kroner. A budget that does not balance is
    saved all the same: the checklist says what is missing. `seen` is the fingerprint of the budget the
    writer had before them; without it, what is written counts, whatever stands.

    Raises Refused when the case cannot be edited, and BudgetEditedMeanwhile when another budget than
    the seen one stands; the same content sent twice is no change.
    """
    locked = lock_for_edit(initiative)
    before = budget_of(locked)
    _write(locked, costs=costs, funding=funding, by=by, seen=seen, figures=figures)
    relook.mark_touched(locked, differences_between(before, budget_of(locked)), by=by)


def differences_between(before: Budget, after: Budget) -> list[relook.Difference]:
    """The changes of substance between two budgets. The first budget of a case is an answer, not a change."""
    if not before.costs and not before.funding:
        return []
    return [
        *relook.amount_difference(
            Change.OUTSIDE_MONEY,
            "Penge udefra",
            before=before.whole(before.outside),
            after=after.whole(after.outside),
            words=kroner,
        ),
        *relook.amount_difference(
            Change.AAB_AMOUNT,
            "Penge fra AAB",
            before=before.whole(before.from_aab),
            after=after.whole(after.from_aab),
            words=kroner,
        ),
    ]


@transaction.atomic
def amend_budget(
    initiative: Initiative,
    *,
    costs: list[dict],
    funding: list[dict],
    by,
    because: str,
    figures: str = Figures.WHOLE,
) -> None:
    """Replace the budget of a running case by that of an amendment which has been decided.

    `because` names the amendment, and stands in the new version. Raises Refused when a source that has
    money promised or paid is left out.
    """
    locked = lock_for_change(initiative)
    _write(locked, costs=costs, funding=funding, by=by, seen=None, figures=figures, because=because)


def _write(initiative: Initiative, *, costs, funding, by, seen, figures, because: str = "") -> None:
    costs, funding = _tidy(costs, COST), _tidy(funding, FUNDING)
    standing = fingerprint(budget_of(initiative))
    if standing == _short(str(figures), costs, funding):
        return
    if seen is not None and seen != standing:
        raise _edited_meanwhile(initiative)
    before = _in_words(initiative)
    BudgetBasis.objects.update_or_create(initiative=initiative, defaults={"figures": figures})
    initiative.budget_lines.all().delete()
    BudgetLine.objects.bulk_create(
        BudgetLine(initiative=initiative, order=order, **row) for order, row in enumerate(costs, 1)
    )
    _write_funding(initiative, funding)
    after = _in_words(initiative)
    if before != after:
        record(
            initiative,
            by=by,
            kind="budget",
            sentence=gettext_noop("Rettede økonomien"),
            words=because,
            changes=changed_fields(before, after),
            prepares=True,
        )
    keep_version(initiative, by=by, because=because)


def _write_funding(initiative: Initiative, rows: list[dict]) -> None:
    """A source's line stays the same row as long as the source is in the budget: its grant hangs on it."""
    standing: dict[int, list[FundingLine]] = {}
    for line in initiative.funding_lines.all():
        standing.setdefault(line.source_id, []).append(line)
    new = []
    for order, row in enumerate(rows, 1):
        lines = standing.get(row["source_id"])
        if lines:
            line = lines.pop(0)
            if row["state"] != FundingLine.State.GRANTED:
                line.granted_amount = None
            for name, value in {**row, "order": order}.items():
                setattr(line, name, value)
            _must_hold_the_grant(line)
            line.save(update_fields=[*FUNDING, "order", "granted_amount"])
        else:
            new.append(FundingLine(initiative=initiative, order=order, **row))
    for line in (line for lines in standing.values() for line in lines):
        try:
            line.delete()
        except ProtectedError as hangs:
            raise Refused(
                gettext("%(source)s har givet tilsagn om penge og kan ikke tages ud af budgettet.")
                % {"source": line.source}
            ) from hangs
    FundingLine.objects.bulk_create(new)


def _must_hold_the_grant(line: FundingLine) -> None:
    if line.granted_amount is not None and line.granted_amount > line.amount and not line.explanation:
        raise Refused(
            gettext("%(source)s har bevilget %(amount)s Skriv mindst det beløb.")
            % {"source": line.source, "amount": kroner(line.granted_amount)}
        )


def keep_version(initiative: Initiative, *, by, because: str) -> None:
    """Keep the budget as it stands now as the next version of the case."""
    plain = json.loads(json.dumps(budget_of(initiative).as_record(), cls=DjangoJSONEncoder))
    latest = initiative.budget_versions.values_list("number", flat=True).first() or 0
    BudgetVersion.objects.create(
        initiative=initiative,
        number=latest + 1,
        record=plain,
        because=because,
        made_by=by,
        made_at=timezone.now(),
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
