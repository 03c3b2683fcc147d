"""Økonomi (K7): is there money enough, and where does it come from?"""

from __future__ import annotations

from dataclasses import replace

from django.contrib import messages
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.forms.numbers import read_kroner, write_kroner
from funding.budget import Budget, budget_of, calendar_years, years_of
from funding.facts import budget as budget_of_case
from funding.facts import guideline as guideline_of_case
from funding.forms.budget import MOST_ROWS, BasisForm, CostRows, FundingRows
from funding.limits import share_rules
from funding.models import BudgetLine, FundingLine, FundingSource, PaidAs
from funding.plans import COST, FUNDING, BudgetEditedMeanwhile, fingerprint, save_budget
from funding.splits import days_by_year, split
from funding.tables import by_category, differences
from initiatives import rules
from initiatives.checklist import case_of
from initiatives.models import Initiative
from initiatives.views.case import case_to_read, case_to_write, not_now
from initiatives.views.next_step import next_step
from initiatives.views.points import point_context
from initiatives.workflow import Refused

KEY = "Ø.1"
LINE = ("paid_as", "hours", "rate", "is_rounded")
COST_NAMES = ("text", "category", "amount", *LINE)
FUNDING_NAMES = ("source", "amount", "state", "note", *LINE)
UNJUDGED = ("add_cost", "add_funding", "split")
"""Buttons that only change the rows: nothing is saved and nothing is judged."""


@require_http_methods(["GET", "HEAD", "POST"])
def budget(request, pk):
    """Both sides of the budget, to read and, while the case may be edited, to write."""
    on = timezone.localdate()
    initiative = case_to_read(request, pk)
    may_edit = rules.may_edit(request.user, initiative)
    case = case_of(initiative, on=on)
    money = budget_of_case(case)
    sources = list(FundingSource.objects.all())
    rows = _Rows(sources, calendar_years(initiative))
    context = {
        **point_context(initiative, KEY, case=case),
        "initiative": initiative,
        "may_edit": may_edit,
        # What the page was opened with goes along until it is saved, also when a row is added.
        "seen": request.POST.get("seen") if request.method == "POST" else fingerprint(money),
        "guideline": guideline_of_case(case),
    }
    if request.method == "POST":
        case_to_write(request, pk)
        if closed := not_now(request, initiative):
            return closed
        basis = BasisForm(request.POST)
        if any(button in request.POST for button in UNJUDGED):
            costs, funding = rows.as_typed(request.POST, initiative)
        else:
            costs, funding = rows.bound(request.POST)
            # All are checked, so that every fault is told at once.
            fine = [costs.is_valid(), funding.is_valid(), basis.is_valid()]
            if "sum" in request.POST:
                money = _as_typed(initiative, costs, funding, basis)
            elif all(fine):
                try:
                    save_budget(
                        initiative,
                        costs=_columns(costs, COST),
                        funding=_columns(funding, ("source", *FUNDING)),
                        figures=basis.cleaned_data["figures"],
                        by=request.user,
                        seen=request.POST.get("seen"),
                    )
                except BudgetEditedMeanwhile as clash:
                    money = budget_of(initiative)
                    context |= {"clash": clash, "seen": fingerprint(money)}
                except Refused as refusal:
                    messages.error(request, str(refusal))
                else:
                    messages.success(request, gettext("Økonomien er gemt."))
                    return next_step(request, initiative, KEY)
            context["forms"] = [basis, costs, funding]
    else:
        costs, funding = rows.from_budget(money)
        basis = BasisForm(initial={"figures": money.figures})
    context |= {
        "budget": money,
        "shares": share_rules(money, context["guideline"]),
        "matrix": by_category(money),
        "basis": basis,
        "costs": costs,
        "funding": funding,
    }
    return render(request, "funding/budget.html", context, status=409 if "clash" in context else 200)


@require_safe
def versions(request, pk):
    """Every budget the case has had: who changed it, when, because of what, and what is different."""
    initiative = case_to_read(request, pk)
    found = list(initiative.budget_versions.select_related("made_by"))
    older = [*found[1:], None][: len(found)]
    return render(
        request,
        "funding/versions.html",
        {
            "initiative": initiative,
            "versions": [
                (new, differences(old.record if old else None, new.record))
                for new, old in zip(found, older, strict=True)
            ],
        },
    )


def _columns(rows, names) -> list[dict]:
    return [{name: row[name] for name in names if name in row} for row in rows.filled()]


def _as_typed(initiative: Initiative, costs, funding, basis) -> Budget:
    """The budget as it would be if what is typed were saved; rows that must be mended do not count."""
    of = (
        {"figures": basis.cleaned_data.get("figures") or budget_of(initiative).figures}
        if basis.is_valid()
        else {}
    )
    return replace(
        Budget(
            tuple(BudgetLine(**_known(row, COST)) for row in costs.readable()),
            tuple(FundingLine(source=row["source"], **_known(row, FUNDING)) for row in funding.readable()),
            years=years_of(initiative),
        ),
        **of,
    )


def _known(row: dict, names) -> dict:
    known = {name: row[name] for name in names if row.get(name) not in (None, "")}
    return {**known, "by_year": {str(year): str(kr) for year, kr in row["by_year"].items()}}


def _empty_after(rows: list[dict]) -> list[dict]:
    """One more row to write in, two on an empty page; none beyond what is read when the page is sent."""
    return [{}] * min(max(1, 2 - len(rows)), MOST_ROWS - len(rows))


class _Rows:
    """The rows of the page, made from what was typed or from what stands."""

    def __init__(self, sources: list[FundingSource], years: list[int]):
        self.sources, self.years = sources, years

    def bound(self, data):
        return (
            CostRows(data, prefix="cost", form_kwargs={"years": self.years}),
            FundingRows(data, prefix="fund", form_kwargs={"years": self.years, "sources": self.sources}),
        )

    def unjudged(self, costs: list[dict], funding: list[dict]):
        return (
            CostRows(initial=costs, prefix="cost", form_kwargs={"years": self.years}),
            FundingRows(
                initial=funding, prefix="fund", form_kwargs={"years": self.years, "sources": self.sources}
            ),
        )

    def from_budget(self, money: Budget):
        costs = [self._of_line(line, COST_NAMES) for line in money.costs]
        funding = [
            {**self._of_line(line, FUNDING_NAMES[1:]), "source": line.source_id} for line in money.funding
        ]
        return self.unjudged(costs + _empty_after(costs), funding + _empty_after(funding))

    def _of_line(self, line, names) -> dict:
        amounts = {f"y{year}": read_kroner(kr.replace(".", ",")) for year, kr in line.by_year.items()}
        return {**{name: getattr(line, name) for name in names}, **amounts}

    def as_typed(self, data, initiative: Initiative):
        """The rows exactly as typed, not judged yet, with what the pressed button asks for."""
        rows = {}
        for button, prefix, names in (
            ("add_cost", "cost", COST_NAMES),
            ("add_funding", "fund", FUNDING_NAMES),
        ):
            count = data.get(f"{prefix}-TOTAL_FORMS", "0")
            count = min(int(count), MOST_ROWS) if count.isdecimal() and len(count) < 4 else 0
            names = (*names, *(f"y{year}" for year in self.years))
            rows[prefix] = [{n: data.get(f"{prefix}-{i}-{n}", "") for n in names} for i in range(count)]
            if button in data and count < MOST_ROWS:
                rows[prefix].append({})
        if "split" in data:
            for row in (*rows["cost"], *rows["fund"]):
                self._divide(row, initiative)
        return self.unjudged(rows["cost"], rows["fund"])

    def _divide(self, row: dict, initiative: Initiative) -> None:
        """Put the amount of a row into its years by their days, where no year says anything yet."""
        amount = read_kroner(row.get("amount", ""))
        names = [f"y{year}" for year in self.years]
        if amount is None or amount < 0 or any(row.get(name) for name in names):
            return
        if row.get("paid_as") not in ("", PaidAs.CASH, None) and row.get("hours"):
            return
        days = days_by_year(initiative.starts_on, initiative.ends_on) if initiative.ends_on else {}
        weights = [days.get(year, 0) for year in self.years] if days else [1] * len(names)
        for name, part in zip(names, split(amount, weights), strict=True):
            row[name] = write_kroner(part)
