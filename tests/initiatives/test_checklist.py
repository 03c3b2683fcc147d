"""The checklist page: what is missing, why, who can mend it; and what stands when the case is decided."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from initiatives import workflow
from initiatives.checklist import assess, requirements_of
from initiatives.checklist_rows import rows_as_decided, rows_now
from initiatives.council import record_council_decision
from initiatives.models import Initiative, PolicyVersion
from initiatives.proving import Reason
from tests import factories as make

pytestmark = pytest.mark.django_db


def url(case, query=""):
    return reverse("initiatives:checklist", args=[case.pk]) + query


def names(page):
    return [row.name for _principle, rows in page.context["groups"] for row in rows]


def test_a_new_draft_says_what_is_missing_and_where_to_start(as_mette, mette):
    page = as_mette.get(url(make.make_initiative(by=mette)))
    assert "Indsatsen er ikke sendt til godkendelse" in page.text
    assert "Der mangler 10 ting, før du kan sende den." in page.text
    assert "1 af 12 punkter er på plads." in page.text
    assert "Start, hvor du vil. Vi gemmer undervejs." not in page.text  # the area is in place
    assert "Ikke relevant (4)" in page.text


def test_a_draft_with_nothing_at_all_says_start_where_you_like(as_mette, mette):
    page = as_mette.get(url(make.make_initiative(by=mette, areas=[])))
    assert "Start, hvor du vil. Vi gemmer undervejs." in page.text


def test_rows_name_strength_status_the_first_sentence_and_who_can_mend_it(as_mette, mette):
    case = make.make_initiative(by=mette)
    make.ask_board(case, make.make_department("58"), by=mette)
    row = next(r for r in as_mette.get(url(case)).context["checklist"].rows if r.key == "1.1")
    assert (row.name, row.strength, row.status) == ("Beboernes beslutning", "must", "waiting")
    [line] = row.lines
    assert line.text == "Afdeling 58 har ikke svaret endnu."
    assert line.who.startswith("Bestyrelsen i Afdeling 58. Mail sendt ")
    assert not line.is_reader
    own = next(r for r in as_mette.get(url(case)).context["checklist"].rows if r.key == "1.3")
    assert [(line.who, line.is_reader) for line in own.lines] == [("Mette Holm", True)]


def test_only_what_is_missing_is_shown_when_asked(as_mette, mette):
    case = make.complete_case(by=mette)
    case.criteria.all().delete()
    page = as_mette.get(url(case, "?vis=mangler"))
    assert names(page) == ["Mål for effekt"]
    assert "Vis alle (12)" in page.text
    assert "Vis kun det, der mangler (1)" in as_mette.get(url(case)).text


def test_a_complete_draft_is_ready_but_not_sent(as_mette, mette):
    page = as_mette.get(url(make.complete_case(by=mette)))
    assert "Alt er på plads. Indsatsen er ikke sendt endnu." in page.text
    assert page.context["checklist"].blocking == []
    assert "Vis kun det, der mangler" not in page.text


def test_points_that_do_not_apply_are_folded_with_their_reason(as_mette, mette):
    page = as_mette.get(url(make.make_initiative(by=mette)))
    reasons = {row.key: row.note for row in page.context["checklist"].not_relevant}
    assert reasons == {
        "1.2": "Der er ingen penge udefra.",
        "2.2": "Indsatsen handler om andre områder.",
        "3.1": "Der er ingen byggesag i afdelingerne i perioden.",
        "5.2": "Kommunen er ikke med.",
    }
    assert not set(names(page)) & {row.name for row in page.context["checklist"].not_relevant}


def test_the_next_meeting_of_the_body_that_decides_is_beside_it(as_mette, mette):
    make.make_meeting(held_in=30, cut_off_in=16)
    make.make_meeting(held_in=5, cut_off_in=-9)
    case = make.complete_case(by=mette, departments=[make.make_department("52"), make.make_department("58")])
    page = as_mette.get(url(case))
    assert page.context["meeting"].held_on == make.in_days(30)
    assert "Næste møde i organisationsbestyrelsen:" in page.text


def test_the_leader_answers_a_small_case_without_a_meeting(as_mette, mette):
    make.make_body("leader")
    page = as_mette.get(url(make.complete_case(by=mette)))
    assert "Boligsocial leder svarer. Den kan sendes når som helst." in page.text


def test_a_returned_case_has_the_words_and_the_points_on_top(as_mette, mette):
    page = as_mette.get(url(make.returned_case(by=mette)))
    assert "Boligsocial leder sendte den tilbage" in page.text
    assert "“Vi mangler et tilbud på leje af lokalet.”" in page.text
    assert "Ret de punkter, og send den igen:" in page.text


def test_staff_see_the_way_to_edit_and_readers_do_not(client, mette):
    case = make.complete_case(by=mette)
    edit = reverse("initiatives:edit", args=[case.pk])
    for person, sees in ((mette, True), (make.make_board_member(make.make_department("58")), False)):
        client.force_login(person)
        page = client.get(url(case))
        assert page.status_code == 200
        assert (edit in page.text) is sees
        assert (reverse("initiatives:send", args=[case.pk]) in page.text) is sees
        assert ("Træk tilbage" in page.text) is sees


def test_a_reader_is_told_that_the_case_cannot_be_sent_yet_and_not_to_send_it(client, mette):
    case = make.make_initiative(by=mette)
    make.ask_board(case, make.make_department("58"), by=mette)
    client.force_login(make.make_board_member(make.make_department("58")))
    page = client.get(url(case))
    assert "Der mangler 10 ting, før den kan sendes." in page.text


def test_a_decider_sees_what_has_been_sent_and_no_drafts(client, mette):
    client.force_login(make.make_decider())
    assert client.get(url(make.make_initiative(by=mette))).status_code == 404
    assert client.get(url(make.submitted_case(by=mette).initiative)).status_code == 200


def test_a_sent_case_shows_to_whom_and_when_and_cannot_be_edited(as_mette, mette):
    page = as_mette.get(url(make.submitted_case(by=mette).initiative))
    assert "Sendt til boligsocial leder" in page.text
    assert "Den kan ikke rettes, før der er svaret." in page.text
    assert page.context["may_edit"] is False


def test_a_decided_case_shows_the_list_as_it_was_decided(as_mette, mette):
    case = make.approved_case(by=mette)
    case.statements.all().delete()
    case.criteria.all().delete()
    page = as_mette.get(url(case))
    assert page.context["checklist"].frozen_at is not None
    assert "12 af 12 punkter er på plads." in page.text
    assert "Listen viser, hvordan sagen så ud" in page.text
    assert page.context["groups"][0][0] == "1. At være lokalt forankret"
    assert assess(case).blocking  # as the case is now it would not hold


def test_a_case_withdrawn_after_sending_shows_what_was_sent_and_a_withdrawn_draft_what_there_is(mette):
    sent = make.submitted_case(by=mette).initiative
    workflow.move(sent, "withdraw", by=mette, words="Vi finder på noget andet.")
    assert rows_as_decided(Initiative.objects.get(pk=sent.pk)) is not None
    draft = make.make_initiative(by=mette)
    workflow.move(draft, "withdraw", by=mette, words="Vi finder på noget andet.")
    assert rows_as_decided(Initiative.objects.get(pk=draft.pk)) is None


def test_without_a_policy_in_force_the_page_says_so(as_mette, mette):
    case = make.make_initiative(by=mette)
    with time_machine.travel(dt.datetime(2017, 6, 13, 12, tzinfo=dt.UTC)):  # the day before version 1
        page = as_mette.get(url(case))
    assert "Der gælder ingen politik lige nu. En administrator skal udgive en version." in page.text


def test_a_draft_follows_the_policy_in_force_and_a_sent_case_keeps_its_own(mette):
    draft, sent = make.make_initiative(by=mette), make.submitted_case(by=mette).initiative
    first = make.make_policy()
    second = PolicyVersion.objects.create(
        number=2,
        title="Ny politik",
        adopted_by="Repræsentantskabet",
        adopted_on=make.today(),
        in_force_from=make.today(),
        published_at=timezone.now(),
    )
    assert assess(draft).version == second
    assert assess(Initiative.objects.get(pk=sent.pk)).version == first


# --- Fetched again when the page comes into sight ---------------------------------------------
def test_nothing_is_sent_when_nothing_has_changed(as_mette, mette):
    case = make.make_initiative(by=mette)
    shown = as_mette.get(url(case)).context["checklist"]
    again = as_mette.get(
        url(case), {"state": shown.state, "digest": shown.digest}, headers={"HX-Request": "true"}
    )
    assert (again.status_code, again.content) == (204, b"")


def test_what_has_changed_is_said_in_one_sentence(as_mette, mette):
    case = make.make_initiative(by=mette)
    shown = as_mette.get(url(case)).context["checklist"]
    make.answer_for_residents(case, make.make_department("58"), asked_by=mette)
    again = as_mette.get(
        url(case), {"state": shown.state, "digest": shown.digest}, headers={"HX-Request": "true"}
    )
    assert again.context["news"] == "1 punkt er ændret: Beboernes beslutning er nu opfyldt."
    assert "<html" not in again.text
    assert 'id="tjekliste"' in again.text


@pytest.mark.parametrize("state", ["", "x", "1.1", "=", "9.9=met", "1.1=" + "x" * 5000, "\x00"])
def test_odd_states_break_nothing(as_mette, mette, state):
    case = make.make_initiative(by=mette)
    again = as_mette.get(url(case), {"state": state, "digest": "?"}, headers={"HX-Request": "true"})
    assert again.status_code == 200


# --- Sentences and numbers --------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("Skriv mindst ét mål, der kan måles. Vi skal vide mere.", "Skriv mindst ét mål, der kan måles."),
        ("Der mangler 12.500 kr. Ret beløbet.", "Der mangler 12.500 kr. Ret beløbet."),
        ("Vælg område", "Vælg område"),
    ],
)
def test_the_short_reason_is_the_first_sentence(text, short):
    assert Reason(text, "Mette", "/", "Ret").short == short


def test_the_next_missing_point_lies_below_then_from_the_top_and_never_waits(mette):
    case = make.complete_case(by=mette)
    case.statements.filter(requirement_key__in=["1.3", "5.1"]).delete()
    case.criteria.all().delete()
    assessment = assess(case)
    assert [p.key for p in assessment.blocking] == ["1.3", "5.1", "6.2"]
    assert assessment.next_missing(after="5.1").key == "6.2"
    assert assessment.next_missing(after="6.2").key == "1.3"
    assert assessment.next_missing().key == "1.3"
    waiting = make.make_initiative(by=mette)
    make.ask_board(waiting, make.make_department("58"), by=mette)
    assert assess(waiting).next_missing().key == "1.3"


@pytest.mark.parametrize("departments", [1, 3])
def test_the_page_costs_the_same_however_many_departments(
    as_mette, mette, departments, django_assert_num_queries
):
    found = [make.make_department(str(number)) for number in range(1, departments + 1)]
    case = make.complete_case(
        by=mette, departments=found, expects_outside_money=True, involves_municipality=True
    )
    make.make_meeting()
    as_mette.get(url(case))
    with django_assert_num_queries(28):
        as_mette.get(url(case))


def test_rows_read_the_same_from_the_case_and_from_the_record(mette):
    """What was decided is shown as it was read: keys, names, strengths and statuses are the same."""
    case = make.approved_case(by=mette)
    kept = rows_as_decided(case).rows
    now = rows_now(assess(case), reader_id=0).rows
    assert [(r.key, r.name, r.principle, r.strength, r.status) for r in kept] == [
        (r.key, r.name, r.principle, r.strength, r.status) for r in now
    ]


@pytest.mark.parametrize("departments", [1, 3])
def test_assessing_a_case_costs_the_same_however_much_there_is(mette, departments, django_assert_num_queries):
    """Outside money, a municipality, debt, building work and a no that the council went beyond: all sixteen points."""
    everywhere = [make.make_department() for _number in range(departments)]
    case = make.complete_case(
        by=mette,
        departments=everywhere,
        expects_outside_money=True,
        involves_municipality=True,
        concerns_debt=True,
    )
    for department in everywhere:
        make.make_project(department)
        make.make_service(department)
    case.resident_decisions.update(result="no")
    for no in case.resident_decisions.all():
        record_council_decision(
            no, by=mette, decided_on=make.today(), item_number="4", words="Det bliver til noget."
        )
    for _more in range(departments):
        make.add_partner(case, by=mette)
        make.add_municipal_partner(case, by=mette)
        make.add_criterion(case)
    case = Initiative.objects.select_related("responsible").get(pk=case.pk)
    requirements_of(make.make_policy())  # a published version is read once by each process
    with django_assert_num_queries(24):
        points = assess(case).points
    assert (len(points), [p.key for p in points if not p.is_relevant]) == (16, [])
