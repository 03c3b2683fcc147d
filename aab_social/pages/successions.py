"""Før og efter: what an initiative goes on from and what goes on from it, with the money and goals of each."""

from __future__ import annotations

from decimal import Decimal

from django.contrib import messages
from django.db.models import Prefetch, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from evaluation.models import Measurement, SuccessCriterion
from evaluation.results import goal_of
from funding.models import BudgetLine, Commitment, Figures
from initiatives import rules, successions
from initiatives.models import Initiative, Succession
from initiatives.views.case import case_to_read, case_to_write
from initiatives.workflow import Refused

from .succession_forms import ContinueForm, MergeForm, SplitForm


@require_http_methods(["GET", "HEAD", "POST"])
def succession(request: HttpRequest, pk: int) -> HttpResponse:
    """Both directions; staff add to them, each button an act of its own."""
    found = (case_to_write if request.method == "POST" else case_to_read)(request, pk)
    today = timezone.localdate()
    seen = Initiative.objects.visible_to(request.user, today)
    others = (
        seen.filter(status__in=successions.CAN_COME_BEFORE)
        .exclude(pk=found.pk)
        .exclude(successors__after=found)
        .order_by("sort_key", "pk")
    )
    do = request.POST.get("do", "") if request.method == "POST" else ""
    forms = {
        "continue": ContinueForm(
            request.POST if do == "continue" else None, prefix="continue", others=others
        ),
        "merge": MergeForm(request.POST if do == "merge" else None, prefix="merge", others=others),
        "split": SplitForm(request.POST if do == "split" else None, prefix="split"),
    }
    if request.method == "POST" and (answer := _act(request, found, do, forms)):
        return answer
    rows = _rows(found, seen)
    works_here = rules.works_for_aab(request.user)
    return render(
        request,
        "pages/succession.html",
        {
            "initiative": found,
            "before": [row for row in rows if row["is_before"]],
            "after": [row for row in rows if not row["is_before"]],
            "may_link": works_here and successions.may_come_after(found),
            "may_split": works_here and successions.may_be_split(found),
            "may_unlink": works_here and found.is_editable,
            "continue_form": forms["continue"],
            "merge_form": forms["merge"],
            "split_form": forms["split"],
            "forms": [form for form in forms.values() if form.is_bound],
        },
    )


def _act(request: HttpRequest, found: Initiative, do: str, forms: dict) -> HttpResponse | None:
    by = request.user
    try:
        if do == "continue" and forms[do].is_valid():
            successions.link(forms[do].cleaned_data["before"], found, how=Succession.How.CONTINUES, by=by)
        elif do == "merge" and forms[do].is_valid():
            successions.merge(forms[do].cleaned_data["before"], found, by=by)
        elif do == "split" and forms[do].is_valid():
            data = forms[do].cleaned_data
            successions.split(found, [data["first"], data["second"], data["third"]], by=by)
        elif do.startswith("off:"):
            number = do.removeprefix("off:")
            wanted = int(number) if number.isdecimal() and len(number) < 19 else 0
            rows = found.predecessors.select_related("before", "after")
            successions.unlink(get_object_or_404(rows, pk=wanted), by=by)
        else:
            return None
    except Refused as refusal:
        messages.error(request, str(refusal))
        return None
    messages.success(request, gettext("Det er gemt. Begge indsatser har det i deres historik."))
    return redirect("succession", found.pk)


def _rows(found: Initiative, seen) -> list[dict]:
    """Each relation with the other initiative's money and goals, which stay where they are. Constant queries."""
    relations = [
        *found.predecessors.filter(before__in=seen).order_by("before__sort_key"),
        *found.successors.filter(after__in=seen).order_by("after__sort_key"),
    ]
    numbers = {row.after_id if row.before_id == found.pk else row.before_id for row in relations}
    standing = Prefetch("measurements", Measurement.objects.standing(), to_attr="standing")
    cases = {
        case.pk: case
        for case in Initiative.objects.filter(pk__in=numbers)
        .select_related("responsible", "budget_basis")
        .prefetch_related(Prefetch("criteria", SuccessCriterion.objects.prefetch_related(standing)))
    }
    costs = _sums(BudgetLine, "initiative", numbers, "amount")
    money = {
        name: _sums(Commitment, "line__initiative", numbers, name) for name in ("amount", "spent", "returned")
    }
    today = timezone.localdate()
    rows = []
    for row in relations:
        is_before = row.after_id == found.pk
        case = cases[row.before_id if is_before else row.after_id]
        basis = getattr(case, "budget_basis", None)
        rows.append(
            {
                "relation": row,
                "is_before": is_before,
                "case": case,
                "goals": [goal_of(goal, goal.standing, case, today) for goal in case.criteria.all()],
                "cost": costs.get(case.pk, Decimal(0)),
                "per_year": basis is not None and basis.figures == Figures.PER_YEAR,
                "committed": money["amount"].get(case.pk, Decimal(0)),
                "spent": money["spent"].get(case.pk, Decimal(0)),
                "returned": money["returned"].get(case.pk, Decimal(0)),
                "is_to_be_closed": is_before
                and row.how == Succession.How.MERGED
                and case.status in successions.UNDER_WAY,
            }
        )
    return rows


def _sums(model, of: str, numbers: set[int], column: str) -> dict[int, Decimal]:
    rows = model.objects.filter(**{f"{of}__in": numbers}).order_by().values_list(of)
    return dict(rows.annotate(kr=Sum(column)))
