"""Min side: who one is, one's language, how one logs in. And the language of every page."""

from __future__ import annotations

import re

import pytest
from django.core import mail as django_mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts import outbox
from accounts.people import choose_language

from .doors import PASSWORD, ask_for_code, enrol, faults, heading, said
from .factories import (
    in_days,
    make_administrator,
    make_board_member,
    make_decider,
    make_department,
    make_staff,
    make_user,
)

pytestmark = pytest.mark.django_db
MAILS_AND_DATES = ["/min-side/beskeder/", "/frister/"]


@pytest.fixture
def karen():
    return make_board_member(make_department("58"), name="Karen Juhl", email="karen@example.dk")


@pytest.fixture
def mette():
    return make_staff(email="mette@example.dk", password=PASSWORD)


def answers(response) -> dict[str, str]:
    """The summary lists of the page as words."""
    rows = re.findall(r"<dt>(.*?)</dt>\s*<dd>(.*?)</dd>", response.content.decode(), re.DOTALL)
    return {term: " ".join(re.sub(r"<[^>]+>", " ", value).split()) for term, value in rows}


def links(response) -> list[str]:
    main = re.search(r"<main.*</main>", response.content.decode(), re.DOTALL).group()
    return re.findall(r'<a [^>]*href="(/[^"]+)"', main)


def language(response) -> tuple[str, str]:
    return re.search(r'<html lang="(\w+)"', response.content.decode()).group(1), response.headers[
        "Content-Language"
    ]


# --- What it shows --------------------------------------------------------------------------
def test_a_board_member_sees_name_mail_seat_and_how_to_log_in(client, karen):
    client.force_login(karen)
    shown = client.get("/min-side/")
    assert heading(shown) == "Min side"
    assert answers(shown) == {
        "Navn": "Karen Juhl",
        "Mail": "karen@example.dk",
        "Du er": "Bestyrelsen i Afdeling 58 (medlem)",
    }
    assert "Du har ingen adgangskode." in shown.content.decode()
    assert links(shown) == MAILS_AND_DATES


def test_a_seat_shows_its_period(client):
    department = make_department("58")
    for until_on, said_as in [
        (in_days(-1), r"Bestyrelsen i Afdeling 58 \(medlem\), sluttede \d+\. \w+( \d{4})?"),
        (in_days(0), r"Bestyrelsen i Afdeling 58 \(medlem\), til \d+\. \w+( \d{4})?"),
        (None, r"Bestyrelsen i Afdeling 58 \(medlem\)"),
    ]:
        client.force_login(make_board_member(department, until_on=until_on))
        shown = answers(client.get("/min-side/"))["Du er"]
        assert re.fullmatch(said_as, shown), shown
    client.force_login(make_board_member(department, from_on=in_days(1)))
    assert ", fra " in answers(client.get("/min-side/"))["Du er"]


def test_a_decider_sees_the_body(client):
    client.force_login(make_decider())
    assert answers(client.get("/min-side/"))["Du er"] == "Organisationsbestyrelsen"


def test_somebody_without_a_role_is_told_so(client):
    client.force_login(make_user())
    assert answers(client.get("/min-side/"))["Du er"] == "Du har ingen opgaver i Sociale indsatser lige nu."


def test_staff_are_offered_the_second_factor(client, mette):
    client.force_login(mette)
    shown = client.get("/min-side/")
    assert "Beskyt din konto bedre" in shown.content.decode()
    assert links(shown) == [
        "/min-side/totrin/til/",
        *MAILS_AND_DATES,
        "/min-side/adgangskode/",
        "/min-side/totrin/til/",
    ]


def test_with_the_second_factor_the_offer_is_gone(client, mette):
    enrol(mette)
    client.force_login(mette)
    shown = client.get("/min-side/")
    assert "Beskyt din konto bedre" not in shown.content.decode()
    assert answers(shown)["Totrinslogin"] == "Slået til"
    assert links(shown) == [
        *MAILS_AND_DATES,
        "/min-side/adgangskode/",
        "/min-side/totrin/fra/",
        "/min-side/totrin/noedkoder/",
    ]


def test_an_administrator_is_called_one(client):
    client.force_login(make_administrator())
    assert answers(client.get("/min-side/"))["Du er"] == "Administrator"


def test_the_page_asks_the_database_as_often_for_many_seats_as_for_one(client, karen):
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get("/min-side/")
        return len([q for q in queries if "board_seat" in q["sql"] or "boardseat" in q["sql"]])

    client.force_login(karen)
    client.get("/min-side/")
    before = asked()
    for number in range(3):
        make_board_member(make_department(str(60 + number))).board_seats.update(person=karen)
    assert asked() == before


# --- Language -------------------------------------------------------------------------------
def test_the_language_is_the_persons_own_and_goes_with_the_mails(client, karen):
    client.force_login(karen)
    answer = client.post("/min-side/", {"language": "en"}, follow=True)
    assert answer.redirect_chain == [("/min-side/", 302)]
    assert len(said(answer)) == 1
    assert language(answer) == ("en", "en")
    karen.refresh_from_db()
    assert karen.language == "en"
    elsewhere = Client(headers={"Accept-Language": "da"})
    elsewhere.force_login(karen)
    assert language(elsewhere.get("/min-side/")) == ("en", "en")
    ask_for_code(Client(), karen.email)
    outbox.sweep()
    html = django_mail.outbox[0].alternatives[0].content
    assert re.search(r'<html lang="(\w+)"', html).group(1) == "en"


@pytest.mark.parametrize("chosen", ["", "de", "x" * 300])
def test_only_a_language_there_is_can_be_chosen(client, karen, chosen):
    client.force_login(karen)
    assert faults(client.post("/min-side/", {"language": chosen})) == [
        "Vælg et sprog" if not chosen else "Vælg en af mulighederne"
    ]
    karen.refresh_from_db()
    assert karen.language == "da"


def test_nobody_chooses_the_language_of_another(karen, mette):
    with pytest.raises(PermissionError):
        choose_language(person=karen, language="en", by=mette)


def test_the_browsers_wish_alone_changes_nothing():
    assert language(Client(headers={"Accept-Language": "en"}).get("/log-ind/")) == ("da", "da")


def test_before_log_in_the_language_is_kept_in_the_browser(client):
    answer = client.post("/sprog/", {"language": "en", "next": "/log-ind/"})
    assert answer.headers["Location"] == "/log-ind/"
    assert language(client.get("/log-ind/")) == ("en", "en")
    client.post("/sprog/", {"language": "da", "next": "/log-ind/"})
    assert language(client.get("/log-ind/")) == ("da", "da")


def test_the_link_in_the_foot_changes_the_persons_language(client, karen):
    client.force_login(karen)
    client.post("/sprog/", {"language": "en", "next": "/min-side/"})
    karen.refresh_from_db()
    assert karen.language == "en"
    assert language(client.get("/min-side/")) == ("en", "en")


@pytest.mark.parametrize("chosen", ["", "de", "../da", "x" * 300])
def test_a_language_there_is_not_is_left_alone(client, karen, chosen):
    client.force_login(karen)
    assert client.post("/sprog/", {"language": chosen, "next": "/min-side/"}).status_code == 302
    karen.refresh_from_db()
    assert karen.language == "da"


def test_the_language_is_changed_by_a_press_and_leads_nowhere_else(client):
    assert client.get("/sprog/").status_code == 405
    answer = client.post("/sprog/", {"language": "en", "next": "https://evil.example/"})
    assert answer.headers["Location"] == "/"
