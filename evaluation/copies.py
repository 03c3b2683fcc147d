"""The goals of a case in an approved version, and in a copy on which a change is proposed."""

from __future__ import annotations

from django.utils.formats import date_format
from django.utils.translation import gettext

from accounts.templatetags.portal import kroner
from initiatives.amendments import copy_row
from initiatives.models import Initiative, ResultContract

from .models import Continuation, EvaluationPlan, PilotPlan, PromisedResult, SuccessCriterion
from .results import goals_of

GOAL = "goal:"
PLAN, CONTINUATION, PILOT = "evaluation_plan", "continuation", "pilot_stop"
FREE_KEYS = (PLAN, CONTINUATION, PILOT)
PLANS = {
    PLAN: (EvaluationPlan, ("rhythm", "first_on", "fixed_days", "answered_by_role", "asks_from")),
    CONTINUATION: (
        Continuation,
        ("bearer", "who", "yearly_cost", "money_from", "written_by", "written_at", "looked_at_on"),
    ),
    PILOT: (PilotPlan, ("stop_on", "set_by", "set_at")),
}
"""The plans of which a case has one each, and what of them a proposal changes: never a verdict."""
COLUMNS = tuple(
    field.name
    for field in SuccessCriterion._meta.concrete_fields
    if field.name not in ("id", "initiative", "name")
)


def version_rows(initiative: Initiative) -> list[tuple[str, str, str]]:
    """Every goal in one sentence, and the plans, as (key, label, text) in Danish."""
    goals = [
        (f"{GOAL}{goal.name}", goal.name, f"{goal.sentence} {goal.criterion.method}")
        for goal in goals_of(initiative)
    ]
    return goals + _plans(initiative)


def _plans(initiative: Initiative) -> list[tuple[str, str, str]]:
    rows = []
    if plan := EvaluationPlan.objects.filter(initiative=initiative).first():
        text = gettext("%(rhythm)s fra %(day)s. %(who)s svarer.") % {
            "rhythm": plan.get_rhythm_display(),
            "day": date_format(plan.first_on, "j. F Y"),
            "who": plan.get_answered_by_role_display(),
        }
        rows.append((PLAN, gettext("Evaluering"), text))
    if after := Continuation.objects.filter(initiative=initiative).first():
        parts = [after.get_bearer_display(), after.who]
        if after.yearly_cost:
            parts += [gettext("%(amount)s om året") % {"amount": kroner(after.yearly_cost)}, after.money_from]
        rows.append((CONTINUATION, gettext("Hvem der tager over bagefter"), ", ".join(filter(None, parts))))
    if pilot := PilotPlan.objects.filter(initiative=initiative).first():
        rows.append((PILOT, gettext("Stopdato for forsøget"), date_format(pilot.stop_on, "j. F Y")))
    return rows


def copy(source: Initiative, target: Initiative) -> None:
    """The goals, without what was measured, the plans, and which goals the result contracts promise."""
    for criterion in source.criteria.all():
        copy_row(criterion, initiative=target)
    _copy_promises(source, target)
    for model, _columns in PLANS.values():
        for row in model.objects.filter(initiative=source):
            copy_row(row, initiative=target)


def put_back(source: Initiative, target: Initiative, changed: set[str]) -> None:
    """Goals and plans that are new or differ; a goal that is gone stays while it has been measured.

    What contracts promise in the proposal is added. Nothing promised is taken away here: staff do that on the case
    itself, also while it runs.
    """
    for key in PLANS.keys() & changed:
        _put_plan_back(key, source, target)
    new = {criterion.name: criterion for criterion in source.criteria.all()}
    standing = {criterion.name: criterion for criterion in target.criteria.all()}
    for name in (key.removeprefix(GOAL) for key in changed if key.startswith(GOAL)):
        if name in new and name in standing:
            for column in COLUMNS:
                setattr(standing[name], column, getattr(new[name], column))
            standing[name].save()
        elif name in new:
            copy_row(new[name], initiative=target)
        elif name in standing and not standing[name].measurements.exists():
            standing[name].delete()
    _copy_promises(source, target)


def _copy_promises(source: Initiative, target: Initiative) -> None:
    """Each goal that a contract of the one case promises, promised by the same contract of the other."""
    partner = "contract__partnership__partner"
    promised = PromisedResult.objects.filter(contract__partnership__initiative=source)
    wanted = set(promised.values_list(partner, "criterion__name"))
    if not wanted:
        return
    there = PromisedResult.objects.filter(contract__partnership__initiative=target)
    wanted -= set(there.values_list(partner, "criterion__name"))
    contracts = {
        contract.partnership.partner_id: contract
        for contract in ResultContract.objects.filter(partnership__initiative=target).select_related(
            "partnership"
        )
    }
    goals = {goal.name: goal for goal in target.criteria.all()}
    PromisedResult.objects.bulk_create(
        PromisedResult(contract=contracts[with_], criterion=goals[name])
        for with_, name in sorted(wanted)
        if with_ in contracts and name in goals
    )


def _put_plan_back(key: str, source: Initiative, target: Initiative) -> None:
    model, columns = PLANS[key]
    new = model.objects.filter(initiative=source).first()
    there = model.objects.filter(initiative=target).first()
    if new is None or getattr(there, "verdict", ""):
        return
    if there is None:
        copy_row(new, initiative=target)
        return
    for column in columns:
        setattr(there, column, getattr(new, column))
    there.save(update_fields=columns)
