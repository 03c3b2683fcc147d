"""Promised results are the initiative's own goals, and no others."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from evaluation.models import PromisedResult
from evaluation.promising import promise
from initiatives import workflow
from initiatives.models import Initiative, Status, StrategicAgreement
from initiatives.partners import record_contract
from initiatives.workflow import Refused
from tests import factories

pytestmark = pytest.mark.django_db
QUERIES = 11


@pytest.fixture
def case(client):
    mette = factories.make_staff("Mette Holm")
    client.force_login(mette)
    case = factories.make_initiative(by=mette, involves_municipality=True)
    factories.add_criterion(case, name="Flere får job")
    factories.add_criterion(case, name="Færre er uden job")
    return case


@pytest.fixture
def contract(case):
    partnership = factories.add_municipal_partner(case, by=case.created_by, state=None)
    return record_contract(partnership, state="signed", signed_on=factories.today(), by=case.created_by)


def promised(contract):
    return [str(row) for row in PromisedResult.objects.filter(contract=contract)]


def test_a_contract_promises_goals_of_its_own_initiative_and_shows_their_lines(client, case, contract):
    url = reverse("evaluation:promises", args=[case.pk])
    assert "lover ingen mål" in client.get(url).text
    goal = case.criteria.get(name="Flere får job")
    answer = client.post(url, {f"contract_{contract.pk}": [goal.pk], "gem": "1"})
    assert answer.url == reverse("initiatives:checklist", args=[case.pk])
    assert promised(contract) == ["Flere får job"]
    page = client.get(url).text
    assert ("lover ingen mål" in page, "maallinje" in page) == (False, True)


def test_another_initiatives_goal_cannot_be_promised(client, case, contract):
    foreign = factories.add_criterion(factories.make_initiative(by=case.created_by))
    with pytest.raises(Refused, match="indsatsens egne mål"):
        promise(contract, [foreign], by=case.created_by)
    answer = client.post(
        reverse("evaluation:promises", args=[case.pk]), {f"contract_{contract.pk}": [foreign.pk], "gem": "1"}
    )
    assert answer.status_code == 200
    assert promised(contract) == []


def test_the_same_promise_twice_is_one_change_and_a_sent_case_makes_none(case, contract):
    goals = list(case.criteria.all())
    for _ in range(2):
        promise(contract, goals, by=case.created_by)
    assert list(case.history.values_list("kind", flat=True)).count("promise") == 1
    Initiative.objects.filter(pk=case.pk).update(
        status=Status.SUBMITTED, first_submitted_at=case.created_at, policy_version=factories.make_policy()
    )
    with pytest.raises(Refused):
        promise(contract, [], by=case.created_by)


def test_a_promise_belongs_to_one_agreement_and_stands_once(case, contract):
    goal = case.criteria.first()
    plan = StrategicAgreement.objects.create(title="Plan", initiative=case, state="draft")
    PromisedResult.objects.create(criterion=goal, contract=contract)
    for broken in ({}, {"contract": contract, "strategic": plan}, {"contract": contract}):
        with pytest.raises(IntegrityError), transaction.atomic():
            PromisedResult.objects.create(criterion=goal, **broken)


def test_the_contract_page_says_that_no_results_are_promised_until_some_are(client, case, contract):
    url, words = reverse("initiatives:contracts", args=[case.pk]), "men den lover ingen mål. Vælg de mål"
    assert words in client.get(url).text
    promise(contract, case.criteria.all()[:1], by=case.created_by)
    assert words not in client.get(url).text


def test_a_running_case_goes_back_to_its_contract_when_promises_are_saved(client):
    case = factories.running_case(involves_municipality=True)
    client.force_login(case.created_by)
    contract = case.partnerships.get(result_contract__isnull=False).result_contract
    answer = client.post(reverse("evaluation:promises", args=[case.pk]), {"gem": "1"})
    assert answer.url == reverse("initiatives:contracts", args=[case.pk])
    assert promised(contract) == []


def test_a_proposed_change_has_the_promises_and_what_it_promises_more_comes_back(case):
    running = factories.running_case(involves_municipality=True)
    contract = running.partnerships.get(result_contract__isnull=False).result_contract
    copy = factories.proposed_change(running)
    copied = copy.partnerships.get(result_contract__isnull=False).result_contract
    assert promised(copied) == promised(contract) == ["Børn, der kommer hver uge"]
    factories.add_criterion(copy, name="Forældre, der er med")
    factories.promise_goals(copy, by=copy.responsible)
    workflow.submit(copy, by=copy.responsible)
    factories.decide_next(copy)
    assert promised(contract) == ["Børn, der kommer hver uge", "Forældre, der er med"]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_the_same_number_of_times(client, case, contract, django_assert_num_queries, rows):
    for number in range(rows - 1):
        StrategicAgreement.objects.create(title=f"P{number}", initiative=case, state="signed")
    promise(contract, case.criteria.all(), by=case.created_by)
    url = reverse("evaluation:promises", args=[case.pk])
    client.get(url)
    with django_assert_num_queries(QUERIES):
        client.get(url)
