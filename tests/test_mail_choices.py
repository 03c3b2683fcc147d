"""Vælg mails (L4), and what people and staff are shown when mails come back."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from aab_social import todo
from accounts import outbox
from accounts.models import MailChoice, OutgoingMail, User
from accounts.outbox.topics import topics
from accounts.tasks import plan_reminders
from evaluation.models import Evaluation
from initiatives.residents import ask_boards
from tests import factories

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 10, 19)
DAY = dt.timedelta(days=1)
PAGE = "/min-side/beskeder/"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(dt.datetime(2026, 10, 19, 8, tzinfo=dt.UTC), tick=False) as traveller:
        yield traveller


@pytest.fixture
def department():
    return factories.make_department("58")


@pytest.fixture
def karen(department):
    return factories.make_board_member(department, "Karen Juhl")


def return_mails_of(*people):
    for who in people:
        User.objects.filter(pk=who.pk).update(returned_address=who.email, returned_at=timezone.now())


# --- The page -------------------------------------------------------------------------------------
def questions(page) -> list[str]:
    return [topic.key for topic in page.context["form"].topics]


def test_each_role_chooses_about_the_mails_it_meets(client, karen):
    shown = {}
    people = {
        "board": karen,
        "staff": factories.make_staff(),
        "decider": factories.make_decider(),
        "nobody": factories.make_user(),
    }
    for role, who in people.items():
        client.force_login(who)
        shown[role] = questions(client.get(PAGE))
    assert shown["board"][-2:] == ["receipts", "decisions"]  # what can be refused stands last
    assert set(shown["board"]) >= {"residents", "evaluations", "receipts", "decisions"}
    assert {"to_mend", "evaluations", "answers", "decisions"} <= set(shown["staff"])
    assert {"residents", "receipts"}.isdisjoint(shown["staff"])
    assert "to_decide" in shown["decider"]
    assert shown["nobody"] == []
    assert "får derfor ingen mails" in client.get(PAGE).text


def test_what_only_the_reader_can_do_offers_no_no(client, karen):
    client.force_login(karen)
    form = client.get(PAGE).context["form"]
    offered = {
        topic.key: [value for value, _words in form.fields[topic.key].choices] for topic in form.topics
    }
    assert offered["residents"] == ["now", "monday"]
    assert offered["receipts"] == ["now", "monday", "no"]
    said = client.post(PAGE, everything(form, residents="no"))
    assert "Vælg en af mulighederne" in said.text
    assert not MailChoice.objects.exists()


def everything(form, **changed):
    answers = {topic.key: "now" for topic in form.topics}
    return answers | changed


def test_choices_are_kept_and_shown_again(client, karen):
    client.force_login(karen)
    form = client.get(PAGE).context["form"]
    day = dict(enumerate(("1", "11", "2026")))
    page = client.post(
        PAGE, everything(form, receipts="no", residents="monday") | _day(form, day), follow=True
    )
    assert "Dine valg er gemt." in page.text
    assert dict(MailChoice.objects.exclude(when="now").values_list("topic", "when")) == {
        "receipts": "no",
        "residents": "monday",
    }
    karen.refresh_from_db()
    assert karen.mails_paused_until == dt.date(2026, 11, 1)
    assert "Du holder ferie fra mails til og med 1. november." in client.get("/min-side/").text
    page = client.post(PAGE, everything(form, receipts="no"), follow=True)
    karen.refresh_from_db()
    assert karen.mails_paused_until is None


def _day(form, day):
    names = form.fields["paused_until"].widget.widgets_names
    return {f"paused_until{name}": value for name, value in zip(names, day.values(), strict=True)}


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        (("18", "10", "2026"), "Datoen er gået. Skriv en dato fra i dag og frem"),
        (("20", "1", "2027"), "Du kan højst holde ferie til 19. januar"),
        (("31", "2", "2027"), "Skriv datoen som dag, måned og år"),
    ],
)
def test_a_holiday_that_cannot_be_is_told_and_nothing_is_kept(client, karen, day, sentence):
    client.force_login(karen)
    form = client.get(PAGE).context["form"]
    page = client.post(PAGE, everything(form, receipts="no") | _day(form, dict(enumerate(day))))
    assert sentence in page.text
    assert not MailChoice.objects.exists()


def test_every_topic_reaches_somebody_and_fits_in_its_column():
    found = topics()
    assert all(topic.for_whom and topic.key == key and len(key) <= 40 for key, topic in found.items())


def test_the_page_costs_the_same_whatever_was_chosen(client, karen, django_assert_num_queries):
    client.force_login(karen)
    form = client.get(PAGE).context["form"]
    client.get(PAGE)
    with django_assert_num_queries(QUERIES):
        client.get(PAGE)
    client.post(PAGE, everything(form, receipts="no", residents="monday"))
    client.get(PAGE)
    with django_assert_num_queries(QUERIES):
        client.get(PAGE)


QUERIES = 6


# --- Mails that come back -------------------------------------------------------------------------
def test_the_person_is_told_on_every_page_and_can_say_that_it_works(client, karen):
    client.force_login(karen)
    assert "Dine mails kommer retur" not in client.get("/opgaver/").text
    return_mails_of(karen)
    for path in ("/opgaver/", PAGE, "/min-side/"):
        assert "Dine mails kommer retur" in client.get(path).text
    page = client.post(f"{PAGE}virker/", follow=True)
    assert "Tak. Vi sender mails til dig igen." in page.text
    assert "Dine mails kommer retur" not in page.text


def test_staff_see_it_beside_the_board_and_are_asked_to_ring(client, department, karen):
    mette = factories.make_staff("Mette Holm")
    draft = factories.make_initiative(by=mette, departments=[department])
    ask_boards(draft, departments=[department], deadline_on=TODAY + 21 * DAY, by=mette)
    assert todo.waiting_for(mette, TODAY) == []
    return_mails_of(karen)
    client.force_login(mette)
    page = client.get(f"/indsatser/{draft.pk}/beboerbeslutning/")
    assert page.status_code == 200
    assert "Mails kommer retur fra Karen Juhl." in page.text
    assert "Ring til bestyrelsen." in page.text
    (task,) = todo.waiting_for(mette, TODAY)
    assert task.title == "Ring til bestyrelsen i Afdeling 58"
    assert "ingen af dem kan få mails" in task.why


def test_one_member_without_mail_is_no_reason_to_ring(department, karen):
    mette = factories.make_staff("Mette Holm")
    draft = factories.make_initiative(by=mette, departments=[department])
    bo = factories.make_board_member(department, "Bo Lind")
    ask_boards(draft, departments=[department], deadline_on=TODAY + 21 * DAY, by=mette)
    return_mails_of(bo)
    assert todo.waiting_for(mette, TODAY) == []


def test_administrators_find_them_and_say_that_they_work(client, karen):
    return_mails_of(karen)
    factories.make_board_member(factories.make_department("33"), "Vibeke Riis")
    client.force_login(factories.make_administrator())
    page = client.get("/administration/accounts/user/?retur=ja")
    assert ("Karen Juhl" in page.text, "Vibeke Riis" in page.text) == (True, False)
    page = client.post(
        "/administration/accounts/user/",
        {"action": "mark_mail_works", "_selected_action": [karen.pk]},
        follow=True,
    )
    assert "1 person får mails igen." in page.text
    karen.refresh_from_db()
    assert not karen.mail_comes_back
    assert client.get("/administration/accounts/outgoingmail/?retur=ja").status_code == 200
    assert client.get("/administration/initiatives/boardseat/").status_code == 200


# --- To the leader --------------------------------------------------------------------------------
def test_a_board_nobody_has_rung_is_the_leaders_after_three_weeks(clock, department, karen):
    mette = factories.make_staff("Mette Holm")
    lars = factories.make_staff("Lars Krogh", employment="leader")
    draft = factories.make_initiative(by=mette, departments=[department])
    deadline = TODAY + 3 * DAY
    ask_boards(draft, departments=[department], deadline_on=deadline, by=mette)
    escalated = OutgoingMail.objects.filter(kind="resident_decision_escalated")
    day = TODAY
    while day <= deadline + 24 * DAY:
        clock.move_to(dt.datetime.combine(day, dt.time(9), dt.UTC))
        plan_reminders()
        outbox.sweep()
        assert escalated.exists() is (day >= deadline + 21 * DAY)
        assert bool(todo.waiting_for(lars, day)) is (day >= deadline + 21 * DAY)
        day += DAY
    assert [(mail.recipient.name, mail.status, mail.subject) for mail in escalated] == [
        ("Lars Krogh", "sent", "Ingen har fået svar fra Afdeling 58")
    ]
    assert "Ring til Mette Holm" in escalated.get().text
    assert OutgoingMail.objects.filter(recipient=karen).count() == 3


def test_an_evaluation_of_staffs_own_is_the_leaders_too(clock):
    case = factories.running_case(by=factories.make_staff("Mette Holm"), starts_on=TODAY + 10 * DAY)
    factories.make_staff("Lars Krogh", employment="leader")
    Evaluation.objects.filter(initiative=case).delete()
    row = Evaluation.objects.create(initiative=case, due_on=TODAY + 7 * DAY, opens_on=TODAY - 7 * DAY)
    case.evaluation_plan.delete()
    clock.move_to(dt.datetime.combine(row.due_on + 24 * DAY, dt.time(9), dt.UTC))
    plan_reminders()
    outbox.sweep()
    mail = OutgoingMail.objects.get(kind="evaluation_escalated")
    assert (mail.recipient.name, mail.status) == ("Lars Krogh", "sent")
    assert mail.subject == "Ingen har evalueret Lektiecafé"


def test_the_work_of_a_colleague_who_is_gone_is_the_leaders_at_once(department, karen):
    mette = factories.make_staff("Mette Holm")
    lars = factories.make_staff("Lars Krogh", employment="leader")
    draft = factories.make_initiative(by=mette, departments=[department])
    factories.ask_board(draft, department, by=mette, deadline_in=-8)
    assert todo.waiting_for(lars, TODAY) == []
    User.objects.filter(pk=mette.pk).update(is_active=False)
    assert [task.title for task in todo.waiting_for(lars, TODAY)] == ["Ring til bestyrelsen i Afdeling 58"]
