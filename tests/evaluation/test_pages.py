"""The pages of goals, plan and evaluations: what they say, who may press what, and what they cost."""

import datetime as dt
import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from evaluation import examples
from evaluation.answers import Answer, answer
from evaluation.measuring import measure
from evaluation.models import Evaluation, EvaluationPlan, Measurement, SuccessCriterion
from evaluation.not_answering import skip
from evaluation.planning import ensure_evaluations
from initiatives.models import BoardSeat, FocusArea, HistoryEntry, SavedAnswer
from tests import factories

from .conftest import running

pytestmark = pytest.mark.django_db


@pytest.fixture
def mette():
    return factories.make_staff()


@pytest.fixture
def draft(clock, mette):
    factories.make_policy()
    factories.make_body()
    return factories.make_initiative(by=mette)


@pytest.fixture
def staff(mette):
    return browser_of(mette)


def browser_of(person):
    client = Client()
    client.force_login(person)
    return client


def url(initiative, name, *args):
    return reverse(f"evaluation:{name}", args=[initiative.pk, *args])


def page(response):
    return re.sub(r"\s+", " ", response.content.decode())


def typed(initiative, **changes):
    end = initiative.ends_on
    plain = {
        "name": "Flere deltager",
        "baseline": "12",
        "target": "40",
        "target_on_day": end.day,
        "target_on_month": end.month,
        "target_on_year": end.year,
        "method": "Vi tæller ved døren.",
        "unit": "count",
        "direction": "",
    }
    return plain | changes


# --- Point 6.2 ------------------------------------------------------------------------------------
def test_the_first_goal_takes_five_answers_and_one_press_to_the_next_point(draft, staff):
    form = page(staff.get(url(draft, "criteria")))
    assert "Hvad skal blive bedre?" in form
    response = staff.post(url(draft, "criteria"), typed(draft, next="1"))
    assert response.headers["Location"].endswith(("/tjekliste/6.3/", "/evalueringer/plan/"))
    criterion = SuccessCriterion.objects.get()
    assert (criterion.direction, criterion.unit, criterion.target) == ("up", "count", 40)
    listed = page(staff.get(url(draft, "criteria")))
    assert "Fra 12 til 40 inden" in listed
    assert "Tilføj et mål" in listed


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"target": "12"}, "Målet er det samme som starttallet. Skriv, hvor I vil hen"),
        ({"baseline": "en del"}, "Skriv et tal, for eksempel 24 eller 3,5"),
        ({"baseline": ""}, "Skriv tallet i dag, for eksempel 12"),
        ({"name": ""}, "Skriv, hvad der skal blive bedre"),
        ({"method": ""}, "Skriv, hvordan I måler det"),
        ({"target_on_year": "2040"}, "hvor indsatsen slutter"),
        ({"target_on_year": "2020"}, "hvor indsatsen starter"),
        (
            {"target_on_day": "", "target_on_month": "", "target_on_year": ""},
            "Skriv, hvornår I vil være i mål",
        ),
        ({"direction": "range"}, "Skriv det højeste tal"),
        ({"direction": "range", "target_high": "30"}, "Det højeste tal skal være større end det laveste"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(draft, staff, changes, said):
    response = page(staff.post(url(draft, "criterion_add"), typed(draft, **changes)))
    assert "<title>Fejl: " in response
    assert said in response
    assert not SuccessCriterion.objects.exists()
    if "method" not in changes:
        assert "Vi tæller ved døren." in response


@pytest.mark.parametrize(
    ("changes", "kept"),
    [
        ({"baseline": "40", "target": "12"}, {"direction": "down"}),
        ({"baseline": "3", "target": "3", "direction": "hold"}, {"direction": "hold"}),
        ({"target": "20", "target_high": "30,5", "direction": "range"}, {"target_high": Decimal("30.5")}),
        ({"unit": "percent", "counted": "børn"}, {"unit": "percent", "counted": ""}),
        ({"baseline": "1.200", "target": "12.500,50", "unit": "kroner"}, {"target": Decimal("12500.50")}),
    ],
)
def test_the_fold_has_sensible_answers_and_can_be_used(draft, staff, changes, kept):
    staff.post(url(draft, "criterion_add"), typed(draft, **changes))
    criterion = SuccessCriterion.objects.get()
    assert {name: getattr(criterion, name) for name in kept} == kept


def test_six_examples_for_each_area_with_words_and_no_figures(draft, staff):
    draft.areas.set(FocusArea.objects.filter(key="forebyggelse"))
    assert "Se 6 eksempler på mål" in page(staff.get(url(draft, "criteria")))
    draft.areas.clear()
    assert "Se 24 eksempler på mål" in page(staff.get(url(draft, "criteria")))
    filled = page(staff.get(url(draft, "criterion_add") + "?eksempel=forebyggelse-2"))
    assert 'value="Færre udsættelser på grund af gæld"' in filled
    assert 'name="baseline" value' not in filled


def test_every_area_of_the_policy_has_six_examples(draft):
    assert {key: len(group) for key, group in examples.EXAMPLES.items()} == dict.fromkeys(
        FocusArea.objects.values_list("key", flat=True), 6
    )
    keys = [example.key for group in examples.EXAMPLES.values() for example in group]
    assert len(set(keys)) == 24
    assert not re.search(
        r"\d+ (personer|procent|børn)", " ".join(str(e.name) for g in examples.EXAMPLES.values() for e in g)
    )


def test_whoever_reads_the_goals_can_read_the_rule_of_the_four_words(draft, staff):
    """The verdict's rule, in the words of evaluation/results.py, on the page of the goals and of each goal."""
    case = running()
    browser = browser_of(case.responsible)
    for name, args in (("criteria", [case.pk]), ("goal", [case.pk, case.criteria.get().pk])):
        shown = browser.get(reverse(f"evaluation:{name}", args=args)).content.decode()
        rule = shown.partition("Hvordan afgør vi, hvordan det går?")[2].partition("</details>")[0]
        assert re.findall(r"<dt>(.*?)</dt>", rule) == ["Nået", "På vej", "Bagud", "Ikke målt"]


def test_five_goals_are_plenty_and_a_sixth_must_be_insisted_on(draft, staff):
    for number in range(5):
        staff.post(url(draft, "criterion_add"), typed(draft, name=f"Mål {number}"))
    advice = "Vælg helst højst 5. Flere mål er svære at holde øje med."
    assert advice in page(staff.get(url(draft, "criteria")))
    assert advice in page(staff.get(url(draft, "criterion_add")))
    staff.post(url(draft, "criterion_add"), typed(draft, name="Det sjette"))
    assert SuccessCriterion.objects.count() == 5
    staff.post(url(draft, "criterion_add"), typed(draft, name="Det sjette", insists="on"))
    assert SuccessCriterion.objects.count() == 6


def test_a_goal_is_changed_and_removed(draft, staff):
    staff.post(url(draft, "criterion_add"), typed(draft))
    criterion = SuccessCriterion.objects.get()
    filled = page(staff.get(url(draft, "criterion_edit", criterion.pk)))
    assert 'value="40"' in filled
    staff.post(url(draft, "criterion_edit", criterion.pk), typed(draft, target="50"))
    criterion.refresh_from_db()
    assert criterion.target == 50
    assert "Fjern målet?" in page(staff.get(url(draft, "criterion_remove", criterion.pk)))
    staff.post(url(draft, "criterion_remove", criterion.pk))
    assert not SuccessCriterion.objects.exists()


def test_what_is_typed_about_a_goal_survives_the_tab(draft, staff):
    sentence = staff.post(url(draft, "criteria_typed"), {"name": "Halvt skrevet", "target_on_day": "5"})
    assert "Gemt kl. 10.00" in sentence.content.decode()
    again = page(staff.get(url(draft, "criteria")))
    assert 'value="Halvt skrevet"' in again
    assert "Her er det, du skrev" in again
    staff.post(url(draft, "criterion_add"), typed(draft))
    assert not SavedAnswer.objects.exists()


def test_after_the_approval_the_form_asks_why(clock, mette, staff):
    case = factories.approved_case(by=mette)
    criterion = case.criteria.get()
    assert "Hvorfor kommer der et mål til?" in page(staff.get(url(case, "criterion_add")))
    assert "Hvorfor skal målet være anderledes?" in page(staff.get(url(case, "criterion_edit", criterion.pk)))
    response = staff.post(url(case, "criterion_edit", criterion.pk), typed(case))
    assert "Skriv, hvorfor målet skal være anderledes" in page(response)
    staff.post(url(case, "criterion_edit", criterion.pk), typed(case, reason="Vi talte forkert."))
    assert HistoryEntry.objects.filter(initiative=case).first().words == "Vi talte forkert."


def test_nothing_is_offered_while_the_case_is_being_decided(clock, mette, staff):
    case = factories.submitted_case(by=mette).initiative
    said = page(staff.get(url(case, "criteria")))
    assert "Tilføj et mål" not in said
    assert "Fjern" not in said
    for name in ("criterion_add", "plan"):
        assert "kan ikke rettes nu" in page(staff.post(url(case, name), typed(case), follow=True))


# --- Point 6.3 ------------------------------------------------------------------------------------
def test_the_plan_is_suggested_and_one_press_keeps_it(draft, staff):
    form = staff.get(url(draft, "plan")).context["form"]
    said = {
        "rhythm": form.initial["rhythm"],
        "first_on_day": form.initial["first_on"].day,
        "first_on_month": form.initial["first_on"].month,
        "first_on_year": form.initial["first_on"].year,
        "answered_by_role": form.initial["answered_by_role"],
        "next": "1",
    }
    assert form.initial["first_on"] == dt.date(2026, 8, 9)
    assert staff.post(url(draft, "plan"), said).status_code == 302
    assert EvaluationPlan.objects.get().rhythm == "quarterly"
    shown = page(staff.get(url(draft, "plan")))
    assert "Så ser vi på det" in shown
    assert "15. august" in shown  # 9 August would open in July
    assert "(den sidste)" in shown


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("1/1/2026", "Første gang skal ligge efter 9. maj, hvor indsatsen starter"),
        ("1/1/2030", "hvor indsatsen slutter"),
        ("", "Skriv, hvornår første gang er"),
        ("31/2/2026", "Skriv datoen som dag, måned og år"),
    ],
)
def test_a_first_day_outside_the_period_is_refused(draft, staff, day, said):
    answers = {"rhythm": "yearly", "answered_by_role": "board", "first_on_day": day}
    assert said in page(staff.post(url(draft, "plan"), answers))
    assert not EvaluationPlan.objects.exists()


def test_a_running_plan_can_be_changed_with_a_trace(clock):
    case = running(first_in=60)
    ensure_evaluations()
    browser = browser_of(case.responsible)
    answers = {
        "rhythm": "monthly",
        "answered_by_role": "board",
        "first_on_day": "20/4/2026",
        "reason": "De vil se på det tidligere.",
    }
    browser.post(url(case, "plan"), answers)
    assert case.evaluations.get().due_on == dt.date(2026, 4, 20)
    entry = HistoryEntry.objects.filter(initiative=case, kind="evaluation_plan").first()
    assert entry.words == "De vil se på det tidligere."
    assert entry.changes["rhythm"] == ["Hvert kvartal", "Hver måned"]


# --- Measuring ------------------------------------------------------------------------------------
@pytest.fixture
def case(clock):
    return running(first_in=10)


def test_a_figure_is_written_in_three_answers(case):
    browser = browser_of(case.responsible)
    criterion = case.criteria.get()
    SuccessCriterion.objects.filter(pk=criterion.pk).update(counted="børn")
    assert 'value="2026"' in page(browser.get(url(case, "measure", criterion.pk)))
    said = {"value": "24", "measured_on_day": "9/3/2026", "note": "Ferie"}
    shown = page(browser.post(url(case, "measure", criterion.pk), said, follow=True))
    assert "Målingen er gemt." in shown
    assert "24 børn" in shown
    assert "12 børn mere" in shown


def test_a_slip_of_the_keys_is_asked_about_once_and_then_believed(case):
    criterion = case.criteria.get()
    measure(criterion, value=Decimal(3), measured_on=dt.date(2026, 3, 9), by=case.responsible)
    browser = browser_of(case.responsible)
    said = {"value": "31", "measured_on_day": "10/3/2026"}
    response = browser.post(url(case, "measure", criterion.pk), said)
    assert "31 er meget mere end sidst (3). Er det rigtigt?" in page(response)
    assert Measurement.objects.count() == 1
    asked = re.search(r'name="asked_about" value="([^"]+)"', response.content.decode())[1]
    # Another odd figure is another question.
    other = browser.post(url(case, "measure", criterion.pk), said | {"value": "310", "asked_about": asked})
    assert "310 er meget mere end sidst (3)" in page(other)
    assert browser.post(url(case, "measure", criterion.pk), said | {"asked_about": asked}).status_code == 302
    assert Measurement.objects.count() == 2


def test_a_measurement_is_corrected_and_the_old_figure_stands_struck_out(case):
    criterion = case.criteria.get()
    wrong = measure(criterion, value=Decimal(42), measured_on=dt.date(2026, 3, 9), by=case.responsible)
    browser = browser_of(case.responsible)
    address = url(case, "measurement_correct", criterion.pk, wrong.pk)
    assert 'value="42"' in page(browser.get(address))
    said = {"value": "24", "measured_on_day": "9/3/2026", "asked_about": "value=24.00"}
    assert "<s>42</s>" in page(browser.post(address, said, follow=True))
    assert "rettet i mellemtiden" in page(browser.get(address, follow=True))


def test_a_board_may_write_figures_and_a_decider_may_not(case):
    criterion = case.criteria.get()
    member = BoardSeat.objects.get().person
    assert browser_of(member).get(url(case, "measure", criterion.pk)).status_code == 200
    decider = browser_of(factories.make_decider())
    assert decider.get(url(case, "goal", criterion.pk)).status_code == 200
    assert decider.get(url(case, "measure", criterion.pk)).status_code == 403
    assert "Skriv ny måling" not in page(decider.get(url(case, "criteria")))


# --- The list -------------------------------------------------------------------------------------
def test_before_anybody_has_answered_the_list_says_when(clock, mette, staff):
    case = factories.approved_case(by=mette)
    said = page(staff.get(url(case, "list")))
    assert "Første evaluering er" in said
    assert "Den bliver sendt ud, når indsatsen er i gang." in said
    assert "Ingen har svaret endnu." in said


def test_the_list_tells_what_was_said_and_offers_what_one_may(case):
    ensure_evaluations()
    row = case.evaluations.order_by("due_on").first()
    member = BoardSeat.objects.get().person
    assert url(case, "answer", row.pk) in page(browser_of(member).get(url(case, "list")))
    staff = page(browser_of(case.responsible).get(url(case, "list")))
    assert url(case, "enter", row.pk) in staff
    assert "Åbn nu" in staff
    decider = page(browser_of(factories.make_decider()).get(url(case, "list")))
    assert "Spring over" not in decider
    assert url(case, "answer", row.pk) not in decider
    answer(row, answer=Answer("badly", was_hard="Opvasken"), by=member)
    later = case.evaluations.open().get()
    skip(later, reason="Ferie", by=case.responsible)
    said = page(browser_of(member).get(url(case, "list")))
    assert "Skidt" in said
    assert "Opvasken" in said
    assert "Sprunget over af Mette Holm:" in said


def test_staff_skip_and_open_by_the_page(case):
    ensure_evaluations()
    first, later = case.evaluations.order_by("due_on")
    browser = browser_of(case.responsible)
    assert "Skriv, hvorfor evalueringen bliver sprunget over" in page(
        browser.post(url(case, "skip", first.pk))
    )
    browser.post(url(case, "skip", first.pk), {"reason": "Sygdom"})
    assert Evaluation.objects.get(pk=first.pk).skip_reason == "Sygdom"
    assert "sprunget over" in page(browser.post(url(case, "skip", first.pk), {"reason": "Igen"}, follow=True))
    browser.post(url(case, "open", later.pk))
    assert Evaluation.objects.get(pk=later.pk).opens_on == dt.date(2026, 3, 10)
    member = browser_of(BoardSeat.objects.get().person)
    assert member.post(url(case, "open", later.pk)).status_code == 403
    assert member.get(url(case, "skip", later.pk)).status_code == 403


def test_the_initiatives_own_page_shows_the_goals(case):
    measure(case.criteria.get(), value=Decimal(41), measured_on=dt.date(2026, 3, 9), by=case.responsible)
    said = page(browser_of(case.responsible).get(case.get_absolute_url()))
    assert "Målet er nået." in said
    assert "Skriv ny måling" in said


# --- Cost -----------------------------------------------------------------------------------------
def cost(browser, address):
    browser.get(address)
    with CaptureQueriesContext(
        connection,
    ) as found:
        assert browser.get(address).status_code == 200
    return len(found)


def grow(case, rows):
    """Fill the case until it has so many goals, measurements and answered evaluations."""
    department = case.departments.get()
    member = BoardSeat.objects.filter(department=department).first().person
    while case.criteria.count() < rows:
        factories.add_criterion(case, name=f"Mål {case.criteria.count()}")
    for criterion in case.criteria.all():
        for number in range(rows):
            measure(
                criterion, value=Decimal(20 + number), measured_on=dt.date(2026, 3, 9 - number), by=member
            )
    for number in range(rows):
        due_on = dt.date(2026, 3, 10) - dt.timedelta(30 * (number + 1))
        row, is_new = Evaluation.objects.get_or_create(
            initiative=case, department=department, due_on=due_on, defaults={"opens_on": due_on}
        )
        if is_new:
            given = Answer("well", went_well="Godt", values={c: Decimal(21) for c in case.criteria.all()})
            answer(row, answer=given, by=member)


COST = {
    "staff": {
        "criteria": 9,
        "goal": 10,
        "measure": 8,
        "plan": 7,
        "list": 12,
        "receipt": 14,
        "add": 9,
        "enter": 11,
    },
    "board": {
        "criteria": 11,
        "goal": 12,
        "measure": 10,
        "plan": 7,
        "list": 12,
        "receipt": 14,
        "answer": 13,
    },
}
"""Queries, counted; a page that suddenly costs more or less is looked at."""


@pytest.mark.parametrize("who", ["staff", "board"])
def test_a_page_costs_the_same_with_one_row_and_with_three(case, who):
    ensure_evaluations()
    grow(case, 1)
    person = case.responsible if who == "staff" else BoardSeat.objects.get().person
    browser = browser_of(person)
    goal = case.criteria.first()
    row = case.evaluations.open().order_by("due_on").first()
    done = case.evaluations.answered().first()
    addresses = {
        "criteria": url(case, "criteria"),
        "goal": url(case, "goal", goal.pk),
        "measure": url(case, "measure", goal.pk),
        "plan": url(case, "plan"),
        "list": url(case, "list"),
        "receipt": url(case, "receipt", done.pk),
    }
    if who == "staff":
        addresses |= {"add": url(case, "criterion_add"), "enter": url(case, "enter", row.pk)}
    else:
        addresses |= {"answer": url(case, "answer", row.pk)}
    before = {name: cost(browser, address) for name, address in addresses.items()}
    grow(case, 3)
    assert {name: cost(browser, address) for name, address in addresses.items()} == before
    assert before == COST[who]
