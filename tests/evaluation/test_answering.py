"""A board evaluates (B5): from the mail to the receipt, interrupted, twice at once, and by the wrong people."""

import datetime as dt
import re
from decimal import Decimal

import pytest
from django.core import mail as mails_of_tests
from django.test import Client
from django.urls import reverse

from accounts.outbox import sweep
from accounts.tasklinks import link_for
from accounts.tasks import plan_reminders
from evaluation.answers import AlreadyAnswered, Answer, answer, correct_answer, enter
from evaluation.measuring import measure
from evaluation.models import Evaluation, Measurement
from evaluation.not_answering import skip
from evaluation.planning import ensure_evaluations
from evaluation.wording import rows_of
from initiatives import workflow
from initiatives.models import BoardSeat, HistoryEntry, SavedAnswer
from initiatives.residents import Delivery
from initiatives.workflow import Refused
from tests import factories

from .conftest import running

pytestmark = pytest.mark.django_db
START = dt.date(2026, 3, 10)
DUE = dt.date(2026, 3, 20)


@pytest.fixture
def case(clock):
    case = running(departments=("52", "58"), first_in=10)
    ensure_evaluations()
    return case


@pytest.fixture
def row(case):
    return case.evaluations.get(department__number="58", due_on=DUE)


@pytest.fixture
def karen(row):
    person = BoardSeat.objects.get(department=row.department).person
    type(person).objects.filter(pk=person.pk).update(name="Karen Juhl")
    person.refresh_from_db()
    return person


@pytest.fixture
def bo(row):
    return factories.make_board_member(row.department, "Bo Lind")


@pytest.fixture
def goal(case):
    return case.criteria.get()


def url(row, name="answer"):
    return reverse(f"evaluation:{name}", args=[row.initiative_id, row.pk])


def phone_of(person, row):
    """A phone on which the person pressed Start behind the link in the mail."""
    phone = Client()
    phone.post(link_for(person, "evaluation", row.pk).path, {"start": "1"})
    return phone


def logged_in(person):
    client = Client()
    client.force_login(person)
    return client


def page(response):
    return re.sub(r"\s+", " ", response.content.decode())


# --- The journey ----------------------------------------------------------------------------------
def test_from_the_mail_to_the_receipt_in_four_presses_and_six_fields(case, row, karen, goal):
    measure(goal, value=Decimal(24), measured_on=START, by=case.responsible)
    mails_of_tests.outbox.clear()
    plan_reminders()
    sweep()
    message = next(m for m in mails_of_tests.outbox if m.to == [karen.email] and "Hvordan" in m.subject)
    link = re.search(r"http://[^/]+(/o/\S+)", message.body)[1]
    phone = Client()
    for _scanner in range(5):
        phone.get(link)  # 1: the mail's button
    assert phone.get(url(row)).status_code == 302  # opening the link gave nothing away
    phone.post(link, {"start": "1"})  # 2: Start
    questions = page(phone.get(url(row)))
    assert "Sidst 24, målt 10. marts. Målet er 40." in questions
    six = {
        "going": "well",
        f"goal_{goal.pk}": "31",
        "went_well": "Mange hjælper i køkkenet.",
        "was_hard": "",
        "future": "yes",
        "may_share": "yes",
    }
    response = phone.post(url(row), six | {"next": "1"}, follow=True)  # 3: Fortsæt
    assert "Passer det?" in page(response)
    assert "Mange hjælper i køkkenet." in page(response)
    response = phone.post(url(row, "answer_check"), {"send": "1"}, follow=True)  # 4: Send svar
    said = page(response)
    assert "Tak. Svaret er sendt." in said
    assert "Målet ser ud til at blive nået. Næste gang er 20. juni." in said
    row.refresh_from_db()
    assert (row.answered_by, row.channel, row.received_on) == (karen, "portal", START)
    measurement = Measurement.objects.get(evaluation=row)
    assert (measurement.value, measurement.measured_on, measurement.recorded_by) == (31, START, karen)
    entry = HistoryEntry.objects.filter(initiative=case, kind="evaluation").get()
    assert entry.text == "Svarede på evalueringen 20. marts 2026: Godt"
    assert (entry.on_behalf_of, entry.by, entry.prepares) == (row.department, karen, False)
    assert not SavedAnswer.objects.filter(person=karen).exists()
    mails_of_tests.outbox.clear()
    plan_reminders()
    sweep()
    assert [m.to for m in mails_of_tests.outbox if m.to == [karen.email]] == []


def test_one_answer_is_enough_and_none_is_too_little(row, karen):
    phone = phone_of(karen, row)
    response = phone.post(url(row), {"next": "1"})
    assert "Fejl: " in page(response)
    assert "Vælg, hvordan det går. Ét svar er nok" in page(response)
    phone.post(url(row), {"going": "badly", "next": "1"})
    phone.post(url(row, "answer_check"))
    row.refresh_from_db()
    assert (row.going, row.went_well, row.may_share) == ("badly", "", None)


def test_a_figure_far_off_is_asked_about_once_and_does_not_block(case, row, karen, goal):
    measure(goal, value=Decimal(3), measured_on=START, by=case.responsible)
    phone = phone_of(karen, row)
    response = phone.post(url(row), {"going": "well", f"goal_{goal.pk}": "31", "next": "1"}, follow=True)
    assert "31 er meget mere end sidst (3). Er det rigtigt?" in page(response)
    phone.post(url(row, "answer_check"))
    assert Measurement.objects.get(evaluation=row).value == 31


@pytest.mark.parametrize(
    ("typed", "kept"), [("24,5", "24.5"), ("1.240", "1240"), (" 12 ", "12"), ("-3", "-3")]
)
def test_numbers_are_read_as_danes_write_them(row, karen, goal, typed, kept):
    phone = phone_of(karen, row)
    phone.post(url(row), {"going": "well", f"goal_{goal.pk}": typed, "next": "1"})
    phone.post(url(row, "answer_check"))
    assert Measurement.objects.get(evaluation=row).value == Decimal(kept)


def test_words_in_a_number_box_are_explained_and_the_rest_is_kept(row, karen, goal):
    phone = phone_of(karen, row)
    response = phone.post(url(row), {"going": "well", f"goal_{goal.pk}": "mange", "went_well": "Godt vejr"})
    said = page(response)
    assert "Skriv et tal, for eksempel 24 eller 3,5" in said
    assert "Godt vejr" in said
    assert 'value="mange"' in said
    assert Measurement.objects.count() == 0


def test_a_personal_number_is_refused_and_never_kept(row, karen):
    phone = phone_of(karen, row)
    response = phone.post(url(row), {"going": "well", "went_well": "Ring til 010190-1234"})
    assert "Fejl: " in page(response)
    assert not SavedAnswer.objects.exists()
    assert phone.post(url(row, "answer_typed"), {"went_well": "Ring til 010190-1234"}).status_code == 400
    assert not SavedAnswer.objects.exists()


# --- Interrupted ----------------------------------------------------------------------------------
def test_what_is_typed_is_there_when_the_link_is_opened_again(row, karen):
    phone = phone_of(karen, row)
    answered = phone.post(url(row, "answer_typed"), {"going": "so_so", "went_well": "Halvt skrevet"})
    assert answered.content.decode() == "Gemt kl. 10.00. Du kan gå fra siden og komme tilbage."
    again = page(phone_of(karen, row).get(url(row)))
    assert "Halvt skrevet" in again
    assert 'value="so_so"' in again
    assert "checked" in again
    assert "Fejl:" not in again


def test_save_and_answer_later_keeps_half_an_answer_even_with_faults(row, karen):
    response = phone_of(karen, row).post(url(row), {"went_well": "Halvt", "later": "1"}, follow=True)
    assert "Gemt kl. 10.00" in page(response)
    assert "Halvt" in page(logged_in(karen).get(url(row)))


def test_nobody_else_sees_what_is_typed(row, karen, bo):
    phone_of(karen, row).post(url(row, "answer_typed"), {"went_well": "Min egen kladde"})
    assert "Min egen kladde" not in page(logged_in(bo).get(url(row)))


# --- Two at once ----------------------------------------------------------------------------------
def test_the_first_answer_closes_it_for_all(row, karen, bo):
    answer(row, answer=Answer("well"), by=karen)
    with pytest.raises(AlreadyAnswered, match=r"Karen Juhl svarede den 10\. marts"):
        answer(row, answer=Answer("badly"), by=bo)
    row.refresh_from_db()
    assert row.going == "well"


def test_the_second_member_sees_who_answered_and_what_was_not_sent(row, karen, bo):
    phone = phone_of(bo, row)
    phone.post(url(row), {"going": "badly", "went_well": "Bos egne ord", "next": "1"})
    answer(row, answer=Answer("well"), by=karen)
    said = page(phone.post(url(row, "answer_check"), {"send": "1"}, follow=True))
    assert "Karen Juhl svarede den 10. marts. Du skal ikke gøre mere." in said
    assert "Bos egne ord" in said
    link = Client().get(link_for(bo, "evaluation", row.pk).path)
    assert "Karen Juhl svarede den 10. marts" in page(link)


@pytest.mark.django_db(transaction=True)
def test_two_threads_that_send_at_the_same_moment_give_one_answer(clock, monkeypatch):
    import threading

    from django.db import connection

    case = running(first_in=10)
    ensure_evaluations()
    row = case.evaluations.order_by("due_on").first()
    members = [
        BoardSeat.objects.get(department=row.department).person,
        factories.make_board_member(row.department),
    ]
    barrier, outcomes = threading.Barrier(2), []

    def send(person):
        try:
            barrier.wait(timeout=10)
            answer(Evaluation.objects.get(pk=row.pk), answer=Answer("well"), by=person)
            outcomes.append("sent")
        except AlreadyAnswered:
            outcomes.append("too late")
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=[person]) for person in members]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(outcomes) == ["sent", "too late"]
    assert HistoryEntry.objects.filter(initiative=case, kind="evaluation").count() == 1


# --- Who may not ----------------------------------------------------------------------------------
def test_another_board_a_former_member_and_a_stranger_get_the_same_404(row, karen):
    other = logged_in(BoardSeat.objects.get(department__number="52").person)
    BoardSeat.objects.filter(person=karen).update(until_on=START - dt.timedelta(1))
    former, stranger = logged_in(karen), logged_in(factories.make_user())
    missing = reverse("evaluation:answer", args=[row.initiative_id, 999_999])
    for client in (other, former, stranger):
        for name in ("answer", "answer_check", "receipt", "cannot_answer"):
            assert client.get(url(row, name)).status_code == 404
            assert client.post(url(row, name), {"going": "well"}).status_code in (404, 405)
        assert client.post(url(row, "answer_typed"), {"going": "well"}).status_code == 404
        assert client.get(missing).status_code == 404


def test_a_link_opens_only_its_own_evaluation_and_dies_with_the_seat(case, row, karen):
    phone = phone_of(karen, row)
    other = case.evaluations.exclude(department=row.department).first()
    assert phone.get(url(other)).status_code == 302
    assert phone.get(reverse("evaluation:list", args=[case.pk])).status_code == 302
    assert phone.get(url(row)).status_code == 200
    BoardSeat.objects.filter(person=karen).update(until_on=START - dt.timedelta(1))
    assert phone.get(url(row)).status_code == 302
    assert phone.post(url(row), {"going": "well", "next": "1"}).status_code == 302
    assert Evaluation.objects.get(pk=row.pk).is_open


def test_what_was_typed_when_the_session_ran_out_is_there_after_log_in(row, karen):
    phone = Client()
    response = phone.post(url(row), {"going": "well", "went_well": "Skrevet for længe siden", "next": "1"})
    assert response.status_code == 302
    phone.force_login(karen)
    assert "Skrevet for længe siden" in page(phone.get(url(row)))


def test_a_function_refuses_whom_the_page_does_not_show(row, clock):
    outsider = factories.make_user()
    with pytest.raises(Refused):
        answer(row, answer=Answer("well"), by=outsider)
    with pytest.raises(Refused):
        enter(row, answer=Answer("well"), delivery=Delivery("phone", START), by=outsider)
    with pytest.raises(Refused):
        skip(row, reason="Derfor", by=outsider)


# --- When it is not open --------------------------------------------------------------------------
def test_before_it_opens_the_page_says_when(case, karen, row):
    later = case.evaluations.get(department=row.department, due_on__gt=DUE)
    said = page(logged_in(karen).get(url(later)))
    assert "Åbner 6. juni." in said
    assert "Svar senest 20. juni." in said
    with pytest.raises(Refused, match="Åbner"):
        answer(later, answer=Answer("well"), by=karen)


def test_in_a_pause_nobody_is_to_answer(case, row, karen):
    workflow.move(case, "pause", by=case.responsible, words="Ombygning.")
    assert "Indsatsen er på pause. I skal ikke svare nu." in page(logged_in(karen).get(url(row)))


def test_an_answer_may_come_after_the_end(case, row, karen):
    factories.close_case(case)
    answer(Evaluation.objects.get(pk=row.pk), answer=Answer("well"), by=karen)


def test_a_skipped_evaluation_is_no_ones_work(row, karen, case):
    skip(row, reason="Sygdom.", by=case.responsible)
    assert "Evalueringen er sprunget over." in page(logged_in(karen).get(url(row)))
    assert phone_of(karen, row).get(link_for(karen, "evaluation", row.pk).path).status_code == 410


# --- Vi kan ikke svare ----------------------------------------------------------------------------
def test_a_board_that_cannot_answer_says_why_and_may_still_answer(row, karen):
    phone = phone_of(karen, row)
    assert "Skriv kort, hvorfor I ikke kan svare" in page(
        phone.post(url(row, "cannot_answer"), {"reason": ""})
    )
    said = page(phone.post(url(row, "cannot_answer"), {"reason": "Vi er lige blevet valgt."}))
    assert "I får ikke flere mails om det." in said
    row.refresh_from_db()
    assert (row.cannot_by, row.cannot_reason, row.is_open) == (karen, "Vi er lige blevet valgt.", True)
    answer(row, answer=Answer("well"), by=karen)


# --- Correcting -----------------------------------------------------------------------------------
def test_an_answer_can_be_corrected_for_fourteen_days(row, karen, goal, clock):
    answer(row, answer=Answer("well", values={goal: Decimal(24)}), by=karen)
    clock.set(START + dt.timedelta(14))
    browser = logged_in(karen)
    assert "Svaret kan rettes frem til den 24. marts." in page(browser.get(url(row, "receipt")))
    form = page(browser.get(url(row) + "?ret=1"))
    assert 'value="24"' in form
    response = browser.post(url(row) + "?ret=1", {"going": "badly", f"goal_{goal.pk}": "", "next": "1"})
    assert "Skriv antallet med tal, for eksempel 24" in page(response)
    browser.post(url(row) + "?ret=1", {"going": "badly", f"goal_{goal.pk}": "20", "next": "1"})
    browser.post(url(row, "answer_check") + "?ret=1", {"send": "1"})
    row.refresh_from_db()
    assert (row.going, row.received_on) == ("badly", START)
    assert [m.value for m in Measurement.objects.standing()] == [20]
    assert Measurement.objects.count() == 2
    entry = HistoryEntry.objects.filter(kind="evaluation").first()
    assert entry.changes["going"] == ["Godt", "Skidt"]
    clock.set(START + dt.timedelta(15))
    with pytest.raises(Refused, match="ikke rettes mere"):
        correct_answer(row, answer=Answer("well"), by=karen)
    assert "ret=1" not in page(browser.get(url(row, "receipt")))


# --- Entered by staff -----------------------------------------------------------------------------
def test_staff_write_down_an_answer_and_the_board_is_told(case, row, karen, goal):
    browser = logged_in(case.responsible)
    assert browser.get(url(row)).headers["Location"] == url(row, "enter")
    said = {
        "who": str(karen.pk),
        "channel": "phone",
        "received_on_day": "8",
        "received_on_month": "3",
        "received_on_year": "2026",
        "going": "so_so",
        f"goal_{goal.pk}": "22",
    }
    response = browser.post(url(row, "enter"), said, follow=True)
    assert "Svaret er skrevet ind." in page(response)
    assert "Svaret kom på telefon og er skrevet ind af Mette Holm." in page(response)
    row.refresh_from_db()
    assert (row.answered_by, row.entered_by, row.channel) == (karen, case.responsible, "phone")
    assert Measurement.objects.get(evaluation=row).measured_on == dt.date(2026, 3, 8)
    entry = HistoryEntry.objects.filter(kind="evaluation").get()
    assert (entry.by, entry.on_behalf_of) == (case.responsible, row.department)
    mails_of_tests.outbox.clear()
    sweep()
    told = next(m for m in mails_of_tests.outbox if m.to == [karen.email] and "Tak" in m.subject)
    assert "Så kan I rette svaret frem til den 24. marts." in told.body
    # The way to object: the board corrects it, and the words are its own again.
    phone = phone_of(karen, row)
    phone.post(url(row) + "?ret=1", {"going": "well", f"goal_{goal.pk}": "22", "next": "1"})
    phone.post(url(row, "answer_check") + "?ret=1")
    row.refresh_from_db()
    assert (row.going, row.channel, row.entered_by) == ("well", "portal", None)


def test_the_boards_own_answer_wins_and_what_staff_typed_stays_on_the_page(case, row, karen):
    browser = logged_in(case.responsible)
    answer(row, answer=Answer("well", went_well="Vores egne ord"), by=karen)
    said = {
        "who": "other",
        "given_by": "bestyrelsesmødet",
        "channel": "meeting",
        "received_on_day": "9",
        "received_on_month": "3",
        "received_on_year": "2026",
        "going": "badly",
        "went_well": "Referatets ord",
    }
    response = page(browser.post(url(row, "enter"), said))
    assert "Bestyrelsen har svaret imens" in response
    assert "Vores egne ord" in response
    assert "Referatets ord" in response
    row.refresh_from_db()
    assert row.going == "well"


def test_staff_ask_once_about_a_figure_far_off(case, row, karen, goal):
    measure(goal, value=Decimal(3), measured_on=START, by=case.responsible)
    browser = logged_in(case.responsible)
    said = {
        "who": "other",
        "given_by": "bestyrelsesmødet",
        "channel": "meeting",
        "received_on": "9/3/2026",
        "received_on_day": "9/3/2026",
        "going": "well",
        f"goal_{goal.pk}": "31",
    }
    response = browser.post(url(row, "enter"), said)
    assert "31 er meget mere end sidst (3). Er det rigtigt?" in page(response)
    asked = re.search(r'name="asked_about" value="([^"]+)"', response.content.decode())[1]
    browser.post(url(row, "enter"), said | {"asked_about": asked})
    row.refresh_from_db()
    assert row.given_by == "bestyrelsesmødet"


def test_the_answer_cannot_come_from_the_future(case, row):
    said = {
        "who": "other",
        "given_by": "mødet",
        "channel": "phone",
        "received_on_day": "1/1/2030",
        "going": "well",
    }
    response = page(logged_in(case.responsible).post(url(row, "enter"), said))
    assert "Datoen ligger i fremtiden. Skriv den dag, svaret kom" in response


# --- Odd input ------------------------------------------------------------------------------------
ODD = ["", "\x00", "x" * 30_000, "9" * 400, "ﬁ½", "<b>", "../../x", "-1e999", "١٢", "?"]


@pytest.mark.parametrize("value", ODD)
def test_odd_input_is_answered_with_a_page(case, row, karen, goal, value):
    names = [
        "going",
        f"goal_{goal.pk}",
        "went_well",
        "future",
        "may_share",
        "asked_about",
        "who",
        "received_on_day",
    ]
    for name in names:
        assert logged_in(karen).post(url(row), {"going": "well", name: value, "next": "1"}).status_code in (
            200,
            302,
        )
        assert logged_in(case.responsible).post(url(row, "enter"), {name: value}).status_code in (200, 302)
    assert logged_in(karen).get(url(row) + f"?ret={value[:50]}").status_code == 200


def test_left_out_reads_as_not_answered():
    rows = rows_of(Answer("well"), [])
    assert [text for _label, text, _written in rows] == ["Godt", *["Ikke svaret"] * 4]
