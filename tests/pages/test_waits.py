"""Whom are we waiting for: every case that is not over names a person or a body, and the days."""

import datetime as dt

import pytest
from django.urls import reverse

from aab_social.mails import MAIL_KINDS
from accounts.models import OutgoingMail
from evaluation.models import Evaluation
from funding.models import FundingLine
from initiatives import workflow
from initiatives.models import Initiative, Status
from initiatives.nudging import nudge_body
from initiatives.partners import record_contract
from initiatives.workflow import Refused
from tests import factories
from tests.doors import said

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


# --- Money from outside -------------------------------------------------------------------------
def test_a_source_that_has_not_answered_is_named_with_the_days(client, mette):
    case = factories.running_case(by=mette, expects_outside_money=True)
    line = case.funding_lines.get(source__name="En fond")
    FundingLine.objects.filter(pk=line.pk).update(state="applied", applied_on=factories.in_days(-12))
    first = waits(client, case)[0]
    assert (first.whom, first.days) == ("En fond", 12)
    [(task, days)] = [row for row in client.get(reverse("tasks")).context["others"] if row[0].key[0] == "s"]
    assert (task.waits_on, task.title, days) == ("En fond", case.name, 12)
    assert client.get(task.url).status_code == 200
    FundingLine.objects.filter(pk=line.pk).update(state="granted", answered_on=factories.today())
    assert "En fond" not in [w.whom for w in waits(client, case)]


# --- Send påmindelse ----------------------------------------------------------------------------
def test_who_gets_a_reminder_is_said_before_and_each_gets_one_a_day(client, mette, time_machine):
    submission = factories.submitted_case(by=mette, cost=90_000)
    anne, bo = factories.make_decider("Anne Lund"), factories.make_decider("Bo Lind")
    time_machine.move_to(dt.datetime.now(dt.UTC) + dt.timedelta(days=2))
    client.force_login(mette)
    [wait] = waits(client, submission.initiative)
    assert (wait.reminded, wait.days) == ("Anne Lund og Bo Lind", 2)
    page = client.get(Initiative.objects.get(pk=submission.initiative_id).get_absolute_url())
    assert "En påmindelse går til Anne Lund og Bo Lind." in page.text
    mails = OutgoingMail.objects.filter(kind="case_to_decide", data__reminds=True)
    for said_now in (
        "Påmindelsen bliver sendt til Anne Lund og Bo Lind.",
        "De har fået en mail om sagen i dag.",
    ):
        answer = client.post(wait.remind_url, follow=True)
        assert said(answer)[0].startswith(said_now)
        assert {mail.recipient for mail in mails.all()} == {anne, bo}
        assert mails.all().count() == 2
    assert [w.remind_url for w in waits(client, submission.initiative)] == [""]
    letter = MAIL_KINDS["case_to_decide"].prepare(mails[0])
    assert letter.subject == "Husk at beslutte: Lektiecafé"
    assert letter.lines_before[0] == "Vi minder om en sag, der venter på jer."
    assert submission.initiative.history.filter(kind="body_reminded").count() == 1
    time_machine.move_to(dt.datetime.now(dt.UTC) + dt.timedelta(days=1))
    client.force_login(mette)
    assert said(client.post(wait.remind_url, follow=True)) == [
        "Påmindelsen bliver sendt til Anne Lund og Bo Lind."
    ]
    assert mails.all().count() == 4


def test_a_reminder_does_not_make_what_the_decider_reads_out_of_date(client, mette, time_machine):
    submission = factories.submitted_case(by=mette, cost=90_000)
    factories.make_decider("Anne Lund")
    time_machine.move_to(dt.datetime.now(dt.UTC) + dt.timedelta(days=2))
    before = Initiative.objects.get(pk=submission.initiative_id).version
    nudge_body(submission, by=mette)
    assert Initiative.objects.get(pk=submission.initiative_id).version == before


def test_a_case_that_is_decided_reminds_nobody(client, mette):
    decision = factories.decided_case(by=mette)
    with pytest.raises(Refused, match="Sagen venter ikke på dem mere"):
        nudge_body(decision.submission, by=mette)


def test_a_board_is_reminded_once_from_the_same_list(client, mette):
    case = factories.make_initiative(by=mette)
    factories.make_board_member(factories.make_department("58"), "Karen Juhl")
    factories.ask_board(case, factories.make_department("58"), by=mette)
    [wait] = [w for w in waits(client, case) if w.remind_url]
    assert (wait.whom, wait.reminded) == ("Bestyrelsen i Afdeling 58", "Karen Juhl")
    client.post(wait.remind_url)
    assert OutgoingMail.objects.filter(kind="resident_decision_reminder").count() == 1
    assert [w.remind_url for w in waits(client, case) if w.whom == wait.whom] == [""]
