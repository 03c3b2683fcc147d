"""Two presses, or two people, on the same goal."""

import pytest
from django.urls import reverse

from evaluation import criteria
from evaluation.models import SuccessCriterion
from initiatives.models import HistoryEntry
from tests import factories

from .test_pages import typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def case():
    return factories.make_initiative(by=factories.make_staff("Mette Holm"))


def test_a_double_press_makes_one_goal(case):
    first = factories.add_criterion(case)
    assert factories.add_criterion(case) == first
    assert HistoryEntry.objects.filter(initiative=case, kind="criterion").count() == 1
    assert factories.add_criterion(case, target=41) != first


def test_a_goal_removed_meanwhile_is_told_and_leads_back(client, case, monkeypatch):
    goal = factories.add_criterion(case)
    real = criteria.lock_for_change

    def somebody_was_faster(initiative):
        SuccessCriterion.objects.all().delete()
        return real(initiative)

    monkeypatch.setattr(criteria, "lock_for_change", somebody_was_faster)
    client.force_login(case.responsible)
    page = client.post(
        reverse("evaluation:criterion_edit", args=[case.pk, goal.pk]),
        typed(case, target="44"),
        follow=True,
    )
    assert page.redirect_chain, page.context["form"].errors
    assert "Målet er fjernet i mellemtiden." in page.text


def test_a_goal_is_removed_once(case):
    goal = factories.add_criterion(case)
    same = SuccessCriterion.objects.get(pk=goal.pk)
    criteria.remove_criterion(goal, by=case.responsible)
    with pytest.raises(criteria.GoalRemoved):
        criteria.remove_criterion(same, by=case.responsible)
