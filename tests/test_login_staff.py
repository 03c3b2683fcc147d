"""Staff log in with a password and, when they want, a second factor. Boards never have either."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import time_machine
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.core import mail as django_mail
from django.db import IntegrityError, transaction
from django.test import Client

from accounts import outbox, tasks
from accounts.backends import PasswordBackend
from accounts.models import User

from .doors import (
    PASSWORD,
    enrol,
    faults,
    heading,
    log_in_by_code,
    log_in_by_password,
    page,
    said,
    who,
)
from .factories import make_board_member, make_staff

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 11, 20, 11, tzinfo=dt.UTC)
WRONG = "Mail og adgangskode passer ikke sammen. Prøv igen, eller få en ny adgangskode."
NEW = "helt andre ord end før"

# Every page about one's own password or second factor.
STAFF_PAGES = [
    "/min-side/adgangskode/",
    "/min-side/bekraeft/",
    "/min-side/totrin/til/",
    "/min-side/totrin/fra/",
    "/min-side/totrin/noedkoder/",
    "/min-side/totrin/noedkoder/nye/",
]


@pytest.fixture
def mette():
    return make_staff(email="mette@example.dk", password=PASSWORD)


@pytest.fixture
def karen():
    return make_board_member(name="Karen Juhl", email="karen@example.dk")


# --- Password -------------------------------------------------------------------------------
def test_staff_get_in_with_mail_and_password(client, mette):
    first = client.post("/log-ind/", {"email": "mette@example.dk", "way": "password"})
    assert (first.status_code, first.headers["Location"]) == (302, "/log-ind/adgangskode/")
    assert 'value="mette@example.dk"' in client.get("/log-ind/adgangskode/").content.decode()
    before = client.session.session_key
    answer = log_in_by_password(client, mette)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/opgaver/")
    assert who(client) == mette.pk
    assert client.session.session_key != before


def test_the_way_to_the_password_needs_no_mail(client):
    answer = client.post("/log-ind/?next=/min-side/", {"email": "", "way": "password"})
    assert answer.headers["Location"] == "/log-ind/adgangskode/?next=%2Fmin-side%2F"


@pytest.mark.parametrize(
    ("wanted", "reached"), [("/min-side/", "/min-side/"), ("https://evil.example/", "/opgaver/")]
)
def test_after_log_in_one_comes_where_one_was_going_within_the_portal(client, mette, wanted, reached):
    assert log_in_by_password(client, mette, next=wanted).headers["Location"] == reached


def test_the_answer_is_the_same_for_unknown_wrong_closed_and_board(mette, karen):
    make_staff("Jonas Bech", email="jonas@example.dk", password=PASSWORD, is_active=False)
    answers = set()
    for address, password in [
        ("mette@example.dk", "forkert"),
        ("ukendt@example.dk", PASSWORD),
        ("jonas@example.dk", PASSWORD),
        ("karen@example.dk", PASSWORD),
    ]:
        answer = log_in_by_password(Client(), address, password)
        assert faults(answer) == [WRONG]
        answers.add((answer.status_code, page(answer).replace(address, "MAIL")))
    assert len(answers) == 1


def test_after_five_wrong_passwords_the_right_one_waits_five_minutes(client, mette):
    with time_machine.travel(NOON, tick=False) as clock:
        for _ in range(5):
            assert faults(log_in_by_password(Client(), mette, "forkert")) == [WRONG]
        answer = log_in_by_password(client, mette)
        assert faults(answer) == ["Du har prøvet for mange gange. Vent 5 minutter, og prøv igen."]
        assert who(client) is None
        clock.shift(5 * 60)
        assert log_in_by_password(client, mette).status_code == 302


def test_ten_wrong_passwords_a_minute_from_one_place_are_enough(client, mette):
    with time_machine.travel(NOON, tick=False):
        for number in range(10):
            log_in_by_password(client, f"ukendt{number}@example.dk", "forkert")
        answer = log_in_by_password(client, mette)
        assert faults(answer) == ["Du har prøvet for mange gange. Vent 5 minutter, og prøv igen."]


def test_a_forged_address_of_the_visitor_changes_nothing(mette):
    with time_machine.travel(NOON, tick=False):
        for number in range(5):
            log_in_by_password(Client(headers={"X-Forwarded-For": f"10.0.0.{number}"}), mette, "forkert")
        assert who_after(Client(headers={"X-Forwarded-For": "10.0.0.99"}), mette) is None


def who_after(client: Client, person: User) -> int | None:
    log_in_by_password(client, person)
    return who(client)


# --- Boards have no password ----------------------------------------------------------------
def test_the_database_refuses_a_password_for_somebody_who_is_not_staff(karen):
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=karen.pk).update(password=make_password(PASSWORD))


def test_a_password_that_fits_opens_nothing_for_somebody_who_is_not_staff():
    person = User(email="karen@example.dk")
    person.set_password(PASSWORD)
    assert PasswordBackend()._check_password(person, PASSWORD) is None
    person.employment = "consultant"
    assert PasswordBackend()._check_password(person, PASSWORD) is person


@pytest.mark.parametrize("address", STAFF_PAGES)
@pytest.mark.parametrize("verb", ["get", "post"])
def test_pages_about_passwords_are_closed_to_boards(client, karen, address, verb):
    client.force_login(karen)
    assert getattr(client, verb)(address).status_code == 403


@pytest.mark.parametrize("address", STAFF_PAGES)
def test_pages_about_passwords_ask_for_log_in(client, address):
    assert client.get(address).headers["Location"].partition("?")[0] == "/log-ind/"


def test_staff_do_not_get_in_by_code_alone(client, mette):
    log_in_by_code(client, mette)
    assert who(client) is None


# --- A new password -------------------------------------------------------------------------
def link_in_mail() -> str:
    outbox.sweep()
    return re.search(r"https?://[^/\s]+(/ny-adgangskode/\S+)", django_mail.outbox[-1].body).group(1)


def choose(client: Client, link: str, password: str = NEW):
    inner = client.get(link).headers["Location"]
    return client.post(inner, {"password1": password, "password2": password})


def test_staff_choose_a_new_password_from_a_link_that_works_once(client, mette):
    elsewhere = Client()
    log_in_by_password(elsewhere, mette)
    answer = client.post("/ny-adgangskode/", {"email": "mette@example.dk"})
    assert answer.headers["Location"] == "/ny-adgangskode/sendt/"
    link = link_in_mail()
    assert django_mail.outbox[-1].subject == "Vælg en ny adgangskode"
    done = choose(client, link)
    assert done.headers["Location"] == "/ny-adgangskode/gemt/"
    assert heading(client.get("/ny-adgangskode/gemt/")) == "Log ind med din nye adgangskode"
    assert who(elsewhere) is None
    assert log_in_by_password(Client(), mette, NEW).status_code == 302
    assert heading(Client().get(link)) == "Linket virker ikke længere"


def test_the_answer_to_a_forgotten_password_is_the_same_for_every_address(mette, karen):
    make_staff("Jonas Bech", email="jonas@example.dk", is_active=False)
    answers = set()
    for address in ("mette@example.dk", "karen@example.dk", "jonas@example.dk", "ukendt@example.dk"):
        client = Client()
        asked = client.post("/ny-adgangskode/", {"email": address})
        answers.add(
            (asked.status_code, asked.headers["Location"], page(client.get(asked.headers["Location"])))
        )
    assert len(answers) == 1
    outbox.sweep()
    assert [m.to for m in django_mail.outbox] == [["mette@example.dk"]]


def test_a_fourth_link_within_five_minutes_is_refused(client, mette):
    for _ in range(3):
        client.post("/ny-adgangskode/", {"email": mette.email})
    answer = client.post("/ny-adgangskode/", {"email": mette.email})
    assert faults(answer) == ["Du har bedt om mange links. Vent 5 minutter, eller ring til os."]


@pytest.mark.parametrize("change", [{"is_active": False}, {"employment": "", "password": "!"}])
def test_a_link_opens_nothing_for_somebody_who_has_left(client, mette, change):
    client.post("/ny-adgangskode/", {"email": mette.email})
    link = link_in_mail()
    User.objects.filter(pk=mette.pk).update(**change)
    assert heading(client.get(link)) == "Linket virker ikke længere"


def test_a_new_password_does_not_take_away_the_second_factor(client, mette):
    enrol(mette)
    client.post("/ny-adgangskode/", {"email": mette.email})
    choose(client, link_in_mail())
    assert log_in_by_password(client, mette, NEW).headers["Location"] == "/log-ind/totrin/"


def test_who_tried_too_often_gets_in_with_a_new_password_at_once(client, mette):
    for _ in range(5):
        log_in_by_password(Client(REMOTE_ADDR="10.0.0.1"), mette, "forkert")
    client.post("/ny-adgangskode/", {"email": mette.email})
    choose(client, link_in_mail())
    assert log_in_by_password(client, mette, NEW).status_code == 302


def test_a_password_is_changed_and_the_person_is_told(client, mette):
    elsewhere = Client()
    log_in_by_password(elsewhere, mette)
    log_in_by_password(client, mette)
    form = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    answer = client.post("/min-side/adgangskode/", form, follow=True)
    assert (answer.redirect_chain, said(answer)) == ([("/min-side/", 302)], ["Din nye adgangskode er gemt."])
    assert (who(client), who(elsewhere)) == (mette.pk, None)
    outbox.sweep()
    assert [m.subject for m in django_mail.outbox] == ["Din adgangskode er ændret"]


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        (
            {},
            ["Skriv din nuværende adgangskode", "Skriv en ny adgangskode", "Skriv den nye adgangskode igen"],
        ),
        (
            {"oldpassword": "forkert", "password1": NEW, "password2": NEW},
            ["Det er ikke din nuværende adgangskode. Prøv igen."],
        ),
        (
            {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW + "!"},
            ["De to adgangskoder er ikke ens. Skriv den samme to gange"],
        ),
        (
            {"oldpassword": PASSWORD, "password1": "kort", "password2": "kort"},
            ["Denne adgangskode er for kort. Den skal indeholde mindst 12 tegn."],
        ),
        (
            {"oldpassword": PASSWORD, "password1": "1234567890987654321", "password2": "1234567890987654321"},
            ["Denne adgangskode er for almindelig."],
        ),
    ],
)
def test_what_must_be_mended_in_a_new_password_is_said_at_its_field(client, mette, form, expected):
    client.force_login(mette)
    assert faults(client.post("/min-side/adgangskode/", form)) == expected


# --- Ending ---------------------------------------------------------------------------------
def test_who_is_closed_is_out_at_the_next_request(client, mette):
    log_in_by_password(client, mette)
    assert client.get("/min-side/").status_code == 200
    User.objects.filter(pk=mette.pk).update(is_active=False)
    answer = client.get("/min-side/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/log-ind/?next=/min-side/")


def test_logging_out_takes_a_press(client, mette):
    log_in_by_password(client, mette)
    assert heading(client.get("/log-ud/")) == "Vil du logge ud?"
    assert who(client) == mette.pk
    key = client.session.session_key
    answer = client.post("/log-ud/", follow=True)
    assert (answer.redirect_chain, said(answer)) == ([("/log-ind/", 302)], ["Du er logget ud."])
    assert who(client) is None
    assert not client.session.exists(key)


def test_sessions_that_are_over_are_forgotten_and_others_kept(mette):
    with time_machine.travel(NOON, tick=False) as clock:
        log_in_by_password(Client(), mette)
        clock.shift(8 * 3600 + 1)
        browser = Client()
        log_in_by_password(browser, mette)
        for _ in range(2):
            tasks.forget_ended_sessions()
            assert Session.objects.count() == 1
        assert who(browser) == mette.pk
