"""Every proof of initiatives: met, unmet, not applicable."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import translation

from aab_social import policy
from initiatives.checklist import PointStatus, assess, case_of
from initiatives.models import (
    BoardRequest,
    Initiative,
    PhysicalProject,
    ResidentDecision,
    ResultContract,
    Statement,
)
from initiatives.proving import Met, NotApplicable, Unmet
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(mette):
    departments = [make.make_department("52"), make.make_department("58")]
    return make.make_initiative(by=mette, departments=departments)


def check(initiative, key):
    """What the proof of a point of version 1 says about the case, read afresh."""
    point = make.requirement(key)
    return policy.PROOFS[point.proof].check(case_of(Initiative.objects.get(pk=initiative.pk)), point)


def status(initiative, key):
    return assess(Initiative.objects.get(pk=initiative.pk)).point(key).status


def texts(result):
    assert isinstance(result, Unmet)
    return [reason.text for reason in result.reasons]


# --- 1.1 Beboernes beslutning ---------------------------------------------------------------
def test_residents_who_were_not_asked_are_missing_one_by_one(draft, mette):
    result = check(draft, "1.1")
    assert texts(result) == [
        f"Afdeling {number} er ikke spurgt endnu. AAB kan kun starte en indsats, når beboerne har været med til "
        "at beslutte den. Send spørgsmålet til bestyrelsen, eller skriv svaret ind for dem."
        for number in ("52", "58")
    ]
    assert {(r.who, r.who_id, r.waiting) for r in result.reasons} == {("Mette Holm", mette.pk, False)}
    assert status(draft, "1.1") == PointStatus.MISSING


def test_a_board_that_was_asked_is_waited_for(draft, mette):
    for department in draft.departments.all():
        make.ask_board(draft, department, by=mette)
    result = check(draft, "1.1")
    assert texts(result)[0] == (
        "Afdeling 52 har ikke svaret endnu. AAB kan kun starte en indsats, når beboerne har været med til at "
        "beslutte den. Bestyrelsen i Afdeling 52 kan svare. Du kan sende en påmindelse eller skrive svaret ind "
        "for dem."
    )
    assert result.reasons[0].who.startswith("Bestyrelsen i Afdeling 52. Mail sendt ")
    assert status(draft, "1.1") == PointStatus.WAITING


def test_a_mail_is_sent_on_the_day_it_is_in_denmark(draft, mette):
    for department in draft.departments.all():
        make.ask_board(draft, department, by=mette)
    half_past_midnight = dt.datetime(2026, 7, 1, 0, 30, tzinfo=ZoneInfo("Europe/Copenhagen"))
    BoardRequest.objects.update(asked_at=half_past_midnight)
    with translation.override("da"):
        assert check(draft, "1.1").reasons[0].who.endswith("Mail sendt 1. juli.")


def test_one_answer_of_two_is_started_and_both_are_met(draft, mette):
    make.answer_for_residents(draft, make.make_department("52"), asked_by=mette)
    assert status(draft, "1.1") == PointStatus.STARTED
    make.answer_for_residents(
        draft,
        make.make_department("58"),
        asked_by=mette,
        result="yes_with_wishes",
        wishes="Åbent om torsdagen",
    )
    assert check(draft, "1.1") == Met("Beboerne i Afdeling 52 og Afdeling 58 har sagt ja.")


def test_a_no_blocks_it_there(draft, mette):
    make.answer_for_residents(draft, make.make_department("52"), asked_by=mette)
    make.answer_for_residents(
        draft, make.make_department("58"), asked_by=mette, result=ResidentDecision.Result.NO
    )
    assert texts(check(draft, "1.1")) == [
        "Beboerne i Afdeling 58 sagde nej. Så kan indsatsen ikke starte der. Du kan tage afdelingen ud eller "
        "tale med bestyrelsen om en ny plan."
    ]


def test_a_board_that_has_not_asked_its_residents_proves_nothing(draft, mette):
    make.answer_for_residents(draft, make.make_department("52"), asked_by=mette)
    make.answer_for_residents(
        draft, make.make_department("58"), asked_by=mette, result="", form="not_asked", held_on=None
    )
    [text] = texts(check(draft, "1.1"))
    assert text.startswith("Beboerne i Afdeling 58 er ikke spurgt endnu. Aftal med bestyrelsen, hvornår")


def test_a_corrected_answer_is_the_one_that_counts(draft, mette):
    old = make.answer_for_residents(draft, make.make_department("52"), asked_by=mette, result="no")
    ResidentDecision.objects.filter(pk=old.pk).update(superseded_at=old.answered_at)
    BoardRequest.objects.all().delete()
    make.answer_for_residents(draft, make.make_department("52"), asked_by=mette)
    make.answer_for_residents(draft, make.make_department("58"), asked_by=mette)
    assert isinstance(check(draft, "1.1"), Met)


def test_residents_of_other_organisations_are_not_asked_here(mette):
    voldparken = make.make_department("Voldparken", organisation=make.make_organisation("fsb"))
    case = make.make_initiative(by=mette, departments=[make.make_department("58"), voldparken])
    make.answer_for_residents(case, make.make_department("58"), asked_by=mette)
    assert isinstance(check(case, "1.1"), Met)


def test_a_case_without_a_department_of_aab_has_nobody_to_decide(mette):
    voldparken = make.make_department("Voldparken", organisation=make.make_organisation("fsb"))
    case = make.make_initiative(by=mette, departments=[voldparken])
    assert texts(check(case, "1.1")) == [
        "Vælg mindst én afdeling i AAB. Det er beboerne dér, der skal være med til at beslutte."
    ]


# --- 1.2 Frivilligt arbejde -----------------------------------------------------------------
@pytest.fixture
def with_money(mette):
    departments = [make.make_department("52"), make.make_department("58")]
    return make.make_initiative(by=mette, departments=departments, expects_outside_money=True)


def test_an_empty_register_reads_not_examined_and_never_no_conflict(with_money):
    assert texts(check(with_money, "1.2")) == [
        "Skriv, hvordan indsatsen passer sammen med det, beboerne selv gør. Ingen har skrevet aktiviteter ind, så "
        "det er ikke undersøgt. Spørg bestyrelsen. En indsats med penge udefra må ikke tage over for dem."
    ]


def test_the_activities_there_are_are_counted(with_money):
    make.make_activity(make.make_department("58"), "Strikkeklubben")
    assert "Der er 1 aktivitet i afdelingerne i dag." in texts(check(with_money, "1.2"))[0]
    make.make_activity(make.make_department("52"), "Fodbold")
    ended = make.make_activity(make.make_department("52"), "Skak")
    ended.ended_on = make.today()
    ended.save()
    assert "Der er 2 aktiviteter i afdelingerne i dag." in texts(check(with_money, "1.2"))[0]


def test_every_department_and_every_activity_must_be_looked_at(with_money, mette):
    make.examine_volunteer_work(with_money, make.make_department("52"), by=mette)
    assert status(with_money, "1.2") == PointStatus.STARTED
    make.examine_volunteer_work(with_money, make.make_department("58"), by=mette)
    assert check(with_money, "1.2") == Met("Indsatsen tager ikke over for det, beboerne selv gør.")
    make.make_activity(make.make_department("58"), "En ny klub")
    assert status(with_money, "1.2") == PointStatus.STARTED


def test_a_conflict_blocks_and_is_named(with_money, mette):
    make.make_activity(make.make_department("58"), "Strikkeklubben")
    for department in with_money.departments.all():
        review = make.examine_volunteer_work(with_money, department, by=mette)
        review.answers.update(effect="conflicts")
    assert texts(check(with_money, "1.2")) == [
        "Indsatsen tager over for Strikkeklubben. Det må en indsats med penge udefra ikke. Lav indsatsen om sammen "
        "med dem, der står for det."
    ]


# --- Points proven by words -----------------------------------------------------------------
@pytest.mark.parametrize("key", ["1.3", "1.4", "2.1", "2.2", "5.1", "6.4"])
def test_a_point_of_words_is_met_when_every_question_is_answered(draft, mette, key):
    point = make.requirement(key)
    (missing,) = texts(check(draft, key))
    assert missing.startswith(point.missing)
    for number, prompt in enumerate(point.prompts, start=1):
        Statement.objects.create(
            initiative=draft,
            requirement_key=key,
            prompt_key=prompt["key"],
            text=f"Svar {number}",
            written_by=mette,
            written_at=draft.created_at,
        )
        result = check(draft, key)
        assert result == Met("Svar 1") if number == len(point.prompts) else result.started


def test_a_point_of_words_without_questions_is_never_met(draft):
    point = make.requirement("1.3")
    point.prompts = []
    assert isinstance(policy.PROOFS["stated"].check(case_of(draft), point), Unmet)


# --- 3.1 Sammenhæng med byggeri -------------------------------------------------------------
def building(case, *, name="Nye altaner", department="52", starts_on=dt.date(2026, 1, 1), ends_on=None):
    project = PhysicalProject.objects.create(name=name, starts_on=starts_on, ends_on=ends_on)
    project.departments.add(make.make_department(department))
    return project


def test_without_building_work_there_is_nothing_to_meet(draft):
    assert check(draft, "3.1") == NotApplicable("Der er ingen byggesag i afdelingerne i perioden.")


def test_building_work_in_the_period_asks_how_the_two_meet(draft):
    project = building(draft)
    assert texts(check(draft, "3.1")) == [
        "Der er en byggesag i Afdeling 52 fra 2026. Skriv, om I kan bruge den, eller hvorfor ikke."
    ]
    draft.physical_links.create(project=project, how="Beboerne er med til at vælge farver.")
    assert check(draft, "3.1") == Met("Koblet til Nye altaner.")


def test_building_work_with_an_unknown_start_is_still_asked_about(draft):
    building(draft, starts_on=None)
    assert texts(check(draft, "3.1")) == [
        "Der er en byggesag i Afdeling 52. Skriv, om I kan bruge den, eller hvorfor ikke."
    ]


def test_two_building_cases_are_both_needed(draft):
    first, second = building(draft), building(draft, name="Ny gård", department="58")
    draft.physical_links.create(project=first, how="Sådan")
    assert check(draft, "3.1").started
    draft.physical_links.create(project=second, how="Sådan")
    assert isinstance(check(draft, "3.1"), Met)


# --- 4.1 and 5.2 ----------------------------------------------------------------------------
def test_a_partner_meets_the_point_and_is_named(draft, mette):
    assert texts(check(draft, "4.1")) == [
        "Skriv, hvem I arbejder sammen med. Løser I det selv, så forklar hvorfor."
    ]
    make.add_partner(draft, by=mette, partner=make.make_partner("Red Barnet"))
    assert check(draft, "4.1") == Met("Red Barnet")


def test_a_municipality_without_an_authority_cannot_sign_anything(draft):
    assert texts(check(draft, "5.2")) == [
        "Kommunen er med, men ingen forvaltning er skrevet ind som partner. Tilføj forvaltningen, eller forklar, "
        "hvorfor den ikke er der endnu."
    ]


@pytest.mark.parametrize("state", [ResultContract.State.SIGNED, ResultContract.State.NOT_OBTAINED])
def test_a_contract_signed_or_tried_for_settles_it(draft, mette, state):
    partnership = make.add_municipal_partner(draft, by=mette, state=state)
    make.add_criterion(draft, by=mette)
    make.promise_goals(draft, by=mette)
    assert check(draft, "5.2") == Met(f"Aftalt eller forsøgt med {partnership.partner.name}.")


@pytest.mark.parametrize("state", [None, ResultContract.State.DISCUSSED])
def test_talks_are_no_contract(draft, mette, state):
    make.add_municipal_partner(draft, by=mette, state=state)
    assert texts(check(draft, "5.2")) == [
        "Kommunen er med, men der er ingen aftale om resultater. Læg aftalen ind, eller forklar, hvorfor den ikke "
        "er der endnu."
    ]


def test_each_authority_needs_its_own_contract(draft, mette):
    make.add_municipal_partner(draft, by=mette)
    make.add_criterion(draft, by=mette)
    make.promise_goals(draft, by=mette)
    without = make.add_municipal_partner(draft, by=mette, state=None)
    assert check(draft, "5.2").started
    assert texts(check(draft, "5.2")) == [
        f"Kommunen er med, men der er ingen aftale om resultater med {without.partner.name}. Læg aftalen ind, "
        "eller forklar, hvorfor den ikke er der endnu."
    ]


def test_a_signed_contract_that_promises_no_results_says_what_to_do(draft, mette):
    name = make.add_municipal_partner(draft, by=mette).partner.name
    start = f"Kontrakten med {name} er underskrevet, men den lover ingen mål. "
    [reason] = check(draft, "5.2").reasons
    assert (reason.text, reason.where) == (
        start + "Skriv først indsatsens mål, og vælg så dem, kontrakten lover.",
        reverse("evaluation:criteria", args=[draft.pk]),
    )
    make.add_criterion(draft, by=mette)
    [reason] = check(draft, "5.2").reasons
    assert (reason.text, reason.where) == (
        start + "Vælg de mål, den lover.",
        reverse("evaluation:promises", args=[draft.pk]),
    )
    make.promise_goals(draft, by=mette)
    assert isinstance(check(draft, "5.2"), Met)


def test_a_contract_without_goals_stands_beside_one_that_is_not_there(draft, mette):
    silent = make.add_municipal_partner(draft, by=mette).partner.name
    without = make.add_municipal_partner(draft, by=mette, state=None).partner.name
    make.add_criterion(draft, by=mette)
    assert texts(check(draft, "5.2")) == [
        f"Kommunen er med, men der er ingen aftale om resultater med {without}. Læg aftalen ind, eller forklar, "
        "hvorfor den ikke er der endnu.",
        f"Kontrakten med {silent} er underskrevet, men den lover ingen mål. Vælg de mål, den lover.",
    ]


# --- 6.1 and 6.5 ----------------------------------------------------------------------------
def test_knowledge_or_experiment_must_be_chosen(draft):
    result = check(draft, "6.1")
    assert texts(result) == [
        "Vælg, om I bygger på noget, der virker, eller om det er et forsøg. Er det et forsøg, skal du skrive, hvad "
        "I vil lære."
    ]
    assert not result.started


def test_something_proven_needs_its_source(draft, mette):
    Initiative.objects.filter(pk=draft.pk).update(is_pilot=False)
    assert texts(check(draft, "6.1")) == ["Skriv, hvor I ved det fra, at det virker."]
    make.answer_knowledge(draft, by=mette)
    assert check(draft, "6.1") == Met("En rapport fra 2021.")


def test_an_experiment_needs_what_to_learn_and_when_to_stop(draft, mette):
    Initiative.objects.filter(pk=draft.pk).update(is_pilot=True)
    assert texts(check(draft, "6.1")) == [
        "Det er et forsøg. Skriv, hvad I vil lære, og hvad der får jer til at stoppe."
    ]
    make.answer_knowledge(draft, by=mette, is_pilot=True)
    assert check(draft, "6.1") == Met("Forsøg: En rapport fra 2021.")


def test_the_answers_of_the_other_track_do_not_count(draft, mette):
    make.answer_knowledge(draft, by=mette)
    Initiative.objects.filter(pk=draft.pk).update(is_pilot=True)
    assert isinstance(check(draft, "6.1"), Unmet)


def test_an_area_meets_the_point_and_none_must_be_explained(draft):
    assert check(draft, "6.5") == Met("Uddannelse og beskæftigelse")
    draft.areas.clear()
    assert texts(check(draft, "6.5")) == [
        "Vælg det område, indsatsen handler om. Passer ingen af dem, så forklar hvorfor."
    ]
