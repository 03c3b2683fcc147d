"""A small case on one page: the same musts, asked once, and one decision."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.expired_session import words_wait
from evaluation.criteria import add_criterion
from evaluation.facts import criteria, plan
from evaluation.forms.plan import PlanForm
from evaluation.plans import set_plan
from funding.facts import budget
from funding.plans import save_budget
from initiatives import saved_answers
from initiatives.answers import choose_knowledge, write_statements
from initiatives.checklist import Assessment, PointStatus, assess, case_of
from initiatives.facts import partnerships
from initiatives.models import Initiative, Strength
from initiatives.partners import add_partner, find_or_add
from initiatives.proofs import statements
from initiatives.proving import Case
from initiatives.together import EditedMeanwhile
from initiatives.tracks import choose_track, goes_the_short_way, is_small
from initiatives.views.case import case_to_write, not_now
from initiatives.views.typed import keep_what_is_typed, not_kept, typed_before
from initiatives.workflow import Refused

from .short_forms import (
    ShortBudgetForm,
    ShortGoalForm,
    ShortKnowledgeForm,
    ShortPartnerForm,
    ShortPlanForm,
    ShortPointForm,
    TrackForm,
)

TYPED = "short form"
HERE = (
    "stated",
    "evidence_or_pilot",
    "partners_named",
    "criteria_measurable",
    "evaluation_planned",
    "budget_balances",
)
"""The proofs whose answers are given on this page."""


class Parts:
    """The forms of the page, as the case stands: one per point, and none for what has a page of its own."""

    def __init__(self, case: Case, assessment: Assessment, data=None, *, unjudged: bool = False):
        initiative, options = case.initiative, {"unjudged": True} if unjudged else {}
        written = statements(case)
        self.points: list[tuple] = []
        self.knowledge = self.partner = self.goal = self.plan = self.budget = None
        for point in assessment.points:
            requirement = point.requirement
            if point.status == PointStatus.NOT_RELEVANT or point.status == PointStatus.EXPLAINED:
                continue
            prefix = f"p{point.key.replace('.', '_')}"
            standing = {p["key"]: written.get((point.key, p["key"]), "") for p in requirement.prompts}
            initial = {f"answer_{key}": text for key, text in standing.items()} | {"seen": standing}
            if requirement.proof == "stated" and requirement.strength != Strength.MAY:
                form = ShortPointForm(
                    data,
                    requirement=requirement,
                    must_be_full=False,
                    prefix=prefix,
                    initial=initial,
                    **options,
                )
                self.points.append((point, form))
            elif requirement.proof == "evidence_or_pilot":
                track = {True: "pilot", False: "proven", None: ""}[initiative.is_pilot]
                self.knowledge = (
                    point,
                    ShortKnowledgeForm(
                        data,
                        requirement=requirement,
                        must_be_full=False,
                        prefix=prefix,
                        initial=initial | {"track": track},
                        **options,
                    ),
                )
        by_proof = {point.requirement.proof: point for point in assessment.points}
        if not partnerships(case) and "partners_named" in by_proof:
            self.partner = by_proof["partners_named"], ShortPartnerForm(data, prefix="partner")
        if not criteria(case) and "criteria_measurable" in by_proof:
            first = {"unit": "count", "direction": "", "target_on": initiative.ends_on}
            self.goal = (
                by_proof["criteria_measurable"],
                ShortGoalForm(data, prefix="goal", initiative=initiative, initial=first, **options),
            )
        if not plan(case) and "evaluation_planned" in by_proof:
            self.plan = (
                by_proof["evaluation_planned"],
                ShortPlanForm(
                    data, prefix="plan", initiative=initiative, initial=PlanForm.initial_for(initiative, None)
                ),
            )
        money = budget(case)
        if not money.costs and not money.funding and "budget_balances" in by_proof:
            self.budget = by_proof["budget_balances"], ShortBudgetForm(data, prefix="budget")
        self.elsewhere = [point for point in assessment.blocking if point.requirement.proof not in HERE]

    @property
    def forms(self) -> list:
        parts = [self.knowledge, self.partner, self.goal, self.plan, self.budget]
        return [form for _point, form in (*self.points, *(part for part in parts if part))]

    def are_valid(self) -> bool:
        """Every part is checked, so that every fault is told at once."""
        return not [form for form in self.forms if not form.is_valid()]

    def save(self, initiative: Initiative, *, by) -> None:
        """Every part that was typed in, through the function that writes it."""
        for point, form in self.points:
            write_statements(
                initiative,
                by=by,
                requirement=point.requirement,
                answers=form.answers(),
                seen=form.cleaned_data["seen"],
            )
        for part, write in (
            (self.knowledge, self._save_knowledge),
            (self.partner, self._save_partner),
            (self.goal, lambda i, _p, form, by: add_criterion(i, facts=form.facts(), by=by)),
            (self.plan, lambda i, _p, form, by: set_plan(i, by=by, **form.cleaned_data)),
            (self.budget, self._save_budget),
        ):
            if part and part[1].is_typed:
                write(initiative, *part, by)

    @staticmethod
    def _save_knowledge(initiative, point, form, by) -> None:
        choose_knowledge(
            initiative,
            by=by,
            requirement=point.requirement,
            is_pilot=form.is_pilot,
            answers=form.answers(),
            seen=form.cleaned_data["seen"],
        )

    @staticmethod
    def _save_partner(initiative, _point, form, by) -> None:
        data = form.cleaned_data
        add_partner(
            initiative,
            partner=data["partner"] or find_or_add(data["new_name"], data["kind"]),
            role=data["role"],
            contact=data["contact"],
            contact_email=data["contact_email"],
            by=by,
        )

    @staticmethod
    def _save_budget(initiative, _point, form, by) -> None:
        save_budget(initiative, costs=form.costs(), funding=form.funding(), by=by)


@words_wait
@require_http_methods(["GET", "HEAD", "POST"])
def short(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything a small case is asked, on one page. What is left empty can be answered later."""
    initiative = case_to_write(request, pk)
    if response := not_now(request, initiative):
        return response
    case = case_of(initiative)
    if not goes_the_short_way(case):
        messages.info(request, gettext("Indsatsen går den lange vej. Svar på punkterne på tjeklisten."))
        return redirect("initiatives:checklist", pk)
    context: dict = {"initiative": initiative}
    problem = None
    if request.method == "POST":
        parts = Parts(case, assess(initiative, case=case), request.POST)
        if parts.are_valid():
            try:
                with transaction.atomic():
                    parts.save(initiative, by=request.user)
            except (EditedMeanwhile, Refused) as refusal:
                problem = refusal
            else:
                saved_answers.forget(person=request.user, kind=TYPED, object_id=pk)
                messages.success(request, gettext("Svarene er gemt."))
                return redirect("initiatives:send" if "send" in request.POST else "short", pk)
    elif (typed := typed_before(request, TYPED, pk, context)) is not None:
        parts = Parts(case, assess(initiative, case=case), typed, unjudged=True)
    else:
        parts = Parts(case, assess(initiative, case=case))
    context |= {"parts": parts, "forms": parts.forms, "problem": problem}
    return render(request, "pages/short.html", context, status=409 if problem else 200)


@require_POST
def keep(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what is typed on the page."""
    initiative = case_to_write(request, pk)
    return keep_what_is_typed(request, TYPED, pk) if initiative.is_editable else not_kept()


@require_http_methods(["GET", "HEAD", "POST"])
def track(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the long track, or say why the short one is enough after all."""
    initiative = case_to_write(request, pk)
    if response := not_now(request, initiative):
        return response
    small = is_small(case_of(initiative))
    form = TrackForm(request.POST if request.method == "POST" and initiative.long_track else None)
    if request.method == "POST" and (not initiative.long_track or form.is_valid()):
        try:
            reason = form.cleaned_data["reason"] if initiative.long_track else ""
            choose_track(initiative, by=request.user, long=not initiative.long_track, reason=reason)
        except Refused as refusal:
            messages.warning(request, str(refusal))
        else:
            messages.success(
                request,
                gettext("Indsatsen går nu den korte vej.")
                if initiative.long_track
                else gettext("Indsatsen går nu den lange vej."),
            )
        return redirect("initiatives:checklist", pk)
    return render(request, "pages/track.html", {"initiative": initiative, "small": small, "form": form})
