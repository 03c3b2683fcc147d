"""Creating a draft from eight answers, and editing it, also when two people do."""

import datetime as dt
import uuid

import pytest
from django.urls import reverse

from initiatives.drafts import CaseFacts, create_draft, edit_case
from initiatives.models import HistoryEntry, Initiative, SavedAnswer, Status
from initiatives.together import EditedMeanwhile
from initiatives.workflow import Refused
from tests import factories as make
from tests.sent import as_sent

pytestmark = pytest.mark.django_db

NEW = "/indsatser/ny/"


@pytest.fixture
def jonas():
    return make.make_staff("Jonas Bech")


@pytest.fixture
def as_mette(client, mette):
    make.make_policy()
    make.make_department("52", name="Bellahøj")
    make.make_department("58")
    client.force_login(mette)
    return client


def eight_answers(**changed):
    answers = {
        "name": "Lektiecafé",
        "departments": "52, 58",
        "areas": [make.area().pk],
        "starts_on_day": "5",
        "starts_on_month": "1",
        "starts_on_year": "2027",
        "ends_on_day": "30",
        "ends_on_month": "6",
        "ends_on_year": "2027",
        "summary": "Vi hjælper børn med lektier.",
        "expects_outside_money": "yes",
        "involves_municipality": "no",
        "creation_key": str(uuid.uuid4()),
    }
    return answers | changed


def test_the_page_asks_eight_questions_and_says_what_is_needed(as_mette):
    page = as_mette.get(NEW)
    asked = [field.name for field in page.context["form"] if not field.is_hidden]
    assert asked == [
        "name",
        "departments",
        "areas",
        "starts_on",
        "ends_on",
        "summary",
        "expects_outside_money",
        "involves_municipality",
    ]
    assert "afdelinger, periode, én sætning. Resten kan vente." in page.text


def test_eight_answers_make_a_draft_and_lead_to_its_checklist(as_mette, mette):
    response = as_mette.post(NEW, eight_answers())
    case = Initiative.objects.get()
    assert response.url == reverse("initiatives:checklist", args=[case.pk])
    assert (case.name, case.status, case.responsible, case.created_by) == (
        "Lektiecafé",
        Status.DRAFT,
        mette,
        mette,
    )
    assert (case.starts_on, case.ends_on) == (dt.date(2027, 1, 5), dt.date(2027, 6, 30))
    assert (case.expects_outside_money, case.involves_municipality, case.is_pilot) == (True, False, None)
    assert [d.number for d in case.departments.all()] == ["52", "58"]
    assert [a.key for a in case.areas.all()] == ["uddannelse"]
    assert [(e.kind, e.by, e.prepares) for e in case.history.all()] == [("created", mette, True)]


def test_end_and_area_may_be_left_out(as_mette):
    as_mette.post(NEW, eight_answers(areas=[], ends_on_day="", ends_on_month="", ends_on_year=""))
    case = Initiative.objects.get()
    assert (case.ends_on, case.areas.count()) == (None, 0)


def test_pressing_twice_makes_one_draft(as_mette):
    answers = eight_answers()
    first, second = as_mette.post(NEW, answers), as_mette.post(NEW, answers)
    assert first.url == second.url
    assert Initiative.objects.count() == 1


def test_going_back_and_sending_again_mends_the_same_draft(as_mette):
    answers = eight_answers()
    as_mette.post(NEW, answers)
    as_mette.post(NEW, answers | {"name": "Lektiecaféen"})
    assert [case.name for case in Initiative.objects.all()] == ["Lektiecaféen"]


def test_somebody_elses_key_gives_nobody_their_draft(as_mette, jonas):
    key = uuid.uuid4()
    create_draft(by=jonas, facts=make.make_facts(name="Jonas' egen"), creation_key=key)
    as_mette.post(NEW, eight_answers(creation_key=str(key)))
    assert sorted(case.name for case in Initiative.objects.all()) == ["Jonas' egen", "Lektiecafé"]


@pytest.mark.parametrize("key", ["", "x", "0" * 400, "\x00"])
def test_a_broken_key_still_makes_a_draft_or_says_why_not(as_mette, key):
    assert as_mette.post(NEW, eight_answers(creation_key=key)).status_code in (200, 302)


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        ("52, 58", ["52", "58"]),
        ("Afdeling 52 og 58", ["52", "58"]),
        ("afd. 52;58", ["52", "58"]),
        ("52 58", ["52", "58"]),
        ("95 II", ["95 II"]),
        ("95ii, 52", ["52", "95 II"]),
        ("Bellahøj", ["52"]),
        ("52, 52, Afdeling 52", ["52"]),
        ("fsb Voldparken", ["Voldparken"]),
    ],
)
def test_departments_are_typed_as_people_write_them(as_mette, typed, numbers):
    make.make_department("95 II")
    make.make_department("Voldparken", organisation=make.make_organisation("fsb"))
    as_mette.post(NEW, eight_answers(departments=typed))
    assert [d.number for d in Initiative.objects.get().departments.order_by("sort_key")] == numbers


def test_departments_may_be_ticked_on_the_list_as_well(as_mette):
    ticked = make.make_department("33")
    as_mette.post(NEW, eight_answers(departments="58") | {"departments-ticked": [ticked.pk, "999999", "x"]})
    assert [d.number for d in Initiative.objects.get().departments.order_by("sort_key")] == ["33", "58"]


@pytest.mark.parametrize(
    ("changed", "field", "message"),
    [
        ({"name": " "}, "name", "Skriv, hvad indsatsen hedder"),
        ({"departments": ""}, "departments", "Skriv mindst én afdeling, for eksempel 58"),
        (
            {"departments": "52, 999"},
            "departments",
            "Vi kender ikke “999”. Se numrene på listen, og ret feltet",
        ),
        ({"departments": "5" * 3000}, "departments", "Skriv kun numrene, med komma imellem"),
        ({"starts_on_day": ""}, "starts_on", "Skriv datoen som dag, måned og år, for eksempel 14 9 2025"),
        (
            {"starts_on_day": "", "starts_on_month": "", "starts_on_year": ""},
            "starts_on",
            "Skriv, hvornår indsatsen starter",
        ),
        ({"ends_on_year": "2026"}, "ends_on", "Slut skal ligge efter 5. januar 2027, hvor indsatsen starter"),
        ({"summary": ""}, "summary", "Skriv med én sætning, hvad indsatsen går ud på"),
        ({"summary": "x" * 720}, "summary", "Teksten er 120 tegn for lang. Skriv højst 600 tegn"),
        ({"expects_outside_money": ""}, "expects_outside_money", "Vælg, om der er penge udefra"),
        ({"involves_municipality": "maybe"}, "involves_municipality", "Vælg en af mulighederne"),
    ],
)
def test_what_is_wrong_is_said_at_the_field_and_what_was_typed_is_kept(as_mette, changed, field, message):
    page = as_mette.post(NEW, eight_answers(**changed))
    assert (page.status_code, page.context["form"].errors) == (200, {field: [message]})
    assert "<title>Fejl: Ny indsats" in page.text
    assert "Vi hjælper børn med lektier." in page.text or field == "summary"
    assert Initiative.objects.count() == 0


def test_two_departments_of_the_same_name_must_be_chosen_on_the_list(as_mette):
    make.make_department("71", name="Parken")
    make.make_department("72", name="Parken")
    page = as_mette.post(NEW, eight_answers(departments="Parken"))
    said = "Flere afdelinger hedder “Parken”. Vælg den rigtige på listen"
    assert page.context["form"].errors == {"departments": [said]}


def test_an_initiative_that_looks_like_an_earlier_one_is_asked_about_once(as_mette, mette):
    department = make.make_department("58")
    old = make.make_initiative(
        by=mette, name="Lektiecafé", departments=[department], starts_on=dt.date(2024, 1, 1)
    )
    answers = eight_answers(name="lektiecafé i gården")
    page = as_mette.post(NEW, answers)
    assert page.context["similar"] == [old]
    assert "(2024)" in page.text
    assert Initiative.objects.count() == 1
    as_mette.post(NEW, answers | {"seen_similar": page.context["form"].data["seen_similar"]})
    assert Initiative.objects.count() == 2


def test_the_same_name_in_another_department_is_no_question(as_mette, mette):
    make.make_initiative(by=mette, departments=[make.make_department("33")])
    as_mette.post(NEW, eight_answers())
    assert Initiative.objects.count() == 2


def test_what_is_typed_before_there_is_a_draft_is_kept_for_the_person(as_mette, jonas):
    assert as_mette.post(NEW + "kladde/", eight_answers(name="Halvt", starts_on_day="3x")).status_code == 200
    page = as_mette.get(NEW)
    assert page.context["form"]["name"].value() == "Halvt"
    assert 'value="3x"' in page.text
    assert "Det tæller først, når du gemmer" in page.text
    as_mette.force_login(jonas)
    assert as_mette.get(NEW).context["form"]["name"].value() is None


def test_what_was_typed_is_forgotten_when_the_draft_is_there_or_when_asked(as_mette):
    as_mette.post(NEW + "kladde/", {"name": "Halvt"})
    as_mette.post(NEW, eight_answers())
    assert SavedAnswer.objects.count() == 0
    as_mette.post(NEW + "kladde/", {"name": "Halvt"})
    as_mette.post(NEW, {"forget": "1"})
    assert SavedAnswer.objects.count() == 0


def test_a_cpr_number_is_not_even_kept_while_typing(as_mette):
    answer = as_mette.post(NEW + "kladde/", {"summary": "Ring til Bo, 010190-1234"})
    assert answer.status_code == 400
    assert answer.text.startswith("Ikke gemt. Her står noget, der ligner et CPR-nummer.")
    assert SavedAnswer.objects.count() == 0


@pytest.mark.parametrize("text", ["x" * 30_000, "a\x00b", "😀"])
def test_odd_text_never_breaks_the_keeping(as_mette, text):
    assert as_mette.post(NEW + "kladde/", {"summary": text}).status_code in (200, 400)


def test_boards_and_deciders_cannot_create(client):
    for person in (make.make_board_member(), make.make_decider()):
        client.force_login(person)
        assert client.get(NEW).status_code == 403
        assert client.post(NEW, {}).status_code == 403
        assert client.post(NEW + "kladde/", {}).status_code == 403


# --- Editing --------------------------------------------------------------------------------
def edit_url(case):
    return reverse("initiatives:edit", args=[case.pk])


@pytest.fixture
def case(mette):
    return make.make_initiative(
        by=mette, departments=[make.make_department("52"), make.make_department("58")], name="Lektiecafé"
    )


def test_an_edit_keeps_old_and_new_in_the_history(client, mette, case):
    client.force_login(mette)
    page = client.get(edit_url(case))
    response = client.post(edit_url(case), as_sent(page, name="Lektiehjælp", target_group="Børn fra 10 år"))
    assert response.url == reverse("initiatives:checklist", args=[case.pk])
    entry = case.history.first()
    assert (entry.kind, entry.text) == ("edited", "Rettet: navn og målgruppe")
    assert entry.changes == {"Navn": ["Lektiecafé", "Lektiehjælp"], "Målgruppe": ["", "Børn fra 10 år"]}
    case.refresh_from_db()
    assert (case.name, case.sort_key) == ("Lektiehjælp", "lektiehjzzalp")


def test_saving_without_a_change_leaves_no_trace(client, mette, case):
    client.force_login(mette)
    client.post(edit_url(case), as_sent(client.get(edit_url(case))))
    assert case.history.count() == 1


def test_a_department_taken_out_is_no_longer_asked(client, mette, case):
    gone = make.ask_board(case, make.make_department("58"), by=mette)
    stays = make.ask_board(case, make.make_department("52"), by=mette)
    make.make_department("33")
    client.force_login(mette)
    changed = {"departments": "33", "departments-ticked": [stays.department_id]}
    client.post(edit_url(case), as_sent(client.get(edit_url(case))) | changed)
    gone.refresh_from_db()
    stays.refresh_from_db()
    assert (gone.is_open, stays.is_open) == (False, True)
    asked = {p.department.number: p.asked_on for p in case.participations.all()}
    assert asked == {"52": make.today(), "33": None}
    assert case.history.first().changes == {
        "Afdelinger": ["Afdeling 52 og Afdeling 58", "Afdeling 33 og Afdeling 52"]
    }


def test_two_people_who_change_different_things_both_get_their_way(client, mette, jonas, case):
    client.force_login(mette)
    page = client.get(edit_url(case))
    edit_case(case, by=jonas, facts=changed_facts(case, summary="Jonas' tekst"))
    client.post(edit_url(case), as_sent(page, name="Mettes navn"))
    case.refresh_from_db()
    assert (case.name, case.summary) == ("Mettes navn", "Jonas' tekst")


def changed_facts(case, **changes):
    facts = CaseFacts.of(Initiative.objects.get(pk=case.pk))
    return CaseFacts(**{name: getattr(facts, name) for name in facts.__dataclass_fields__} | changes)


def test_two_people_who_change_the_same_text_see_both(client, mette, jonas, case):
    client.force_login(mette)
    page = client.get(edit_url(case))
    edit_case(case, by=jonas, facts=changed_facts(case, summary="Jonas' tekst"))
    clash = client.post(edit_url(case), as_sent(page, summary="Mettes tekst"))
    assert clash.status_code == 409
    assert "Jonas Bech rettede denne side kl." in clash.text
    assert "Jonas&#x27; tekst" in clash.text
    assert clash.context["form"]["summary"].value() == "Mettes tekst"
    case.refresh_from_db()
    assert case.summary == "Jonas' tekst"
    again = as_sent(page, summary="Mettes tekst", seen=clash.context["form"].data["seen"])
    assert client.post(edit_url(case), again).status_code == 302
    case.refresh_from_db()
    assert case.summary == "Mettes tekst"


@pytest.mark.parametrize("seen", ["", "broken", "e30:1:x" * 9999])
def test_a_page_that_does_not_say_what_it_showed_overwrites_nothing(client, mette, case, seen):
    client.force_login(mette)
    page = client.get(edit_url(case))
    assert client.post(edit_url(case), as_sent(page, name="Nyt", seen=seen)).status_code == 409
    case.refresh_from_db()
    assert case.name == "Lektiecafé"


def test_dates_that_two_people_moved_past_each_other_are_refused(mette, jonas, case):
    seen = CaseFacts.of(case).as_texts()
    edit_case(case, by=jonas, facts=changed_facts(case, ends_on=case.starts_on + dt.timedelta(days=5)))
    mine = changed_facts(case, starts_on=case.starts_on + dt.timedelta(days=9), ends_on=case.ends_on)
    with pytest.raises(Refused, match="Slut ligger nu før start, for Jonas Bech rettede den ene"):
        edit_case(case, by=mette, facts=mine, seen=seen)


def test_a_sent_case_cannot_be_edited_and_says_so(client, mette):
    sent = make.submitted_case(by=mette).initiative
    client.force_login(mette)
    for response in (client.get(edit_url(sent)), client.post(edit_url(sent), {})):
        assert response.url == reverse("initiatives:checklist", args=[sent.pk])
    assert "Indsatsen er til godkendelse og kan ikke rettes nu." in client.get(response.url).text
    with pytest.raises(Refused, match="til godkendelse"):
        edit_case(sent, by=mette, facts=changed_facts(sent, name="Nyt"))


def test_those_who_may_see_a_case_but_not_work_on_it_are_refused(client, mette, case):
    department = make.make_department("58")
    make.ask_board(case, department, by=mette)
    client.force_login(make.make_board_member(department))
    assert client.get(edit_url(case)).status_code == 403
    assert client.post(edit_url(case), {}).status_code == 403


def test_foreign_and_missing_cases_give_the_same_answer(client, case):
    client.force_login(make.make_board_member(make.make_department("7")))
    assert client.get(edit_url(case)).status_code == 404
    assert client.get("/indsatser/999999/rediger/").status_code == 404


def test_a_clash_names_the_last_one_who_edited_and_not_who_answered_a_point(mette, jonas, case):
    seen = CaseFacts.of(case).as_texts()
    edit_case(case, by=jonas, facts=changed_facts(case, name="Jonas' navn"))
    make.answer_point(case, "1.3", by=mette)
    with pytest.raises(EditedMeanwhile) as caught:
        edit_case(case, by=mette, facts=changed_facts(case, name="Mettes navn"), seen=seen)
    assert caught.value.by == jonas
    assert [clash.name for clash in caught.value.clashes] == ["name"]


def test_history_is_written_in_danish_whoever_edits(client, mette, case):
    mette.language = "en"
    mette.save()
    client.force_login(mette)
    client.cookies["django_language"] = "en"
    page = client.get(edit_url(case))
    client.post(edit_url(case), as_sent(page, involves_municipality="yes"))
    assert HistoryEntry.objects.first().changes == {"Kommunen er med": ["Nej", "Ja"]}
