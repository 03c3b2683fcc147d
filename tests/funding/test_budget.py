"""Sums, shares and what the money proves."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from funding.budget import budget_of
from funding.models import BudgetLine, FundingGuideline, FundingLine, FundingSource
from funding.plans import save_budget
from initiatives.checklist import assess, case_of
from initiatives.models import HistoryEntry, Initiative
from initiatives.proving import Met, composition
from initiatives.workflow import Refused
from tests import factories

pytestmark = pytest.mark.django_db


def source(name, kind):
    return FundingSource.objects.get_or_create(name=name, defaults={"kind": kind})[0]


def aab():
    return source("AAB's dispositionsfond", FundingSource.Kind.AAB)


def national_fund():
    return source("Landsbyggefonden", FundingSource.Kind.NATIONAL_FUND)


def prove(initiative):
    case = case_of(Initiative.objects.get(pk=initiative.pk))
    return composition().PROOFS["budget_balances"].check(case, factories.requirement("Ø.1"))


def write(initiative, costs, funding):
    save_budget(
        initiative,
        costs=[{"text": text, "amount": Decimal(amount)} for text, amount in costs],
        funding=[
            {"source": paid_by, "amount": Decimal(amount), "state": state, "note": ""}
            for paid_by, amount, state in funding
        ],
        by=initiative.created_by,
    )


def test_a_budget_that_balances_is_met():
    initiative = factories.make_initiative()
    write(initiative, [("Lokale", "12500.50")], [(aab(), "12500.50", "applied")])
    assert prove(initiative) == Met("Udgifter og kilder stemmer: 12.500,50 kr.")


def test_missing_money_is_told_in_kroner():
    initiative = factories.make_initiative()
    write(initiative, [("Lokale", "20000")], [(aab(), "7500", "granted")])
    result = prove(initiative)
    assert [reason.text for reason in result.reasons] == [
        "Budget og finansiering stemmer ikke. Der mangler 12.500 kr. Ret beløbet, eller tilføj en kilde."
    ]
    assert result.started is True


def test_too_much_money_is_told_too():
    initiative = factories.make_initiative()
    write(initiative, [("Lokale", "7500")], [(aab(), "20000", "granted")])
    assert [reason.text for reason in prove(initiative).reasons] == [
        "Budget og finansiering stemmer ikke. Der er 12.500 kr. for meget. Ret beløbet, eller fjern en kilde."
    ]


def test_no_budget_asks_for_one():
    result = prove(factories.make_initiative())
    assert [reason.text for reason in result.reasons] == [
        "Skriv, hvad indsatsen koster, og hvem der betaler. Koster den ikke noget, så skriv 0."
    ]
    assert result.started is False


def test_an_initiative_may_cost_nothing():
    initiative = factories.make_initiative()
    write(initiative, [("Kaffe, som beboerne giver", "0")], [])
    assert prove(initiative) == Met("Udgifter og kilder stemmer: 0 kr.")


def test_a_source_that_said_no_does_not_count():
    initiative = factories.make_initiative()
    write(initiative, [("Lokale", "100")], [(aab(), "100", "declined")])
    assert budget_of(initiative).paid_for == Decimal("0.00")


def test_a_local_share_below_the_guideline_is_told():
    FundingGuideline.objects.create(
        title="Retningslinjer", adopted_by="OB", in_force_from=factories.LONG_AGO, least_local_share=25
    )
    initiative = factories.make_initiative()
    write(
        initiative,
        [("Løn", "1000")],
        [(aab(), "220", "applied"), (national_fund(), "780", "applied")],
    )
    assert [reason.text for reason in prove(initiative).reasons] == [
        "Den lokale medfinansiering er 22 pct. Retningslinjen kræver 25 pct. "
        "Tilføj en lokal kilde, eller bed om mindre fra Landsbyggefonden."
    ]


def test_without_a_guideline_no_share_is_asked():
    initiative = factories.make_initiative()
    write(initiative, [("Løn", "1000")], [(national_fund(), "1000", "applied")])
    assert isinstance(prove(initiative), Met)


def test_money_from_outside_makes_displacement_relevant():
    initiative = factories.make_initiative(expects_outside_money=False)
    assert assess(initiative).point("1.2").status == "not_relevant"
    write(initiative, [("Løn", "100000")], [(national_fund(), "100000", "idea")])
    assert assess(initiative).point("1.2").status == "missing"


def test_volunteer_time_and_the_departments_own_money_are_not_from_outside():
    initiative = factories.make_initiative()
    write(
        initiative,
        [("Alt", "300")],
        [
            (aab(), "100", "idea"),
            (source("Afdelingen", FundingSource.Kind.DEPARTMENT), "100", "idea"),
            (source("Frivillige timer", FundingSource.Kind.VOLUNTEER_TIME), "100", "idea"),
        ],
    )
    assert budget_of(initiative).outside == Decimal("0.00")


def test_the_history_keeps_both_sides_and_the_same_budget_twice_is_one_change():
    initiative = factories.make_initiative()
    for _time in range(2):
        write(initiative, [("Lokale", "100")], [(aab(), "100", "idea")])
    entries = HistoryEntry.objects.filter(initiative=initiative, kind="budget")
    assert [entry.changes for entry in entries] == [
        {
            "udgifter": ["", "Lokale 100.00"],
            "kilder": ["", "AAB's dispositionsfond 100.00 (idea)"],
        }
    ]


def test_a_sent_case_keeps_its_budget():
    submission = factories.submitted_case()
    with pytest.raises(Refused) as refusal:
        write(submission.initiative, [("Lokale", "1")], [])
    assert str(refusal.value) == "Indsatsen er til godkendelse og kan ikke rettes nu."


@pytest.mark.parametrize("row", [{"text": "Lokale", "amount": -1}, {"text": "", "amount": 1}])
def test_a_cost_needs_a_text_and_is_not_negative(row):
    initiative = factories.make_initiative()
    with pytest.raises(IntegrityError), transaction.atomic():
        BudgetLine.objects.create(initiative=initiative, **row)


def test_funding_is_not_negative():
    initiative = factories.make_initiative()
    with pytest.raises(IntegrityError), transaction.atomic():
        FundingLine.objects.create(initiative=initiative, source=aab(), amount=-1)


def test_a_share_is_a_percentage():
    with pytest.raises(IntegrityError), transaction.atomic():
        FundingGuideline.objects.create(
            title="R", adopted_by="OB", in_force_from=factories.LONG_AGO, least_local_share=101
        )


# --- The page ---------------------------------------------------------------------------------
def posted(costs, funding, **extra):
    data = {
        "cost-TOTAL_FORMS": str(len(costs)),
        "cost-INITIAL_FORMS": "0",
        "fund-TOTAL_FORMS": str(len(funding)),
        "fund-INITIAL_FORMS": "0",
    }
    for i, (text, amount) in enumerate(costs):
        data |= {f"cost-{i}-text": text, f"cost-{i}-amount": amount}
    for i, (paid_by, amount) in enumerate(funding):
        data |= {
            f"fund-{i}-source": paid_by.pk if paid_by else "",
            f"fund-{i}-amount": amount,
            f"fund-{i}-state": "idea",
            f"fund-{i}-note": "",
        }
    return data | extra


@pytest.fixture
def staff_page(client):
    initiative = factories.make_initiative()
    client.force_login(initiative.created_by)
    return client, initiative, reverse("funding:budget", args=[initiative.pk])


def test_amounts_are_read_as_danes_write_them(staff_page):
    client, initiative, url = staff_page
    client.post(
        url, posted([("Lokale", "12.500"), ("Mad", "1.234,50 kr."), ("", "")], [(aab(), "13 734,50")])
    )
    assert list(initiative.budget_lines.values_list("text", "amount")) == [
        ("Lokale", Decimal("12500.00")),
        ("Mad", Decimal("1234.50")),
    ]
    assert list(initiative.funding_lines.values_list("amount", flat=True)) == [Decimal("13734.50")]


def test_a_letter_in_an_amount_keeps_everything_and_stores_nothing(staff_page):
    client, initiative, url = staff_page
    response = client.post(url, posted([("Lokale", "tolv tusind")], [(aab(), "12500")]))
    assert response.status_code == 200
    assert initiative.budget_lines.count() == 0
    page = response.content.decode()
    assert page.count('value="tolv tusind"') == 1
    assert page.count("Skriv beløbet i kroner, for eksempel 12500") == 2  # in the summary and at the field


def test_another_row_needs_no_script_and_judges_nothing(staff_page):
    client, _initiative, url = staff_page
    response = client.post(url, posted([("Lokale", "x")], [], add_cost="1"))
    assert len(response.context["costs"].forms) == 2
    assert response.content.decode().count('value="x"') == 1
    assert response.content.decode().count('class="fm"') == 0


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_the_database_the_same_number_of_times(staff_page, django_assert_num_queries, rows):
    client, initiative, url = staff_page
    write(initiative, [(f"Udgift {n}", "10") for n in range(rows)], [(aab(), "10", "idea")] * rows)
    client.get(url)  # the first visit after log-in writes the session
    with django_assert_num_queries(15):
        client.get(url)
