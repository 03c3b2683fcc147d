"""What goals and the plan prove of point 6: met, unmet, and not met when reading them fails."""

import datetime as dt

import pytest

from aab_social import policy
from evaluation import proofs
from evaluation.facts import goals_record
from initiatives.checklist import PointStatus, assess, case_of
from initiatives.models import Initiative
from initiatives.proving import Met, Unmet
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft():
    make.make_policy()
    return make.make_initiative(by=make.make_staff("Mette Holm"))


def check(initiative, key):
    point = make.requirement(key)
    return policy.PROOFS[point.proof].check(case_of(Initiative.objects.get(pk=initiative.pk)), point)


def status(initiative, key):
    return assess(Initiative.objects.get(pk=initiative.pk)).point(key).status


def test_without_a_goal_the_point_says_what_to_write_who_and_where(draft):
    result = check(draft, "6.2")
    assert isinstance(result, Unmet)
    (reason,) = result.reasons
    assert reason.text.startswith("Skriv mindst ét mål, der kan måles.")
    assert (reason.who, reason.where) == ("Mette Holm", f"/indsatser/{draft.pk}/maal/")
    assert status(draft, "6.2") == PointStatus.MISSING


def test_one_goal_is_enough_and_is_named(draft):
    make.add_criterion(draft, name="Flere børn")
    assert check(draft, "6.2") == Met("1 mål: Flere børn")
    make.add_criterion(draft, name="Flere voksne")
    assert check(draft, "6.2") == Met("2 mål, blandt andet: Flere børn")
    assert status(draft, "6.2") == PointStatus.MET


def test_a_pilot_needs_goals_like_any_other(draft):
    Initiative.objects.filter(pk=draft.pk).update(is_pilot=True)
    assert isinstance(check(draft, "6.2"), Unmet)


def test_without_a_plan_the_point_says_what_to_choose(draft):
    result = check(draft, "6.3")
    assert isinstance(result, Unmet)
    assert result.reasons[0].where == f"/indsatser/{draft.pk}/evalueringer/plan/"
    assert status(draft, "6.3") == PointStatus.MISSING


def test_a_plan_is_told_in_a_sentence(draft):
    make.plan_evaluations(draft, first_on=dt.date(2027, 3, 1))
    result = check(draft, "6.3")
    assert result == Met("Hvert halve år fra 1. marts 2027. Bestyrelsen i hver afdeling svarer.")


@pytest.mark.parametrize("key", ["6.2", "6.3"])
def test_a_proof_that_raises_counts_as_not_met(draft, key, monkeypatch):
    make.add_criterion(draft)
    make.plan_evaluations(draft)

    def broken(case):
        raise RuntimeError("the table is gone")

    monkeypatch.setattr(proofs, "criteria", broken)
    monkeypatch.setattr(proofs, "plan", broken)
    assert status(draft, key) == PointStatus.MISSING
    assert not assess(draft).holds


def test_the_number_of_goals_is_a_fact(draft):
    make.add_criterion(draft)
    assert case_of(draft).fact("success_criteria") == 1


def test_the_decision_keeps_the_goals_and_the_plan_as_they_were(draft):
    make.add_criterion(draft, name="Flere børn")
    make.plan_evaluations(draft)
    record = goals_record(case_of(Initiative.objects.get(pk=draft.pk)))
    assert record["criteria"][0]["name"] == "Flere børn"
    assert record["plan"]["answered_by"] == "board"
    empty = goals_record(case_of(make.make_initiative(name="En anden")))
    assert empty == {"criteria": [], "plan": None}
