"""The gate: it fails closed, every condition of version 1 is tried, and each strength does what it says."""

import datetime as dt
from dataclasses import replace

import pytest

from aab_social import policy
from initiatives.checklist import PointStatus, assess
from initiatives.models import Initiative, PhysicalProject, Requirement, RequirementCondition, Strength
from tests import factories as make

pytestmark = pytest.mark.django_db


def status(initiative, key):
    return assess(Initiative.objects.get(pk=initiative.pk)).point(key).status


def building(case, *, name="Nye altaner", department="52", starts_on=dt.date(2026, 1, 1), ends_on=None):
    project = PhysicalProject.objects.create(name=name, starts_on=starts_on, ends_on=ends_on)
    project.departments.add(make.make_department(department))
    return project


# --- The gate fails closed ------------------------------------------------------------------
@pytest.mark.parametrize("key", sorted(policy.PROOFS))
def test_a_proof_that_raises_counts_as_not_met(mette, monkeypatch, key, caplog):
    case = make.complete_case(
        by=mette, expects_outside_money=True, involves_municipality=True, concerns_debt=True
    )
    building(case, department="58")

    def broken(_case, _requirement):
        raise RuntimeError("the database is on fire")

    monkeypatch.setitem(policy.PROOFS, key, replace(policy.PROOFS[key], check=broken))
    assessment = assess(case)
    points = [p for p in assessment.points if p.requirement.proof == key and p.is_relevant]
    assert points
    for point in points:
        assert point.status == PointStatus.MISSING
        assert [r.text for r in point.reasons] == [
            "Vi kan ikke vurdere punktet lige nu. Det tæller som ikke opfyldt. Ring til os."
        ]
    # The building blocks on its own (3.1), so each point is looked at: all stop the case but what is only "Gerne".
    stopped = {p.key for p in points} & {p.key for p in assessment.blocking}
    assert stopped == {p.key for p in points if p.requirement.strength != Strength.MAY}
    assert assessment.holds is False
    assert "could not be checked" in caplog.text


@pytest.mark.parametrize("key", sorted(policy.FACTS))
def test_a_fact_that_raises_makes_no_point_disappear(mette, monkeypatch, key):
    case = make.complete_case(by=mette)
    before = {point.key for point in assess(case).points}
    asks = set(Requirement.objects.filter(conditions__fact=key).values_list("key", flat=True))

    def broken(_case):
        raise RuntimeError("unreadable")

    monkeypatch.setitem(policy.FACTS, key, replace(policy.FACTS[key], read=broken))
    assessment = assess(case)
    assert {point.key for point in assessment.points} == before
    assert {p.key for p in assessment.points if p.status == PointStatus.MISSING} == asks
    musts = {p.key for p in assessment.points if p.requirement.strength != Strength.MAY}
    assert assessment.holds is not bool(asks & musts)


def test_an_unknown_proof_or_fact_counts_as_not_met(mette, monkeypatch):
    case = make.complete_case(by=mette)
    monkeypatch.delitem(policy.PROOFS, "budget_balances")
    assert status(case, "Ø.1") == PointStatus.MISSING
    monkeypatch.delitem(policy.FACTS, "has_end_date")
    assert status(case, "6.4") == PointStatus.MISSING


def test_without_a_policy_in_force_nothing_holds(mette):
    case = make.make_initiative(by=mette)
    assessment = assess(case, on=dt.date(2017, 6, 13))  # the day before version 1
    assert (assessment.version, assessment.points, assessment.holds) == (None, (), False)


# --- Every condition of version 1 -----------------------------------------------------------
def relevant(case):
    return {p.key for p in assess(Initiative.objects.get(pk=case.pk)).points if p.is_relevant}


def test_every_condition_of_version_1_is_tried_below():
    make.make_policy()
    conditions = RequirementCondition.objects.values_list("requirement__key", "fact", "operator", "value")
    assert set(conditions) == {
        ("1.2", "external_cofinancing", "above", "0"),
        ("1.2", "expects_outside_money", "is_true", ""),
        ("2.2", "concerns_debt", "is_true", ""),
        ("2.2", "focus_areas", "contains", "forebyggelse"),
        ("2.2", "focus_areas", "contains", "tryghed"),
        ("3.1", "overlapping_physical_projects", "above", "0"),
        ("5.2", "involves_municipality", "is_true", ""),
        ("5.2", "municipal_authorities", "above", "0"),
        ("6.4", "has_end_date", "is_true", ""),
    }


def test_money_from_outside_makes_displacement_relevant_expected_or_in_the_budget(mette):
    case = make.make_initiative(by=mette)
    point = assess(case).point("1.2")
    assert (point.status, point.note) == (PointStatus.NOT_RELEVANT, "Der er ingen penge udefra.")
    Initiative.objects.filter(pk=case.pk).update(expects_outside_money=True)
    assert "1.2" in relevant(case)
    make.add_budget(Initiative.objects.get(pk=case.pk), cost=200_000)
    Initiative.objects.filter(pk=case.pk).update(expects_outside_money=False)
    assert "1.2" in relevant(case)
    case.funding_lines.filter(source__name="En fond").update(state="declined")
    assert "1.2" not in relevant(case)


@pytest.mark.parametrize(
    ("area", "asked"),
    [("tryghed", True), ("forebyggelse", True), ("uddannelse", False), ("kriminalpraevention", False)],
)
def test_debt_is_asked_about_in_two_areas(mette, area, asked):
    case = make.make_initiative(by=mette, areas=[make.area(area)])
    assert ("2.2" in relevant(case)) is asked


def test_debt_is_asked_about_when_the_case_says_so(mette):
    case = make.make_initiative(by=mette, areas=[])
    assert "2.2" not in relevant(case)
    Initiative.objects.filter(pk=case.pk).update(concerns_debt=True)
    assert "2.2" in relevant(case)


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "asked"),
    [
        (dt.date(2027, 1, 1), dt.date(2027, 3, 1), True),
        (None, None, True),
        (dt.date(2020, 1, 1), dt.date(2027, 1, 31), False),
        (dt.date(2020, 1, 1), dt.date(2027, 2, 1), True),
        (dt.date(2027, 6, 30), None, True),
        (dt.date(2027, 7, 1), None, False),
    ],
)
def test_building_work_counts_when_it_touches_the_period(mette, starts_on, ends_on, asked):
    case = make.make_initiative(by=mette, starts_on=dt.date(2027, 2, 1), ends_on=dt.date(2027, 6, 30))
    building(case, department="58", starts_on=starts_on, ends_on=ends_on)
    assert ("3.1" in relevant(case)) is asked


def test_building_work_elsewhere_does_not_count(mette):
    case = make.make_initiative(by=mette)
    building(case, department="7")
    assert "3.1" not in relevant(case)


def test_the_municipality_makes_a_contract_relevant_said_or_as_a_partner(mette):
    case = make.make_initiative(by=mette)
    assert assess(case).point("5.2").note == "Kommunen er ikke med."
    Initiative.objects.filter(pk=case.pk).update(involves_municipality=True)
    assert "5.2" in relevant(case)
    Initiative.objects.filter(pk=case.pk).update(involves_municipality=False)
    make.add_municipal_partner(case, by=mette)
    assert "5.2" in relevant(case)


def test_an_end_date_asks_what_happens_afterwards(mette):
    assert "6.4" in relevant(make.make_initiative(by=mette))
    assert "6.4" not in relevant(make.make_initiative(by=mette, ends_on=None))


# --- Strengths ------------------------------------------------------------------------------
@pytest.mark.parametrize("key", ["2.1", "3.1", "4.1", "5.2", "6.4", "6.5"])
def test_an_explanation_settles_a_point_that_may_be_explained(mette, key):
    case = make.make_initiative(by=mette, areas=[], involves_municipality=True)
    building(case, department="58")
    assert assess(case).point(key).blocks
    case.explanations.create(
        requirement_key=key, text="Fordi det er småt.", written_by=mette, written_at=case.created_at
    )
    point = assess(case).point(key)
    assert (point.status, point.note, point.blocks) == (PointStatus.EXPLAINED, "Fordi det er småt.", False)


@pytest.mark.parametrize("key", ["1.1", "1.3", "5.1", "6.1", "6.2", "6.3", "Ø.1"])
def test_an_explanation_is_no_way_out_of_a_must(mette, key):
    case = make.make_initiative(by=mette)
    case.explanations.create(requirement_key=key, text="Nej.", written_by=mette, written_at=case.created_at)
    assert assess(case).point(key).blocks


def test_what_one_would_like_never_blocks(mette):
    case = make.make_initiative(by=mette)
    point = assess(case).point("1.4")
    assert (point.status, point.blocks) == (PointStatus.MISSING, False)


def test_a_complete_case_holds_in_every_shape(mette):
    shapes = [
        {},
        {"ends_on": None},
        {"expects_outside_money": True},
        {"involves_municipality": True},
        {"areas": [make.area("tryghed")]},
    ]
    for shape in shapes:
        assert assess(make.complete_case(by=mette, **shape)).blocking == []
