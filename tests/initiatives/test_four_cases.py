"""Every proof and every condition of the gate in four cases: met, unmet, not applicable, and broken.

A proof or a fact that is added to the composition without its cases here fails the first test below.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest
from django.urls import reverse

from aab_social import policy
from funding.models import FundingGuideline, FundingSource
from initiatives import gate_faults
from initiatives.checklist import PointStatus, assess, check
from initiatives.checklist_rows import rows_now
from initiatives.models import (
    Initiative,
    PhysicalProject,
    PolicyVersion,
    Requirement,
    RequirementCondition,
    Strength,
)
from initiatives.policy_versions import copy_version
from initiatives.proving import Case, Met, NotApplicable, Unmet
from tests import factories as make

pytestmark = pytest.mark.django_db

WITH_MONEY = {"expects_outside_money": True}
WITH_CITY = {"involves_municipality": True}
WITH_END = {"ends_on": dt.date(2030, 6, 30)}


def complete(**facts) -> Callable:
    return lambda by: make.complete_case(by=by, **facts)


def bare(**facts) -> Callable:
    return lambda by: make.make_initiative(by=by, **facts)


def building(make_case: Callable, *, linked: bool = False) -> Callable:
    def build(by):
        case = make_case(by)
        project = PhysicalProject.objects.create(name="Nye altaner", starts_on=case.starts_on)
        project.departments.add(*case.departments.all())
        if linked:
            case.physical_links.create(project=project, how="Vi bruger byggepladsens skur.")
        return case

    return build


@dataclass(frozen=True)
class ProofCases:
    """Cases to try a proof of `point` on, under version 1 of the policy.

    `not_applicable` is None where version 1 asks every case: then a version is tried that asks only some.
    """

    point: str
    met: Callable
    unmet: Callable
    not_applicable: Callable | None


PROOFS = {
    "residents_decided": ProofCases("1.1", complete(), bare(), None),
    "displacement_examined": ProofCases("1.2", complete(**WITH_MONEY), bare(**WITH_MONEY), bare()),
    "stated": ProofCases("6.4", complete(**WITH_END), bare(**WITH_END), bare(ends_on=None)),
    "debt_help_offered": ProofCases("2.2", complete(concerns_debt=True), bare(concerns_debt=True), bare()),
    "physical_projects_linked": ProofCases("3.1", building(bare(), linked=True), building(bare()), bare()),
    "partners_named": ProofCases("4.1", complete(), bare(), None),
    "result_contracts": ProofCases("5.2", complete(**WITH_CITY), bare(**WITH_CITY), bare()),
    "evidence_or_pilot": ProofCases("6.1", complete(), bare(), None),
    "criteria_measurable": ProofCases("6.2", complete(), bare(), None),
    "evaluation_planned": ProofCases("6.3", complete(), bare(), None),
    "focus_area_chosen": ProofCases("6.5", complete(), bare(areas=[]), None),
    "budget_balances": ProofCases("Ø.1", complete(), bare(), None),
}


@dataclass(frozen=True)
class FactCases:
    """A condition on the fact, a case where it holds and one where it does not."""

    operator: str
    holds: Callable
    fails: Callable
    value: str = ""


def in_area(key: str) -> Callable:
    return lambda by: make.make_initiative(by=by, areas=[make.area(key)])


def with_partner(by):
    case = make.make_initiative(by=by, involves_municipality=True)
    make.add_municipal_partner(case, by=by)
    return case


def with_goal(by):
    case = make.make_initiative(by=by)
    make.add_criterion(case, by=by)
    return case


def asked_for_the_long_way(by):
    case = make.make_initiative(by=by)
    Initiative.objects.filter(pk=case.pk).update(long_track=True)
    return case


def an_experiment(by):
    case = make.make_initiative(by=by)
    make.answer_knowledge(case, by=by, is_pilot=True)
    return case


def beyond(**limits) -> Callable:
    """A case that asks AAB for more than the guideline in force says."""

    def build(by):
        FundingGuideline.objects.create(
            title="Retningslinjer", adopted_by="OB", in_force_from=make.LONG_AGO, **limits
        )
        return make.complete_case(by=by, cost=20_000)

    return build


def with_auditor(by):
    case = make.complete_case(by=by)
    FundingSource.objects.update(needs_auditor=True)
    return case


def more_time(by):
    """A proposed change that is only about when the initiative ends."""
    copy = make.proposed_change(make.approved_case(by=by))
    make.change_facts(copy, by=by, ends_on=dt.date(2031, 6, 30))
    return Initiative.everything.get(pk=copy.pk)


def more_money(by):
    copy = make.proposed_change(make.approved_case(by=by))
    make.add_budget(copy, by=by, cost=50_000)
    return Initiative.everything.get(pk=copy.pk)


def far_more_money(by):
    copy = make.proposed_change(make.approved_case(by=by))
    make.add_budget(copy, by=by, cost=90_000)
    return Initiative.everything.get(pk=copy.pk)


FACTS = {
    "changes_scope": FactCases("is_true", bare(), more_time),
    "expects_outside_money": FactCases("is_true", bare(**WITH_MONEY), bare()),
    "involves_municipality": FactCases("is_true", bare(**WITH_CITY), bare()),
    "municipal_authorities": FactCases("above", with_partner, bare(), "0"),
    "departments": FactCases("at_least", bare(), bare(), "1"),
    "department_numbers": FactCases("contains", bare(), bare(), "58"),
    "is_pilot": FactCases("is_true", an_experiment, bare()),
    "has_end_date": FactCases("is_true", bare(**WITH_END), bare(ends_on=None)),
    "focus_areas": FactCases("contains", in_area("tryghed"), in_area("uddannelse"), "tryghed"),
    "long_track": FactCases("is_true", asked_for_the_long_way, bare()),
    "concerns_debt": FactCases("is_true", bare(concerns_debt=True), bare()),
    "overlapping_physical_projects": FactCases("above", building(bare()), bare(), "0"),
    "external_cofinancing": FactCases("above", complete(**WITH_MONEY), bare(), "0"),
    "aab_amount": FactCases("above", complete(), bare(), "0"),
    "over_leader_limit": FactCases("is_true", beyond(leader_limit=10_000), bare()),
    "extra_over_leader_limit": FactCases("is_true", far_more_money, more_money),
    "over_guideline": FactCases("is_true", beyond(most_from_aab=10_000), bare()),
    "total_cost": FactCases("above", complete(), bare(), "0"),
    "aab_share": FactCases("above", complete(), bare(), "0"),
    "needs_auditor": FactCases("is_true", with_auditor, bare()),
    "extra_aab_amount": FactCases("above", more_money, bare(), "0"),
    "success_criteria": FactCases("above", with_goal, bare(), "0"),
}


def test_every_proof_and_every_fact_has_its_cases_here():
    assert set(PROOFS) == set(policy.PROOFS)
    assert set(FACTS) == set(policy.FACTS)


def point_under(version: PolicyVersion, case: Initiative, key: str):
    fresh = Initiative.everything.get(pk=case.pk)
    return assess(fresh, case=Case(fresh, version, make.today())).point(key)


def asked_only_when(key: str, fact: str, operator: str, value: str = "", *, group: int = 1) -> PolicyVersion:
    """A draft of version 2 in which the point is asked only of cases where the condition holds."""
    version = copy_version(make.make_policy())
    point = Requirement.objects.get(principle__version=version, key=key)
    point.conditions.all().delete()
    RequirementCondition.objects.create(
        requirement=point, fact=fact, operator=operator, value=value, group=group
    )
    return version


# --- Proofs -------------------------------------------------------------------------------------
@pytest.mark.parametrize("key", sorted(PROOFS))
def test_a_proof_is_met(mette, key):
    cases = PROOFS[key]
    case = cases.met(mette)
    point = point_under(make.make_policy(), case, cases.point)
    assert (point.requirement.proof, point.status, point.blocks) == (key, PointStatus.MET, False)
    assert isinstance(check(Case(case, make.make_policy(), make.today()), point.requirement), Met)


@pytest.mark.parametrize("key", sorted(PROOFS))
def test_a_proof_is_unmet_and_says_what_is_missing_and_who_can_mend_it(mette, key):
    cases = PROOFS[key]
    case = cases.unmet(mette)
    point = point_under(make.make_policy(), case, cases.point)
    assert (point.requirement.proof, point.is_in_place, point.fault) == (key, False, "")
    assert point.blocks is (point.requirement.strength != Strength.MAY)
    assert isinstance(check(Case(case, make.make_policy(), make.today()), point.requirement), Unmet)
    for reason in point.reasons:
        assert all((reason.text, reason.who, str(reason.where).startswith("/"), reason.action)), reason


@pytest.mark.parametrize("key", sorted(PROOFS))
def test_a_proof_does_not_apply_and_the_point_says_why(mette, key):
    cases = PROOFS[key]
    if cases.not_applicable is None:
        version = asked_only_when(cases.point, "long_track", "is_true")
        case = cases.unmet(mette)
    else:
        case = cases.not_applicable(mette)
        version = make.make_policy()
    point = point_under(version, case, cases.point)
    assert (point.status, point.blocks, bool(point.note)) == (PointStatus.NOT_RELEVANT, False, True)
    assert isinstance(check(Case(case, version, make.today()), point.requirement), NotApplicable)


@pytest.mark.parametrize("key", sorted(PROOFS))
def test_a_proof_that_breaks_counts_as_not_met_and_administrators_are_told(mette, monkeypatch, client, key):
    cases = PROOFS[key]
    case = cases.met(mette)

    def broken(_case, _requirement):
        raise LookupError("Karen Juhl, 010190-1234")

    monkeypatch.setitem(policy.PROOFS, key, replace(policy.PROOFS[key], check=broken))
    told_of(f"{key}: LookupError", point_under(make.make_policy(), case, cases.point), case, client)


# --- Conditions -----------------------------------------------------------------------------------
POINT = "1.3"  # asked of every case in version 1, and proven by words


def under(cases: FactCases, key: str, *, value: str | None = None) -> PolicyVersion:
    return asked_only_when(POINT, key, cases.operator, cases.value if value is None else value)


@pytest.mark.parametrize("key", sorted(FACTS))
def test_a_condition_that_holds_makes_the_point_count(mette, key):
    cases = FACTS[key]
    case = cases.holds(mette)
    assert point_under(under(cases, key), case, POINT).is_relevant


@pytest.mark.parametrize("key", sorted(FACTS))
def test_a_condition_that_does_not_hold_takes_the_point_away_with_its_reason(mette, key):
    cases = FACTS[key]
    elsewhere = {"departments": "2", "department_numbers": "33"}  # every case has a department
    version = under(cases, key, value=elsewhere.get(key))
    case = cases.fails(mette)
    point = point_under(version, case, POINT)
    assert (point.status, point.note) == (PointStatus.NOT_RELEVANT, str(policy.FACTS[key].when_not))


@pytest.mark.parametrize("key", sorted(FACTS))
def test_a_condition_makes_no_difference_where_another_way_in_holds(mette, key):
    cases = FACTS[key]
    version = under(cases, key, value={"departments": "2", "department_numbers": "33"}.get(key))
    RequirementCondition.objects.create(
        requirement=Requirement.objects.get(principle__version=version, key=POINT),
        fact="departments",
        operator="at_least",
        value="1",
        group=2,
    )
    case = cases.fails(mette)
    assert point_under(version, case, POINT).is_relevant


@pytest.mark.parametrize("key", sorted(FACTS))
def test_a_condition_that_breaks_counts_as_not_met_and_administrators_are_told(
    mette, monkeypatch, client, key
):
    cases = FACTS[key]
    version = under(cases, key)
    case = make.complete_case(by=mette)

    def broken(_case):
        raise LookupError("Karen Juhl, 010190-1234")

    monkeypatch.setitem(policy.FACTS, key, replace(policy.FACTS[key], read=broken))
    told_of(f"{key}: LookupError", point_under(version, case, POINT), case, client)


def told_of(fault: str, point, case, client) -> None:
    """The point counts as not met; the fault is named to administrators alone, without what it was about."""
    assert (point.status, point.fault) == (PointStatus.MISSING, fault)
    assert point.blocks is (point.requirement.strength != Strength.MAY)
    assert [r.text for r in point.reasons] == [
        "Vi kan ikke vurdere punktet lige nu. Det tæller som ikke opfyldt. Ring til os."
    ]
    found = gate_faults.recent()
    assert [(f"{f.what}: {f.kind}", f.initiative_id) for f in found] == [(fault, case.pk)]
    assert "Karen" not in repr(found)
    client.force_login(make.make_administrator())
    page = client.get(reverse("admin:initiatives_policyversion_changelist")).text
    assert f"{fault}. Sidst" in page
    assert reverse("initiatives:checklist", args=[case.pk]) in page
    assert "Karen Juhl" not in page


def test_only_an_administrator_reads_the_fault_on_the_checklist(mette, monkeypatch, client):
    case = make.complete_case(by=mette)

    def broken(_case, _requirement):
        raise LookupError("Karen Juhl, 010190-1234")

    monkeypatch.setitem(policy.PROOFS, "stated", replace(policy.PROOFS["stated"], check=broken))
    seen = {}
    for person in (mette, make.make_administrator()):
        client.force_login(person)
        page = client.get(reverse("initiatives:checklist", args=[case.pk])).text
        seen[person.name] = ("Kontrollen gik i stykker: stated: LookupError." in page, "Karen" in page)
    assert seen == {"Mette Holm": (False, False), "Ada Admin": (True, False)}
    assert {row.fault for row in rows_now(assess(case), reader_id=0).rows} == {""}


def test_faults_are_told_for_thirty_days_each_kind_once(mette, monkeypatch):
    for case in (7, 8):
        gate_faults.remember("stated", LookupError(), case)
    gate_faults.remember("stated", ValueError(), 7)
    assert [(f.kind, f.initiative_id) for f in gate_faults.recent()] == [
        ("ValueError", 7),
        ("LookupError", 8),
    ]
    later = make.timezone.now() + dt.timedelta(days=31)
    monkeypatch.setattr(gate_faults.timezone, "now", lambda: later)
    assert gate_faults.recent() == []


def test_a_cache_that_is_away_keeps_nobody_from_reading(mette, monkeypatch, caplog):
    def away(*_args):
        raise ConnectionError

    monkeypatch.setattr(gate_faults.cache, "get", away)
    assert gate_faults.remember("stated", LookupError(), 7) == "stated: LookupError"
    assert "could not be noted" in caplog.text
