"""Whom are we waiting for: every case that is not over names a person or a body, and the days."""

import datetime as dt

import pytest
from django.urls import reverse

from evaluation.models import Evaluation
from initiatives import workflow
from initiatives.models import Initiative, Status
from initiatives.partners import record_contract
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def mette(client):
    person = factories.make_staff("Mette Holm")
    client.force_login(person)
    return person


def waits(client, case):
    found = Initiative.everything.get(pk=case.pk)
    return client.get(found.get_absolute_url()).context["waits"]


def told(client, case):
    return [(wait.whom, wait.days) for wait in waits(client, case)]


def test_a_draft_waits_for_the_one_who_answers_for_it(client, mette):
    case = factories.make_initiative(by=mette)
    assert told(client, case) == [("Mette Holm", 0)]
    assert waits(client, case)[0].what.startswith("Gør klar: beboernes beslutning, ")


def test_a_draft_waits_for_boards_and_for_the_municipality(client, mette, time_machine):
    case = factories.complete_case(by=mette, involves_municipality=True)
    partnership = case.partnerships.get(partner__kind="municipal_authority")
    partnership.result_contract.delete()
    record_contract(partnership, state="discussed", by=mette)
    department = factories.make_department("33")
    factories.make_board_member(department, "Vibeke Riis")
    factories.change_facts(case, departments=(*case.departments.all(), department))
    factories.ask_board(case, department, by=mette)
    time_machine.move_to(dt.datetime.now(dt.UTC) + dt.timedelta(days=3))
    client.force_login(mette)
    found = waits(client, case)
    assert ("Bestyrelsen i Afdeling 33", 3, "Vibeke Riis") in [(w.whom, w.days, w.names) for w in found]
    assert (str(partnership.partner), 3) in [(w.whom, w.days) for w in found]
    others = client.get(reverse("tasks")).context["others"]
    assert {task.waits_on for task, _days in others} == {
        "Bestyrelsen i Afdeling 33",
        str(partnership.partner),
    }
    assert {days for _task, days in others} == {3}


def test_a_complete_draft_waits_for_being_sent(client, mette):
    case = factories.complete_case(by=mette)
    assert [(w.whom, w.what) for w in waits(client, case)] == [("Mette Holm", "Sender den til godkendelse")]


def test_a_sent_case_waits_for_its_body_and_those_in_it_who_may(client, mette):
    submission = factories.submitted_case(by=mette, cost=90_000)
    factories.make_decider("Anne Lund")
    submission.body.seats.create(person=mette, from_on=factories.LONG_AGO)
    assert [(w.whom, w.names) for w in waits(client, submission.initiative)] == [
        ("Organisationsbestyrelsen", "Anne Lund")
    ]


def test_names_are_for_staff(client, mette):
    submission = factories.submitted_case(by=mette, cost=90_000)
    anne = factories.make_decider("Anne Lund")
    client.force_login(anne)
    assert [w.names for w in waits(client, submission.initiative)] == [""]


def test_an_approved_case_waits_for_its_start_and_a_paused_one_for_going_on(client, mette):
    approved = factories.approved_case(by=mette)
    assert [w.what for w in waits(client, approved)] == ["Sætter den i gang"]
    running = factories.running_case(by=mette, name="Kor")
    assert waits(client, running) == []
    workflow.move(running, "pause", by=mette, words="Sommer.")
    assert [(w.whom, w.what) for w in waits(client, running)] == [("Mette Holm", "Sætter den i gang igen")]


def test_a_running_case_waits_for_the_board_that_is_asked(client, mette):
    case = factories.running_case(by=mette)
    department = case.departments.get()
    Evaluation.objects.filter(initiative=case).delete()
    Evaluation.objects.create(
        initiative=case, department=department, due_on=factories.in_days(7), opens_on=factories.in_days(-7)
    )
    assert told(client, case) == [("Bestyrelsen i Afdeling 58", 7)]


def test_every_status_that_is_not_over_names_somebody(client, mette):
    cases = {
        Status.DRAFT: factories.make_initiative(by=mette),
        Status.SUBMITTED: factories.submitted_case(by=mette, name="2").initiative,
        Status.RETURNED: factories.returned_case(by=mette, name="3"),
        Status.APPROVED: factories.approved_case(by=mette, name="4"),
    }
    for case in cases.values():
        found = waits(client, case)
        assert found, case.status
        assert all(wait.whom and wait.days >= 0 for wait in found)
    ended = factories.decided_case(by=mette, name="5", outcome="declined").submission.initiative
    assert waits(client, ended) == []


def test_the_list_names_who_is_waited_for_and_the_days(client, mette):
    draft = factories.make_initiative(by=mette, name="Kladde")
    factories.ask_board(draft, draft.departments.get(), by=mette)
    factories.submitted_case(by=mette, name="Sendt", cost=90_000)
    rows = client.get(reverse("initiatives:list")).context["rows"]
    assert {row.initiative.name: row.next_step for row in rows} == {
        "Kladde": "Venter på Afdeling 58 siden i dag",
        "Sendt": "Venter på organisationsbestyrelsen siden i dag",
    }
