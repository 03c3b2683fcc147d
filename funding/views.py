"""Økonomi (K7): is there money enough, and where does it come from?"""

from __future__ import annotations

from django.contrib import messages
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from initiatives import rules
from initiatives.checklist import case_of
from initiatives.views.case import case_to_read, case_to_write, not_now
from initiatives.views.next_step import next_step
from initiatives.views.points import point_context
from initiatives.workflow import Refused

from .budget import budget_of
from .facts import budget as budget_of_case
from .forms import MOST_ROWS, CostRows, FundingRows
from .models import FundingGuideline, FundingSource
from .plans import BudgetEditedMeanwhile, fingerprint, save_budget

KEY = "Ø.1"


@require_http_methods(["GET", "HEAD", "POST"])
def budget(request, pk):
    """Both sides of the budget, to read and, while the case may be edited, to write."""
    on = timezone.localdate()
    initiative = case_to_read(request, pk)
    may_edit = rules.may_edit(request.user, initiative)
    case = case_of(initiative, on=on)
    money = budget_of_case(case)
    sources = list(FundingSource.objects.all())
    context = {
        **point_context(initiative, KEY, case=case),
        "initiative": initiative,
        "may_edit": may_edit,
        "budget": money,
        # What the page was opened with goes along until it is saved, also when a row is added.
        "seen": request.POST.get("seen") if request.method == "POST" else fingerprint(money),
        "guideline": FundingGuideline.objects.filter(in_force_from__lte=on).first(),
        "national_fund": money.from_kind(FundingSource.Kind.NATIONAL_FUND),
    }
    if request.method == "POST":
        case_to_write(request, pk)
        if closed := not_now(request, initiative):
            return closed
        if "add_cost" in request.POST or "add_funding" in request.POST:
            costs, funding = _with_one_more(request.POST, sources)
        else:
            costs = CostRows(request.POST, prefix="cost")
            funding = FundingRows(request.POST, prefix="fund", form_kwargs={"sources": sources})
            # Both are checked, so that every fault is told at once.
            fine = [costs.is_valid(), funding.is_valid()]
            if all(fine):
                try:
                    save_budget(
                        initiative,
                        costs=costs.filled(),
                        funding=funding.filled(),
                        by=request.user,
                        seen=request.POST.get("seen"),
                    )
                except BudgetEditedMeanwhile as clash:
                    stands = budget_of(initiative)
                    context |= {"clash": clash, "budget": stands, "seen": fingerprint(stands)}
                except Refused as refusal:
                    messages.error(request, str(refusal))
                else:
                    messages.success(request, gettext("Økonomien er gemt."))
                    return next_step(request, initiative, KEY)
            context["forms"] = [costs, funding]
    else:
        costs, funding = _from_budget(money, sources)
    return render(
        request,
        "funding/budget.html",
        {**context, "costs": costs, "funding": funding},
        status=409 if "clash" in context else 200,
    )


def _with_one_more(data, sources):
    """The rows exactly as typed, not judged yet, with an empty one where "Tilføj" was pressed."""
    rows = {}
    for button, prefix, names in (
        ("add_cost", "cost", ("text", "amount")),
        ("add_funding", "fund", ("source", "amount", "state", "note")),
    ):
        count = data.get(f"{prefix}-TOTAL_FORMS", "0")
        count = min(int(count), MOST_ROWS) if count.isdecimal() and len(count) < 4 else 0
        rows[prefix] = [{name: data.get(f"{prefix}-{i}-{name}", "") for name in names} for i in range(count)]
        if button in data and count < MOST_ROWS:
            rows[prefix].append({})
    return _unjudged(rows["cost"], rows["fund"], sources)


def _from_budget(money, sources):
    cost_rows = [{"text": line.text, "amount": line.amount} for line in money.costs]
    funding_rows = [
        {"source": line.source_id, "amount": line.amount, "state": line.state, "note": line.note}
        for line in money.funding
    ]
    empty = max(1, 2 - len(cost_rows)), max(1, 2 - len(funding_rows))
    return _unjudged(cost_rows + [{}] * empty[0], funding_rows + [{}] * empty[1], sources)


def _unjudged(cost_rows, funding_rows, sources):
    return (
        CostRows(initial=cost_rows, prefix="cost"),
        FundingRows(initial=funding_rows, prefix="fund", form_kwargs={"sources": sources}),
    )
