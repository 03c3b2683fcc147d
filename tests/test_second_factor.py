"""The second factor of staff, and the administration behind the same log-in."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.core import mail as django_mail
from django.test import Client

from accounts import outbox

from .doors import PASSWORD, app_code, enrol, faults, heading, log_in_by_password, said, who
from .factories import make_administrator, make_board_member, make_staff, make_user

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 11, 20, 11, tzinfo=dt.UTC)


@pytest.fixture
def mette():
    return make_staff(email="mette@example.dk", password=PASSWORD)


def confirm_password(client: Client, next: str):
    return client.post(f"/min-side/bekraeft/?next={next}", {"password": PASSWORD})


@pytest.mark.django_db(transaction=True)
def test_the_second_factor_is_turned_on_with_the_password_and_a_code(client, mette):
    log_in_by_password(client, mette)
    asked = client.get("/min-side/totrin/til/")
    assert asked.headers["Location"] == "/min-side/bekraeft/?next=%2Fmin-side%2Ftotrin%2Ftil%2F"
    assert confirm_password(client, "/min-side/totrin/til/").headers["Location"] == "/min-side/totrin/til/"
    shown = client.get("/min-side/totrin/til/")
    secret = shown.context["form"].secret
    assert 'src="data:image/svg+xml;base64,' in shown.content.decode()
    assert " ".join(re.findall("....", secret)) in shown.content.decode()
    wrong = client.post("/min-side/totrin/til/", {"code": "12345"})
    assert faults(wrong) == ["Koden er 6 tal. Skriv dem alle"]
    done = client.post("/min-side/totrin/til/", {"code": app_code(secret)})
    assert done.headers["Location"] == "/min-side/totrin/noedkoder/"
    spare = client.get("/min-side/totrin/noedkoder/")
    assert (heading(spare), len(spare.context["unused_codes"])) == ("Dine nødkoder", 10)
    assert said(spare) == ["Totrinslogin er slået til. Gem dine nødkoder nu."]
    outbox.sweep()
    assert [m.subject for m in django_mail.outbox] == ["Totrinslogin er slået til"]
    assert secret not in str(list(Authenticator.objects.values_list("data", flat=True)))


def test_with_a_second_factor_the_password_is_not_enough(client, mette):
    secret = enrol(mette)
    with time_machine.travel(NOON, tick=False) as clock:
        answer = log_in_by_password(client, mette, next="/min-side/")
        assert (answer.headers["Location"], who(client)) == ("/log-ind/totrin/", None)
        before = client.session.session_key
        wrong = client.post("/log-ind/totrin/", {"code": "000000"})
        assert faults(wrong) == ["Koden passer ikke. Prøv igen med den kode, der står i appen nu"]
        right = client.post("/log-ind/totrin/", {"code": app_code(secret)})
        assert (right.headers["Location"], who(client)) == ("/min-side/", mette.pk)
        assert client.session.session_key != before
        again = Client()
        log_in_by_password(again, mette)
        again.post("/log-ind/totrin/", {"code": app_code(secret)})
        assert who(again) is None, "a code that was used opens nothing"
        clock.shift(30)
        again.post("/log-ind/totrin/", {"code": app_code(secret)})
        assert who(again) == mette.pk


def test_a_spare_code_works_once(client, mette):
    enrol(mette)
    log_in_by_password(client, mette)
    code = RecoveryCodes.activate(mette).get_unused_codes()[0]
    client.post("/log-ind/totrin/", {"code": f"{code[:4]} {code[4:]}"})
    assert who(client) == mette.pk
    again = Client()
    log_in_by_password(again, mette)
    again.post("/log-ind/totrin/", {"code": code})
    assert who(again) is None


def test_five_wrong_second_codes_are_enough_for_five_minutes(client, mette):
    secret = enrol(mette)
    with time_machine.travel(NOON, tick=False) as clock:
        log_in_by_password(client, mette)
        for _ in range(5):
            client.post("/log-ind/totrin/", {"code": "000000"})
        answer = client.post("/log-ind/totrin/", {"code": app_code(secret)})
        assert faults(answer) == ["Du har prøvet for mange gange. Vent 5 minutter, og prøv igen."]
        clock.shift(5 * 60)
        client.post("/log-ind/totrin/", {"code": app_code(secret)})
        assert who(client) == mette.pk


def test_one_can_start_over_from_the_second_step(client, mette):
    enrol(mette)
    log_in_by_password(client, mette)
    assert client.post("/log-ud/").headers["Location"] == "/log-ind/"
    assert client.get("/log-ind/totrin/").headers["Location"] == "/log-ind/"


def test_the_second_factor_is_turned_off_with_the_password(client, mette):
    enrol(mette)
    client.force_login(mette)
    confirm_password(client, "/min-side/totrin/fra/")
    assert heading(client.get("/min-side/totrin/fra/")) == "Vil du slå totrinslogin fra?"
    answer = client.post("/min-side/totrin/fra/", follow=True)
    assert (answer.request["PATH_INFO"], said(answer)) == ("/min-side/", ["Totrinslogin er slået fra."])
    assert Authenticator.objects.count() == 0


def test_a_wrong_password_confirms_nothing(client, mette):
    client.force_login(mette)
    answer = client.post("/min-side/bekraeft/?next=/min-side/totrin/til/", {"password": "forkert"})
    assert faults(answer) == ["Adgangskoden passer ikke. Prøv igen."]


# --- The administration ---------------------------------------------------------------------
def test_the_administration_uses_the_same_log_in(client):
    ada = make_administrator(password=PASSWORD)
    asked = client.get("/administration/", follow=True)
    assert asked.redirect_chain[-1] == ("/log-ind/?next=%2Fadministration%2F", 302)
    answer = log_in_by_password(client, ada, next="/administration/")
    assert answer.headers["Location"] == "/administration/"
    shown = client.get("/administration/")
    assert shown.status_code == 200
    assert shown.context["has_permission"] is True


@pytest.mark.parametrize(
    "path", ["", "login/", "accounts/user/", "password_change/", "logout/", "findes-ikke/"]
)
def test_the_administration_is_closed_to_everyone_else(client, path, mette):
    for person in (mette, make_board_member(), make_user()):
        client.force_login(person)
        assert client.get("/administration/" + path).status_code == 403


@pytest.mark.parametrize("required", [True, False])
def test_an_administrator_may_have_to_have_a_second_factor(client, settings, required):
    settings.REQUIRE_SECOND_FACTOR_FOR_ADMIN = required
    ada = make_administrator(password=PASSWORD)
    client.force_login(ada)
    answer = client.get("/administration/")
    assert answer.status_code == (302 if required else 200)
    if required:
        assert answer.headers["Location"] == "/min-side/totrin/til/"
    enrol(ada)
    assert client.get("/administration/").status_code == 200


def test_the_administrations_own_buttons_lead_to_the_portals_pages(client):
    client.force_login(make_administrator(password=PASSWORD))
    assert client.get("/administration/password_change/").headers["Location"] == "/min-side/adgangskode/"
    assert client.get("/administration/logout/").status_code == 405
    assert client.post("/administration/logout/").headers["Location"] == "/log-ind/"
    assert who(client) is None
