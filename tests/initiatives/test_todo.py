"""What waits for whom: boards, staff of a case, and those who decide. Each sees only their own."""

import datetime as dt
import hashlib

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.formats import date_format

from accounts.uploads import CheckedUpload
from initiatives import todo, workflow
from initiatives.evidence import replace_evidence, store_evidence
from initiatives.models import BoardRequest, Status
from initiatives.residents import Answer, answer_for_residents, ask_boards
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def karen(d58):
    return factories.make_board_member(d58, "Karen Juhl", phone="00 00 00 01")


@pytest.fixture
def asked(mette, d58, karen):
    factories.make_policy()
    draft = factories.make_initiative(by=mette, departments=[d58])
    (request,) = ask_boards(draft, departments=[d58], deadline_on=factories.in_days(21), by=mette)
    return request


def pdf(name: str) -> CheckedUpload:
    """A file of its own words."""
    words = name.encode()
    digest = hashlib.sha256(words).hexdigest()
    return CheckedUpload(name, words, "application/pdf", len(words), digest)


def a_yes() -> Answer:
    return Answer(form="ballot", held_on=factories.in_days(-10), result="yes", sentence="Ja.")


def waiting(person, on=None) -> list[todo.Task]:
    return todo.waiting_for(person, on or factories.today())


def titles(tasks) -> list[str]:
    return [task.title for task in tasks]


# --- Boards -----------------------------------------------------------------------------------
def test_a_board_is_asked_with_why_how_long_until_when_and_in_which_role(asked, karen, d58):
    (task,) = waiting(karen)
    assert task.title == "Bekræft beboernes beslutning"
    assert task.why == "Lektiecafé. Indsatsen kan først blive godkendt, når I har svaret."
    assert (task.minutes, task.due_on, task.role) == (3, asked.deadline_on, "Som bestyrelse i Afdeling 58")
    assert task.url == reverse("initiatives:resident_answer", args=[asked.initiative_id, d58.pk])


def test_the_task_leaves_everybody_when_one_has_answered(asked, karen, d58):
    bo = factories.make_board_member(d58, "Bo Lind")
    assert titles(waiting(bo)) == ["Bekræft beboernes beslutning"]
    answer_for_residents(asked, answer=a_yes(), by=karen)
    assert waiting(bo) == waiting(karen) == []


def test_other_boards_former_members_and_members_to_come_have_no_task(asked, d58):
    others = [
        factories.make_board_member(factories.make_department("33"), "Vibeke Riis"),
        factories.make_board_member(d58, "Inge Toft", until_on=factories.in_days(-1)),
        factories.make_board_member(d58, "Ny Nielsen", from_on=factories.in_days(1)),
    ]
    assert [waiting(person) for person in others] == [[], [], []]


def test_a_stopped_case_waits_for_nobody(asked, karen, mette):
    workflow.move(asked.initiative, "withdraw", by=mette, words="Kommunen gør det.")
    assert waiting(karen) == waiting(mette) == todo.waiting_on_others(mette, factories.today()) == []


def test_the_day_a_board_named_comes_soon(asked, karen):
    planned = factories.in_days(20)
    answer_for_residents(asked, answer=Answer(form="not_asked", will_ask_on=planned), by=karen)
    (task,) = todo.coming_soon(karen, factories.today())
    assert (task.title, task.due_on) == ("Spørg beboerne", planned)


# --- Staff ------------------------------------------------------------------------------------
def test_staff_ring_seven_days_after_the_deadline_with_the_number_at_hand(asked, mette, d58):
    assert waiting(mette, asked.deadline_on + dt.timedelta(days=6)) == []
    (task,) = waiting(mette, asked.deadline_on + dt.timedelta(days=7))
    assert task.title == "Ring til bestyrelsen i Afdeling 58"
    assert "Karen Juhl, tlf. 00 00 00 01." in task.why
    assert task.url == reverse("initiatives:resident_enter", args=[asked.initiative_id, d58.pk])


def test_until_then_the_case_waits_on_others_and_says_since_when(asked, mette):
    (task,) = todo.waiting_on_others(mette, factories.today())
    assert (task.waits_on, task.since, task.due_on) == (
        "Bestyrelsen i Afdeling 58",
        factories.today(),
        asked.deadline_on,
    )
    assert todo.waiting_on_others(mette, asked.deadline_on + dt.timedelta(days=7)) == []


def test_a_board_that_wants_help_is_helped(asked, mette, karen):
    answer_for_residents(asked, answer=Answer(form="not_asked", wants_help=True), by=karen)
    assert titles(waiting(mette)) == ["Hjælp Afdeling 58 med at spørge beboerne"]


def test_a_draft_is_to_be_sent_when_every_department_has_said_yes(mette, d58, karen):
    factories.make_policy()
    d52 = factories.make_department("52")
    amir = factories.make_board_member(d52, "Amir Said")
    draft = factories.make_initiative(by=mette, departments=[d52, d58])
    first, second = ask_boards(draft, departments=[d52, d58], deadline_on=factories.in_days(21), by=mette)
    answer_for_residents(first, answer=a_yes(), by=amir)
    assert waiting(mette) == []
    answer_for_residents(second, answer=a_yes(), by=karen)
    (task,) = waiting(mette)
    assert (task.title, task.url) == (
        "Se igennem, og send: Lektiecafé",
        reverse("initiatives:send", args=[draft.pk]),
    )


def test_a_returned_case_goes_back_to_the_one_responsible_alone(mette):
    case = factories.returned_case(by=mette)
    assert titles(waiting(mette)) == ["Ret: Lektiecafé"]
    assert waiting(mette)[0].url == reverse("initiatives:checklist", args=[case.pk])
    assert waiting(factories.make_staff("Jonas Bech")) == []


def test_an_approved_case_is_started_on_its_day(mette):
    case = factories.approved_case(by=mette)
    assert waiting(mette) == []
    assert titles(waiting(mette, case.starts_on)) == ["Sæt i gang: Lektiecafé"]


# --- Those who decide -------------------------------------------------------------------------
def test_members_of_the_body_decide_but_never_what_they_prepared(mette):
    submission = factories.submitted_case(by=mette, cost=90_000)
    anne = factories.make_decider("Anne Lund")
    former = factories.make_decider("Gerda Gammel", until_on=factories.in_days(-1))
    leader = factories.make_decider("Lars Krogh", kind="leader")
    (task,) = waiting(anne)
    assert (task.title, task.role, task.minutes) == ("Beslut: Lektiecafé", submission.body.name, 10)
    assert task.url == reverse("decide", args=[submission.pk])
    assert waiting(former) == waiting(leader) == []
    factories.BodySeat.objects.create(body=submission.body, person=mette, from_on=factories.LONG_AGO)
    assert waiting(mette) == []
    (other,) = todo.waiting_on_others(mette, factories.today())
    assert other.waits_on == submission.body.name


def test_a_person_with_two_roles_has_one_list_that_names_them(asked, karen):
    factories.BodySeat.objects.create(body=factories.make_body(), person=karen, from_on=factories.LONG_AGO)
    factories.submitted_case(by=factories.make_staff("Jonas Bech"), cost=90_000, name="Nabohjælp")
    assert {(task.title, task.role) for task in waiting(karen)} == {
        ("Bekræft beboernes beslutning", "Som bestyrelse i Afdeling 58"),
        ("Beslut: Nabohjælp", "Organisationsbestyrelsen"),
    }


# --- Files with a last day --------------------------------------------------------------------
@pytest.fixture
def agreement(mette):
    """A file of a draft of Mette's, good until in 30 days."""
    factories.make_policy()
    draft = factories.make_initiative(by=mette)
    paper = pdf("Aftale.pdf")
    return store_evidence(
        draft, requirement_key="5.1", upload=paper, by=mette, valid_until=factories.in_days(30)
    )


def test_whoever_answers_for_a_case_is_asked_for_a_new_file_from_14_days_before_its_last_day(
    agreement, mette
):
    last = agreement.valid_until
    assert waiting(mette, last - dt.timedelta(days=15)) == []
    (task,) = waiting(mette, last - dt.timedelta(days=14))
    assert (task.title, task.due_on) == ("Læg en ny udgave ind: Aftale.pdf", last)
    day = date_format(last, "j. F Y")
    assert task.why == f"Lektiecafé. Bilaget gælder til {day}. Bagefter beviser det ikke noget."
    assert task.url == reverse("initiatives:evidence_about", args=[agreement.pk])
    (late,) = waiting(mette, last + dt.timedelta(days=1))
    assert late.why == f"Lektiecafé. Bilaget gjaldt til {day} og beviser ikke noget mere."


def test_a_new_version_ends_the_task_and_nobody_else_has_it(agreement, mette):
    last = agreement.valid_until
    assert waiting(factories.make_staff("Jonas Bech"), last) == []
    member = factories.make_board_member(agreement.initiative.departments.get(), "Bo Lind")
    assert waiting(member, last) == []
    replace_evidence(agreement, valid_until=last + dt.timedelta(days=300), by=mette)
    assert waiting(mette, last) == []


def test_no_file_is_asked_for_in_a_case_that_has_stopped(agreement, mette):
    workflow.move(agreement.initiative, "withdraw", by=mette, words="Kommunen gør det.")
    assert waiting(mette, agreement.valid_until) == []


# --- The price --------------------------------------------------------------------------------
def test_the_list_costs_the_same_however_much_waits(mette, d58, karen):
    factories.make_policy()
    counts = []
    for number in (1, 2, 6):
        for case in range(number):
            draft = factories.make_initiative(by=mette, name=f"Indsats {number} {case}", departments=[d58])
            ask_boards(draft, departments=[d58], deadline_on=factories.in_days(21), by=mette)
            paper = pdf(f"Aftale {number} {case}.pdf")
            store_evidence(
                draft, requirement_key="5.1", upload=paper, by=mette, valid_until=factories.in_days(9)
            )
        BoardRequest.objects.update(deadline_on=factories.in_days(-9))
        with CaptureQueriesContext(connection) as queries:
            for person in (mette, karen):
                assert todo.waiting_for(person, factories.today())
                todo.waiting_on_others(person, factories.today())
                todo.coming_soon(person, factories.today())
        counts.append(len(queries))
    assert len(set(counts)) == 1, counts


def test_every_task_has_a_page(client, asked, mette, karen):
    factories.returned_case(by=mette, name="Nabohjælp")
    for person in (mette, karen):
        client.force_login(person)
        for task in waiting(person):
            assert client.get(task.url).status_code in (200, 302), task
        assert client.get(reverse("tasks")).status_code == 200
    assert asked.initiative.status == Status.DRAFT


@pytest.mark.parametrize(
    ("why", "reason"), [("Lektiecafé", "Lektiecafé."), ("Skal det stoppe?", "Skal det stoppe?"), ("", "")]
)
def test_a_reason_that_is_a_mere_name_ends_before_the_minutes_begin(why, reason):
    assert todo.Task(key="k", title="Søg", why=why, url="/").reason == reason
