"""Boards log in with a mailed code, and nobody can see from outside whom we know."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.core import mail as django_mail
from django.test import Client
from django.urls import NoReverseMatch, reverse

from accounts import outbox, tasks
from accounts.login_codes import Failure, try_code
from accounts.login_codes import ask_for_code as ask
from accounts.models import LoginCode, OutgoingMail

from .doors import (
    another_code_than,
    ask_for_code,
    faults,
    heading,
    log_in_by_code,
    newest_code,
    page,
    said,
    who,
)
from .factories import in_days, make_board_member, make_staff, make_user

pytestmark = pytest.mark.django_db

CODE_MAIL = """Hej Karen

Din kode er {code}. Skriv den på siden, hvor du er ved at logge ind. Koden virker i 15 minutter.

Har du ikke bedt om en kode? Så skal du ikke gøre noget. Ingen kan logge ind uden koden.

Har du brug for hjælp? Ring til os på 00 00 00 00.

Venlig hilsen
Boligforeningen AAB
"""


@pytest.fixture
def karen():
    return make_board_member(name="Karen Juhl", email="karen@example.dk")


@pytest.fixture
def mette():
    return make_staff(email="mette@example.dk", password="fire ord efter hinanden")


@pytest.fixture
def closed():
    return make_user("Inge Toft", email="inge@example.dk", is_active=False)


# --- The way in -----------------------------------------------------------------------------
def test_a_board_member_gets_in_with_the_code_from_the_mail(client, karen):
    asked = ask_for_code(client, "karen@example.dk")
    assert (asked.status_code, asked.headers["Location"]) == (302, "/log-ind/kode/")
    outbox.sweep()
    (message,) = django_mail.outbox
    code = newest_code()
    grouped = f"{code[:3]} {code[3:]}"
    assert (message.subject, message.to) == (f"{grouped} er din kode", ["karen@example.dk"])
    assert message.body.partition("\n--")[0].startswith(CODE_MAIL.format(code=grouped))
    answer = client.post("/log-ind/kode/", {"code": code})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/opgaver/")
    assert who(client) == karen.pk


@pytest.mark.parametrize("written", ["{a} {b}", " {a}{b} ", "{a}-{b}", "{a}\u00a0{b}", "{a} {b} er din kode"])
def test_a_code_can_be_pasted_as_it_stands(client, karen, written):
    ask_for_code(client, karen.email)
    code = newest_code()
    client.post("/log-ind/kode/", {"code": written.format(a=code[:3], b=code[3:])})
    assert who(client) == karen.pk


def test_the_address_may_be_written_in_capitals(client, karen):
    ask_for_code(client, "Karen@Example.DK")
    assert LoginCode.objects.get().person == karen


def test_the_code_is_kept_nowhere(client, karen):
    ask_for_code(client, karen.email)
    outbox.sweep()
    mail = OutgoingMail.objects.get()
    assert (mail.status, mail.subject, mail.text, mail.data) == ("sent", "", "", {})
    assert newest_code() not in str(dict(client.session))


def test_somebody_whose_seats_have_ended_gets_in_and_has_no_tasks(client):
    inge = make_board_member(name="Inge Toft", until_on=in_days(-1))
    log_in_by_code(client, inge)
    assert who(client) == inge.pk


def test_looking_at_the_pages_sends_nothing(client, karen):
    for address in ("/log-ind/", "/log-ind/kode/", "/log-ind/adgangskode/", "/ny-adgangskode/"):
        client.get(address)
        client.head(address)
    assert (LoginCode.objects.count(), OutgoingMail.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("wanted", "reached"),
    [
        ("/min-side/", "/min-side/"),
        ("https://evil.example/", "/opgaver/"),
        ("//evil.example/", "/opgaver/"),
        (r"/\evil.example", "/opgaver/"),
        ("javascript:alert(1)", "/opgaver/"),
    ],
)
def test_after_log_in_one_comes_where_one_was_going_within_the_portal(client, karen, wanted, reached):
    assert log_in_by_code(client, karen, next=wanted).headers["Location"] == reached


def test_who_is_logged_in_is_not_asked_again(client, karen):
    client.force_login(karen)
    for address in ("/log-ind/", "/log-ind/kode/", "/log-ind/adgangskode/"):
        answer = client.get(address + "?next=/min-side/")
        assert (answer.status_code, answer.headers["Location"]) == (302, "/min-side/")


def test_the_session_gets_a_new_key_and_forgets_the_address(client, karen):
    ask_for_code(client, karen.email)
    before = client.session.session_key
    client.post("/log-ind/kode/", {"code": newest_code()})
    assert client.session.session_key != before
    assert not client.session.exists(before)
    assert {"login_mail", "login_code"} & set(client.session.keys()) == set()
    assert client.session.get_expiry_age() == 8 * 3600


def test_whose_session_is_over_is_told_so_and_comes_back_to_the_same_place(client, karen):
    with time_machine.travel(dt.datetime(2026, 11, 20, 10, tzinfo=dt.UTC), tick=False) as clock:
        log_in_by_code(client, karen)
        clock.shift(8 * 3600 + 1)
        shown = client.get("/min-side/", follow=True)
        assert shown.redirect_chain == [("/log-ind/?next=/min-side/", 302)]
        assert said(shown) == [
            "Du er logget af, fordi der ikke er sket noget i et stykke tid. "
            "Log ind, så kommer du tilbage til samme sted."
        ]
        assert said(client.get("/min-side/", follow=True)) == []
        assert log_in_by_code(client, karen, next="/min-side/").headers["Location"] == "/min-side/"
    assert said(Client().get("/min-side/", follow=True)) == []


# --- Nobody can see whom we know ------------------------------------------------------------
def test_the_answer_is_the_same_for_every_address(karen, mette, closed):
    answers = set()
    for address in ("karen@example.dk", "mette@example.dk", "inge@example.dk", "ukendt@example.dk"):
        client = Client()
        asked = ask_for_code(client, address)
        shown = client.get("/log-ind/kode/")
        wrong = client.post("/log-ind/kode/", {"code": "000000"})
        answers.add(
            (
                asked.status_code,
                asked.headers["Location"],
                *(page(answer).replace(address, "MAIL") for answer in (asked, shown, wrong)),
                *(answer.status_code for answer in (shown, wrong)),
            )
        )
    assert len(answers) == 1


def test_only_a_board_member_gets_a_code_and_staff_are_told_where_to_log_in(karen, mette, closed):
    for address in ("karen@example.dk", "mette@example.dk", "inge@example.dk", "ukendt@example.dk"):
        ask_for_code(Client(), address)
    outbox.sweep()
    assert {m.to[0]: m.subject.lstrip("0123456789 ") for m in django_mail.outbox} == {
        "karen@example.dk": "er din kode",
        "mette@example.dk": "Log ind med din adgangskode",
    }
    assert list(LoginCode.objects.order_by("pk").values_list("person", flat=True)) == [
        karen.pk,
        None,
        None,
        None,
    ]


@pytest.mark.django_db(transaction=True)
def test_the_bell_is_rung_for_every_address(karen, mette, monkeypatch):
    rings = []
    monkeypatch.setattr(tasks.answer_bell, "apply_async", lambda **options: rings.append(1))
    for address in ("karen@example.dk", "mette@example.dk", "ukendt@example.dk"):
        ask_for_code(Client(), address)
    assert len(rings) == 3


# --- Codes that do not fit ------------------------------------------------------------------
def test_after_five_wrong_codes_the_right_one_does_not_open_and_a_new_one_does(client, karen):
    ask_for_code(client, karen.email)
    right = newest_code()
    for _ in range(4):
        answer = client.post("/log-ind/kode/", {"code": another_code_than(right)})
        assert (heading(answer), faults(answer)) == (
            "Skriv koden",
            ["Koden passer ikke. Prøv igen, eller få en ny"],
        )
    answer = client.post("/log-ind/kode/", {"code": another_code_than(right)})
    assert heading(answer) == "Få en ny kode"
    assert "Du har skrevet 5 koder, der ikke passer." in answer.content.decode()
    assert "00 00 00 00" in answer.content.decode()
    answer = client.post("/log-ind/kode/", {"code": right})
    assert (heading(answer), who(client)) == ("Få en ny kode", None)
    answer = client.post("/log-ind/kode/", {"again": "1"}, follow=True)
    assert said(answer) == ["Vi har sendt en ny kode. Brug koden i den nyeste mail."]
    client.post("/log-ind/kode/", {"code": newest_code()})
    assert who(client) == karen.pk


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ("", "Skriv koden fra mailen"),
        ("12345", "Koden er 6 tal. Skriv dem alle"),
        ("1234567", "Koden er 6 tal. Skriv dem alle"),
        ("abc", "Skriv koden fra mailen"),
    ],
)
def test_what_is_no_code_is_no_try(client, karen, written, fault):
    ask_for_code(client, karen.email)
    assert faults(client.post("/log-ind/kode/", {"code": written})) == [fault]
    assert LoginCode.objects.get().tries == 0


@pytest.mark.parametrize(("seconds", "gets_in"), [(15 * 60 - 1, True), (15 * 60, False)])
def test_a_code_works_for_fifteen_minutes(client, karen, seconds, gets_in):
    with time_machine.travel(dt.datetime(2026, 11, 20, 10, tzinfo=dt.UTC), tick=False) as clock:
        ask_for_code(client, karen.email)
        clock.shift(seconds)
        answer = client.post("/log-ind/kode/", {"code": newest_code()})
        assert (who(client) == karen.pk) is gets_in
        if not gets_in:
            assert heading(answer) == "Få en ny kode"


def test_a_code_opens_once(karen):
    code = ask(karen.email)
    assert try_code(code.pk, code.digits) == karen
    assert try_code(code.pk, code.digits) is Failure.TOO_OLD


def test_a_code_opens_only_the_browser_that_asked_for_it(client, karen):
    ask_for_code(client, karen.email)
    stranger = Client()
    assert stranger.post("/log-ind/kode/", {"code": newest_code()}).headers["Location"] == "/log-ind/"
    ask_for_code(stranger, "ukendt@example.dk")
    stranger.post("/log-ind/kode/", {"code": LoginCode.objects.get(person=karen).digits})
    assert who(stranger) is None


@pytest.mark.parametrize("change", [{"is_active": False}, {"employment": "consultant"}, {"is_staff": True}])
def test_who_is_closed_or_employed_meanwhile_does_not_get_in_by_code(karen, change):
    code = ask(karen.email)
    type(karen).objects.filter(pk=karen.pk).update(**change)
    assert try_code(code.pk, code.digits) is Failure.WRONG


def test_a_mail_that_comes_too_late_is_not_sent(karen):
    with time_machine.travel(dt.datetime(2026, 11, 20, 10, tzinfo=dt.UTC), tick=False) as clock:
        ask(karen.email)
        clock.shift(16 * 60)
        assert outbox.sweep().cancelled == 1


def test_requests_are_forgotten_after_a_day(karen):
    with time_machine.travel(dt.datetime(2026, 11, 20, 10, tzinfo=dt.UTC), tick=False) as clock:
        ask(karen.email)
        clock.shift(24 * 3600 + 1)
        ask("ukendt@example.dk")
        assert LoginCode.objects.count() == 1


# --- Too many -------------------------------------------------------------------------------
@pytest.mark.parametrize("address", ["karen@example.dk", "ukendt@example.dk"])
def test_a_fourth_code_within_five_minutes_is_refused_for_every_address(client, karen, address):
    with time_machine.travel(dt.datetime(2026, 11, 20, 10, tzinfo=dt.UTC), tick=False) as clock:
        for _ in range(3):
            assert ask_for_code(client, address).status_code == 302
        answer = ask_for_code(client, address)
        assert faults(answer) == ["Du har bedt om mange koder. Vent 5 minutter, eller ring til os."]
        assert LoginCode.objects.count() == 3
        clock.shift(5 * 60)
        assert ask_for_code(client, address).status_code == 302


def test_too_many_tries_from_one_place_are_told_to_wait(client, karen):
    ask_for_code(client, karen.email)
    for _ in range(30):
        LoginCode.objects.update(tries=0)
        client.post("/log-ind/kode/", {"code": another_code_than(newest_code())})
    answer = client.post("/log-ind/kode/", {"code": newest_code()})
    assert (answer.status_code, heading(answer), who(client)) == (429, "Vent lidt", None)


# --- What is not there ----------------------------------------------------------------------
@pytest.mark.parametrize("address", ["/log-ind/adgangskode/", "/log-ud/", "/ny-adgangskode/sendt/"])
def test_pages_are_pages_also_for_scripts(client, address):
    answer = client.get(address, headers={"Accept": "application/json", "X-Requested-With": "XMLHttpRequest"})
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize(
    "name",
    [
        "account_signup",
        "account_email",
        "account_set_password",
        "account_inactive",
        "account_confirm_email",
        "account_email_verification_sent",
        "account_request_login_code",
        "account_confirm_login_code",
        "mfa_reauthenticate",
        "mfa_download_recovery_codes",
        "socialaccount_login",
    ],
)
def test_pages_of_allauth_that_we_do_not_offer_do_not_exist(name):
    with pytest.raises(NoReverseMatch):
        reverse(name)
