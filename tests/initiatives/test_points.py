"""Answering a point in words, explaining it instead, choosing knowledge or experiment; nothing typed is lost."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from initiatives import answers
from initiatives.checklist import PointStatus, assess
from initiatives.models import Initiative, SavedAnswer
from initiatives.together import EditedMeanwhile
from initiatives.workflow import Refused
from tests import factories as make
from tests.sent import as_sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def jonas():
    return make.make_staff("Jonas Bech")


@pytest.fixture
def case(mette):
    return make.make_initiative(by=mette)


def url(case, key, name="point"):
    return reverse(f"initiatives:{name}", args=[case.pk, key])


def asked(key, number=0):
    """The words of a question, which AAB may change."""
    return make.requirement(key).prompts[number]["label"]


def written(case, key):
    return dict(case.statements.filter(requirement_key=key).values_list("prompt_key", "text"))


# --- The head of every point's page ---------------------------------------------------------
def test_the_page_says_what_the_policy_asks_in_plain_words(as_mette, case):
    page = as_mette.get(url(case, "1.3"))
    assert "<h1>Afdelingens eget ansvar</h1>" in page.text
    assert make.requirement("1.3").plain in page.text
    assert "Skriv ikke navne og CPR-numre her." in page.text
    assert "Læs hele afsnittet i politikken" not in page.text


def test_the_official_wording_is_folded_below_once_it_is_loaded(as_mette, case):
    principle = make.requirement("1.3").principle
    type(principle).objects.filter(pk=principle.pk).update(official_text="Den vedtagne ordlyd.")
    page = as_mette.get(url(case, "1.3"))
    assert "Læs hele afsnittet i politikken" in page.text
    assert "Den vedtagne ordlyd." in page.text


@pytest.mark.parametrize(
    ("key", "page"),
    [
        ("1.1", "initiatives:residents"),
        ("1.2", "initiatives:displacement"),
        ("3.1", "initiatives:physical"),
        ("4.1", "initiatives:partners"),
        ("5.2", "initiatives:contracts"),
        ("6.1", "initiatives:knowledge"),
        ("6.2", "evaluation:criteria"),
        ("6.3", "evaluation:plan"),
        ("6.5", "initiatives:edit"),
        ("Ø.1", "funding:budget"),
    ],
)
def test_a_point_with_a_page_of_its_own_leads_there(as_mette, case, key, page):
    assert as_mette.get(url(case, key)).url == reverse(page, args=[case.pk])


@pytest.mark.parametrize("key", ["9.9", "x", "1.3 ", "%00", "Ø"])
def test_a_point_that_does_not_exist_is_not_found(as_mette, case, key):
    for name in ("point", "explain"):
        assert as_mette.get(url(case, key, name)).status_code == 404


def test_a_returned_point_has_the_words_of_the_body_on_its_page(as_mette, mette):
    case = make.returned_case(by=mette)
    from initiatives.views.points import point_context

    assert point_context(case, "Ø.1")["returned"].words == "Vi mangler et tilbud på leje af lokalet."
    assert point_context(case, "1.3")["returned"] is None


# --- Words ----------------------------------------------------------------------------------
def test_an_answer_is_saved_and_the_next_missing_point_opens(as_mette, mette, case):
    response = as_mette.post(
        url(case, "1.3"), as_sent(as_mette.get(url(case, "1.3")), answer_own_decision=" Dagene. ", next="1")
    )
    assert response.url == url(case, "2.1")
    assert written(case, "1.3") == {"own_decision": "Dagene."}
    entry = case.history.first()
    assert (entry.kind, entry.text, entry.by, entry.prepares) == (
        "answered",
        'Svar på "Afdelingens eget ansvar"',
        mette,
        True,
    )
    assert entry.changes == {asked("1.3"): ["", "Dagene."]}


def test_the_other_button_leads_back_to_the_list(as_mette, case):
    sent = as_sent(as_mette.get(url(case, "1.3")), answer_own_decision="Dagene.", list="1")
    response = as_mette.post(url(case, "1.3"), sent)
    assert response.url == reverse("initiatives:checklist", args=[case.pk])
    assert "Afdelingens eget ansvar er gemt kl. " in as_mette.get(response.url).text


def test_when_nothing_is_missing_the_next_step_is_to_send(as_mette, mette):
    case = make.complete_case(by=mette)
    case.statements.filter(requirement_key="1.3").delete()
    sent = as_sent(as_mette.get(url(case, "1.3")), answer_own_decision="Dagene.", next="1")
    assert as_mette.post(url(case, "1.3"), sent).url == reverse("initiatives:send", args=[case.pk])


def test_when_only_others_are_waited_for_the_next_step_is_the_list(as_mette, mette):
    case = make.complete_case(by=mette)
    case.resident_decisions.all().delete()
    case.board_requests.update(closed_at=None)
    sent = as_sent(as_mette.get(url(case, "1.3")), answer_own_decision="Nye dage.", next="1")
    assert as_mette.post(url(case, "1.3"), sent).url == reverse("initiatives:checklist", args=[case.pk])


def test_going_on_needs_every_question_and_going_back_takes_a_part(as_mette, case):
    page = as_mette.get(url(case, "5.1"))
    half = as_sent(page, answer_municipal_task="Skolen.", next="1")
    refused = as_mette.post(url(case, "5.1"), half)
    assert refused.context["form"].errors == {
        "answer_our_part": [f'Svar på "{asked("5.1", 1)}"'],
        "answer_bridge": [f'Svar på "{asked("5.1", 2)}"'],
    }
    assert "Skolen." in refused.text
    assert written(case, "5.1") == {}
    half["list"] = half.pop("next")
    assert as_mette.post(url(case, "5.1"), half).status_code == 302
    assert assess(case).point("5.1").status == PointStatus.STARTED


def test_an_empty_page_is_never_saved_as_an_answer(as_mette, case):
    page = as_mette.get(url(case, "1.3"))
    refused = as_mette.post(url(case, "1.3"), as_sent(page, answer_own_decision="  ", list="1"))
    assert refused.context["form"].errors == {"answer_own_decision": [f'Svar på "{asked("1.3")}"']}
    assert "<title>Fejl: Afdelingens eget ansvar" in refused.text


def test_a_point_one_would_like_may_be_left_empty_and_emptied_again(as_mette, case, mette):
    page = as_mette.get(url(case, "1.4"))
    assert "(kan springes over)" in page.text
    assert as_mette.post(url(case, "1.4"), as_sent(page, next="1")).status_code == 302
    make.answer_point(case, "1.4", by=mette, text="Et kursus.")
    page = as_mette.get(url(case, "1.4"))
    as_mette.post(url(case, "1.4"), as_sent(page, answer_support="", list="1"))
    assert written(case, "1.4") == {}
    assert case.history.first().changes == {asked("1.4"): ["Et kursus.", ""]}


def test_saving_the_same_again_leaves_no_trace(as_mette, case, mette):
    make.answer_point(case, "1.3", by=mette, text="Dagene.")
    before = case.history.count()
    as_mette.post(url(case, "1.3"), as_sent(as_mette.get(url(case, "1.3")), list="1"))
    assert case.history.count() == before


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x" * 2005, "Teksten er 5 tegn for lang. Skriv højst 2000 tegn"),
        ("a\x00b", "Der er skjulte tegn i teksten. Slet teksten, og skriv den igen."),
        (
            "Ring til 010190-1234",
            "Her står noget, der ligner et CPR-nummer. Skriv ikke navne og CPR-numre her. "
            'Skriv "en familie" i stedet.',
        ),
    ],
)
def test_what_cannot_be_kept_is_said_at_the_question(as_mette, case, text, said):
    page = as_mette.post(url(case, "1.3"), {"answer_own_decision": text, "next": "1"})
    assert page.context["form"].errors == {"answer_own_decision": [said]}


# --- Do it, or explain ----------------------------------------------------------------------
def test_doing_it_is_chosen_beforehand_and_the_words_are_still_asked_for(as_mette, case):
    page = as_mette.post(url(case, "2.1"), as_sent(as_mette.get(url(case, "2.1")), next="1"))
    assert list(page.context["form"].errors) == ["answer_daily_problem"]
    without = as_mette.post(url(case, "2.1"), as_sent(as_mette.get(url(case, "2.1")), way="", next="1"))
    assert without.context["form"].errors == {"way": ["Vælg, om I gør det eller forklarer, hvorfor ikke"]}


def test_whoever_asks_to_explain_finds_it_chosen(as_mette, case):
    page = as_mette.get(url(case, "2.1", "explain"), follow=True)
    assert page.context["form"]["way"].value() == "explain"


def test_an_explanation_typed_beside_the_other_way_is_not_lost(as_mette, case):
    page = as_mette.get(url(case, "2.1"))
    again = as_mette.post(url(case, "2.1"), as_sent(page, explanation="Vi kan ikke.", next="1"))
    assert again.status_code == 200
    assert again.context["form"]["explanation"].value() == "Vi kan ikke."
    assert not case.explanations.exists()


def test_each_way_asks_for_its_own_words_only(as_mette, case):
    page = as_mette.get(url(case, "2.1"))
    done = as_mette.post(url(case, "2.1"), as_sent(page, way="do", next="1"))
    assert list(done.context["form"].errors) == ["answer_daily_problem"]
    explained = as_mette.post(url(case, "2.1"), as_sent(page, way="explain", next="1"))
    assert explained.context["form"].errors == {"explanation": ["Skriv, hvorfor I gør det anderledes"]}


def test_an_explanation_is_kept_with_who_wrote_it(as_mette, mette, case):
    page = as_mette.get(url(case, "2.1"))
    as_mette.post(url(case, "2.1"), as_sent(page, way="explain", explanation="Det er for småt.", next="1"))
    point = assess(case).point("2.1")
    assert (point.status, point.explanation.text, point.explanation.written_by) == (
        PointStatus.EXPLAINED,
        "Det er for småt.",
        mette,
    )
    entry = case.history.first()
    assert (entry.kind, entry.text) == ("explained", 'Forklaring af "Støtte til den lokale drift"')


def test_changing_from_doing_to_explaining_and_back_keeps_one_of_them(as_mette, case, mette):
    make.answer_point(case, "2.1", by=mette, text="Mindre uro.")
    page = as_mette.get(url(case, "2.1"))
    assert page.context["form"]["way"].value() == "do"
    as_mette.post(url(case, "2.1"), as_sent(page, way="explain", explanation="Alligevel ikke.", list="1"))
    assert (written(case, "2.1"), assess(case).point("2.1").status) == ({}, PointStatus.EXPLAINED)
    assert case.history.first().changes == {
        asked("2.1"): ["Mindre uro.", ""],
        "Forklaring": ["", "Alligevel ikke."],
    }
    page = as_mette.get(url(case, "2.1"))
    as_mette.post(url(case, "2.1"), as_sent(page, way="do", answer_daily_problem="Mindre uro.", list="1"))
    assert (case.explanations.count(), assess(case).point("2.1").status) == (0, PointStatus.MET)


def test_a_must_cannot_be_explained_away(case, mette):
    with pytest.raises(ValueError, match=r"1\.3 must be done"):
        answers.write_explanation(case, by=mette, requirement=make.requirement("1.3"), text="Nej")


@pytest.mark.parametrize("key", ["1.1", "1.3", "2.1", "Ø.1"])
def test_the_page_for_explaining_is_only_for_points_that_may_be_and_have_their_own_page(as_mette, case, key):
    assert as_mette.get(url(case, key, "explain")).url.split("?")[0] == url(case, key)


@pytest.mark.parametrize("key", ["4.1", "6.5"])
def test_a_point_with_its_own_page_is_explained_on_a_page_beside_it(as_mette, case, key):
    case.areas.clear()
    page = as_mette.get(url(case, key, "explain"))
    missing = as_mette.post(url(case, key, "explain"), as_sent(page, having="explanation", next="1"))
    assert missing.context["form"].errors == {"explanation": ["Skriv, hvorfor I gør det anderledes"]}
    sent = as_sent(page, having="explanation", explanation="Vi er nok selv.", list="1")
    assert as_mette.post(url(case, key, "explain"), sent).status_code == 302
    assert assess(case).point(key).status == PointStatus.EXPLAINED
    as_mette.post(url(case, key, "explain"), {"remove": "1"})
    assert assess(case).point(key).status == PointStatus.MISSING
    assert case.history.first().changes == {"Forklaring": ["Vi er nok selv.", ""]}


# --- 6.1 ------------------------------------------------------------------------------------
def knowledge(case):
    return reverse("initiatives:knowledge", args=[case.pk])


def test_knowledge_or_experiment_must_be_chosen(as_mette, case):
    page = as_mette.post(knowledge(case), as_sent(as_mette.get(knowledge(case)), next="1"))
    said = "Vælg, om I bygger på noget, der virker, eller om det er et forsøg"
    assert page.context["form"].errors == {"track": [said]}


def test_an_experiment_asks_for_what_to_learn_and_when_to_stop(as_mette, case):
    page = as_mette.get(knowledge(case))
    half = as_mette.post(
        knowledge(case), as_sent(page, track="pilot", answer_learn="Om flere kommer", next="1")
    )
    assert half.context["form"].errors == {"answer_stop": [f'Svar på "{asked("6.1", 2)}"']}
    full = as_sent(page, track="pilot", answer_learn="Om flere kommer", answer_stop="Under fem", next="1")
    assert as_mette.post(knowledge(case), full).status_code == 302
    case.refresh_from_db()
    assert (case.is_pilot, assess(case).point("6.1").note) == (True, "Forsøg: Om flere kommer")
    assert case.history.first().changes == {
        "Forsøg": ["", "Ja"],
        asked("6.1", 1): ["", "Om flere kommer"],
        asked("6.1", 2): ["", "Under fem"],
    }


def test_what_was_written_for_the_other_track_is_kept_and_does_not_count(as_mette, case, mette):
    make.answer_knowledge(case, by=mette)
    page = as_mette.get(knowledge(case))
    assert page.context["form"]["track"].value() == "proven"
    as_mette.post(
        knowledge(case), as_sent(page, track="pilot", answer_learn="Nyt", answer_stop="Snart", list="1")
    )
    assert written(case, "6.1") == {"source": "En rapport fra 2021.", "learn": "Nyt", "stop": "Snart"}
    case.refresh_from_db()
    assert assess(case).point("6.1").note == "Forsøg: Nyt"


# --- Two writers, and what is not sent yet -----------------------------------------------------
def test_two_people_who_answer_the_same_question_see_both(as_mette, mette, jonas, case):
    page = as_mette.get(url(case, "1.3"))
    make.answer_point(case, "1.3", by=jonas, text="Jonas' ord")
    mine = as_sent(page, answer_own_decision="Mettes ord", list="1")
    clash = as_mette.post(url(case, "1.3"), mine)
    assert clash.status_code == 409
    assert "Jonas Bech rettede denne side kl." in clash.text
    assert ("Jonas&#x27; ord" in clash.text, "Mettes ord" in clash.text) == (True, True)
    assert written(case, "1.3") == {"own_decision": "Jonas' ord"}
    assert as_mette.post(url(case, "1.3"), as_sent(clash, list="1")).status_code == 302
    assert written(case, "1.3") == {"own_decision": "Mettes ord"}


def test_two_people_who_answer_different_questions_both_get_their_way(as_mette, jonas, case):
    page = as_mette.get(url(case, "5.1"))
    answers.write_statements(
        case, by=jonas, requirement=make.requirement("5.1"), answers={"municipal_task": "Skolen"}
    )
    as_mette.post(url(case, "5.1"), as_sent(page, answer_our_part="Lektier", list="1"))
    assert written(case, "5.1") == {"municipal_task": "Skolen", "our_part": "Lektier"}


def test_two_explanations_clash_too(jonas, mette, case):
    point = make.requirement("4.1")
    answers.write_explanation(case, by=jonas, requirement=point, text="Fordi.")
    with pytest.raises(EditedMeanwhile):
        answers.write_explanation(case, by=mette, requirement=point, text="Derfor.", seen={"explanation": ""})


DAY = {"look_again_on_day": "1", "look_again_on_month": "3", "look_again_on_year": "2099"}


@pytest.mark.parametrize(("key", "name"), [("2.1", "point"), ("4.1", "explain")])
def test_an_explanation_can_have_a_day_to_look_at_it_again(as_mette, case, key, name):
    """Both pages of explaining: the day is written, shown, kept when the page is saved again, and taken away."""
    way = {"way": "explain"} if name == "point" else {}
    page = as_mette.get(url(case, key, name))
    assert "Se på det igen den" in page.text
    as_mette.post(url(case, key, name), as_sent(page, explanation="Kommunen tøver.", list="1", **way, **DAY))
    explanation = case.explanations.get()
    assert (explanation.text, explanation.look_again_on) == ("Kommunen tøver.", dt.date(2099, 3, 1))
    page = as_mette.get(url(case, key, name))
    boxes = [page.context["form"]["look_again_on"].value()]
    assert boxes == [dt.date(2099, 3, 1)]
    as_mette.post(url(case, key, name), as_sent(page, explanation="Kommunen tøver stadig.", list="1", **DAY))
    assert case.explanations.get().look_again_on == dt.date(2099, 3, 1)
    assert assess(case).point(key).status == PointStatus.EXPLAINED
    assert assess(case, on=dt.date(2099, 3, 1)).point(key).status == PointStatus.LOOK_AGAIN
    as_mette.post(
        url(case, key, name),
        as_sent(page, explanation="Nu er det sikkert.", list="1", **dict.fromkeys(DAY, "")),
    )
    # The page was opened before the words were saved: both are shown, and the second press is meant.
    assert case.explanations.get().text == "Kommunen tøver stadig."
    page = as_mette.get(url(case, key, name))
    as_mette.post(
        url(case, key, name),
        as_sent(page, explanation="Nu er det sikkert.", list="1", **dict.fromkeys(DAY, "")),
    )
    assert case.explanations.get().look_again_on is None


def test_the_day_to_look_again_lies_ahead(as_mette, case):
    page = as_mette.get(url(case, "4.1", "explain"))
    today = make.today()
    typed = {
        "look_again_on_day": today.day,
        "look_again_on_month": today.month,
        "look_again_on_year": today.year,
    }
    answer = as_mette.post(url(case, "4.1", "explain"), as_sent(page, explanation="Nej.", list="1", **typed))
    assert (answer.status_code, "Vælg en dag efter i dag" in answer.text) == (200, True)
    assert not case.explanations.exists()


def test_on_its_day_the_point_reads_look_again_to_staff_until_somebody_has_looked(as_mette, mette, case):
    answers.write_explanation(
        case, by=mette, requirement=make.requirement("4.1"), text="Vi leder.", look_again_on=make.in_days(5)
    )
    checklist = reverse("initiatives:checklist", args=[case.pk])
    assert "Skal ses igen" not in as_mette.get(checklist).text
    with time_machine.travel(timezone.now() + dt.timedelta(days=5)):
        as_mette.force_login(mette)
        page = as_mette.get(checklist).text
        assert "Skal ses igen" in page
        assert "Dagen er kommet, hvor I ville se på forklaringen igen." in page
        page = as_mette.get(url(case, "4.1", "explain"))
        assert page.context["form"]["look_again_on"].value() is None  # the day has done its work
        as_mette.post(url(case, "4.1", "point_still"), {"next": "1"})
        assert assess(Initiative.objects.get(pk=case.pk)).point("4.1").status == PointStatus.EXPLAINED


def test_two_who_choose_different_days_both_see_it(jonas, mette, case):
    point = make.requirement("4.1")
    answers.write_explanation(case, by=jonas, requirement=point, text="Fordi.", look_again_on=make.in_days(9))
    seen = {"explanation": "Fordi.", "look_again_on": ""}
    with pytest.raises(EditedMeanwhile):
        answers.write_explanation(
            case, by=mette, requirement=point, text="Fordi.", look_again_on=make.in_days(3), seen=seen
        )
    assert case.explanations.get().look_again_on == make.in_days(9)


def test_what_is_typed_is_kept_and_comes_back_until_it_is_saved(as_mette, mette, case):
    typed = as_sent(as_mette.get(url(case, "5.1")), answer_municipal_task="Halvt skr")
    kept = as_mette.post(url(case, "5.1", "point_typed"), typed)
    assert kept.text.startswith("Gemt kl. ")
    assert kept.text.endswith(". Du kan gå fra siden og komme tilbage.")
    page = as_mette.get(url(case, "5.1"))
    assert page.context["form"]["answer_municipal_task"].value() == "Halvt skr"
    assert page.context["form"].errors == {}
    assert assess(case).point("5.1").status == PointStatus.MISSING
    as_mette.post(
        url(case, "5.1"), as_sent(page, answer_our_part="Lektier", answer_bridge="Ringer", next="1")
    )
    assert written(case, "5.1") == {
        "municipal_task": "Halvt skr",
        "our_part": "Lektier",
        "bridge": "Ringer",
    }
    assert SavedAnswer.objects.count() == 0


def test_what_i_typed_yesterday_does_not_overwrite_what_somebody_saved_since(as_mette, jonas, case):
    typed = as_sent(as_mette.get(url(case, "1.3")), answer_own_decision="Mit fra i går")
    as_mette.post(url(case, "1.3", "point_typed"), typed)
    make.answer_point(case, "1.3", by=jonas, text="Jonas' ord")
    page = as_mette.get(url(case, "1.3"))
    assert as_mette.post(url(case, "1.3"), as_sent(page, next="1")).status_code == 409
    assert written(case, "1.3") == {"own_decision": "Jonas' ord"}


def test_typing_is_kept_for_oneself_alone(client, as_mette, jonas, case):
    as_mette.post(url(case, "1.3", "point_typed"), {"answer_own_decision": "Hemmeligt"})
    client.force_login(jonas)
    assert "Hemmeligt" not in client.get(url(case, "1.3")).text


@pytest.mark.parametrize("path", ["/indsatser/1/tjekliste/%00/", "/indsatser/1/tjekliste/%00/forklar/"])
def test_an_address_no_keyboard_writes_is_not_found(as_mette, case, path):
    assert as_mette.get(path).status_code == 404
    assert (
        as_mette.post("/indsatser/1/tjekliste/%00/kladde/".replace("/1/", f"/{case.pk}/")).status_code == 409
    )


@pytest.mark.parametrize("page", ["tjekliste/", "rediger/", "send/", "historik/", "viden/", "flyt/pause/"])
def test_a_number_beyond_what_a_database_counts_to_is_not_found(as_mette, page):
    assert as_mette.get(f"/indsatser/{10**30}/{page}").status_code == 404


def test_typing_is_not_kept_for_a_point_or_case_that_cannot_be_written(as_mette, mette, case):
    assert as_mette.post(url(case, "9.9", "point_typed"), {"a": "b"}).status_code == 409
    sent = make.submitted_case(by=mette).initiative
    assert as_mette.post(url(sent, "1.3", "point_typed"), {"a": "b"}).status_code == 409
    assert as_mette.get(url(case, "1.3", "point_typed")).status_code == 405


# --- Who may ----------------------------------------------------------------------------------
def test_readers_see_the_answers_and_no_form(client, mette):
    case = make.complete_case(by=mette)
    client.force_login(make.make_board_member(make.make_department("58")))
    for address in (url(case, "5.1"), knowledge(case)):
        page = client.get(address)
        assert (page.status_code, "<textarea" in page.text) == (200, False)
    assert "Det har vi aftalt med bestyrelsen." in client.get(url(case, "5.1")).text
    assert client.post(url(case, "5.1"), {}).status_code == 403
    assert client.post(knowledge(case), {}).status_code == 403
    assert client.post(url(case, "5.1", "point_typed"), {}).status_code == 403
    assert client.post(url(case, "4.1", "explain"), {}).status_code == 403


def test_a_sent_case_is_read_and_a_late_answer_gets_a_sentence(as_mette, mette):
    sent = make.submitted_case(by=mette).initiative
    assert "<textarea" not in as_mette.get(url(sent, "1.3")).text
    late = as_mette.post(url(sent, "1.3"), {"answer_own_decision": "For sent", "next": "1"})
    assert late.url == reverse("initiatives:checklist", args=[sent.pk])
    assert "Indsatsen er til godkendelse og kan ikke rettes nu." in as_mette.get(late.url).text
    with pytest.raises(Refused):
        make.answer_point(sent, "1.3", by=mette)


def test_foreign_cases_are_not_found(client, case):
    client.force_login(make.make_board_member(make.make_department("7")))
    for address in (url(case, "1.3"), url(case, "1.3", "explain"), knowledge(case)):
        assert client.get(address).status_code == 404
        assert client.post(address, {}).status_code == 404


@pytest.mark.parametrize("files", [1, 3])
def test_the_page_costs_the_same_however_much_there_is(as_mette, mette, files, django_assert_num_queries):
    case = Initiative.objects.get(pk=make.complete_case(by=mette).pk)
    for number in range(files):
        case.evidence.create(
            requirement_key="5.1",
            file=f"evidence/{number}.pdf",
            name=f"{number}.pdf",
            content_type="application/pdf",
            size=1,
            sha256="0" * 64,
            uploaded_by=mette,
            uploaded_at=case.created_at,
        )
    as_mette.get(url(case, "5.1"))
    with django_assert_num_queries(16):
        as_mette.get(url(case, "5.1"))


def test_words_posted_after_the_session_ran_out_wait_for_the_log_in(client, mette, case):
    client.force_login(mette)
    sent = as_sent(client.get(url(case, "1.3")), answer_own_decision="Skrevet for længe siden", next="1")
    client.session.flush()
    away = client.post(url(case, "1.3"), sent)
    assert away.url.startswith("/log-ind/?next=")
    client.force_login(mette)
    page = client.get(url(case, "1.3"))
    assert page.context["form"]["answer_own_decision"].value() == "Skrevet for længe siden"
    assert "Vi har gemt det, du skrev" in page.text
    assert client.post(url(case, "1.3"), as_sent(page, next="1")).status_code == 302
    assert written(case, "1.3") == {"own_decision": "Skrevet for længe siden"}
