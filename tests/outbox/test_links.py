"""Task links: opening one changes nothing, starting one opens that task only, and it ends when it should."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.core import mail as django_mail
from django.test import RequestFactory
from django.utils import timezone

from accounts import outbox, tasklinks
from accounts.models import OutgoingMail, TaskLink, User

from .world import TASKS, TUESDAY, person

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(TUESDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def karen():
    return person()


@pytest.fixture
def link(karen):
    return tasklinks.link_for(karen, "answer", 7)


def browser(user=None):
    """A request from one browser; its session lives in the database as in production."""
    request = RequestFactory().get("/")
    request.user = user or AnonymousUser()
    request.session = SessionStore()
    return request


# --- The link -----------------------------------------------------------------------------------
def test_one_link_per_person_and_task(karen, link):
    assert tasklinks.link_for(karen, "answer", 7) == link
    assert tasklinks.link_for(karen, "answer", 8) != link
    assert tasklinks.link_for(karen, "other", 7) != link
    assert tasklinks.link_for(person("Bo Lind"), "answer", 7) != link


def test_a_link_works_for_sixty_days_and_is_only_ever_prolonged(karen, link):
    assert link.expires_on == TUESDAY.date() + 60 * DAY
    tasklinks.link_for(karen, "answer", 7, expires_on=TUESDAY.date() + 10 * DAY)
    assert TaskLink.objects.get().expires_on == TUESDAY.date() + 60 * DAY
    tasklinks.link_for(karen, "answer", 7, expires_on=TUESDAY.date() + 90 * DAY)
    assert TaskLink.objects.get().expires_on == TUESDAY.date() + 90 * DAY


def test_a_link_that_has_run_out_is_replaced_and_stays_dead(karen, link, clock):
    clock.shift(61 * DAY)
    new = tasklinks.link_for(karen, "answer", 7)
    assert new.path != link.path
    link.refresh_from_db()
    assert link.revoked_at is not None


def test_a_task_nobody_described_gets_no_link(karen):
    with pytest.raises(LookupError, match="rumour"):
        tasklinks.link_for(karen, "rumour", 7)


def test_the_address_holds_a_signature_and_the_table_holds_no_secret(link, settings):
    assert link.path == f"/o/{link.token}/"
    assert TaskLink.objects.for_token(link.token) == link
    key, signature = link.token.split(".")
    assert key == str(link.pk)
    stored = " ".join(str(value) for value in TaskLink.objects.values_list().get())
    assert signature not in stored


@pytest.mark.parametrize(
    "forge",
    [
        lambda token: token + "x",
        lambda token: token[:-1],
        lambda token: token.replace(token.split(".")[0], "999"),
        lambda token: "",
        lambda token: "1",
        lambda token: "æ.ø",
        lambda token: token.split(".")[0] + ".",
    ],
)
def test_an_address_that_was_not_made_here_opens_nothing(link, forge):
    assert TaskLink.objects.for_token(forge(link.token)) is None


def test_a_signature_made_for_something_else_opens_nothing(link):
    from django.core.signing import Signer

    assert TaskLink.objects.for_token(Signer(sep=".").sign(str(link.pk))) is None


# --- Who is answering ---------------------------------------------------------------------------
def test_nobody_is_answering_before_start(link):
    assert tasklinks.answering_person(browser(), "answer", 7) is None


def test_after_start_exactly_this_task_can_be_answered(karen, link):
    request = browser()
    tasklinks.start(request, link)
    assert tasklinks.answering_person(request, "answer", 7) == karen
    assert tasklinks.answering_person(request, "answer", 8) is None
    assert tasklinks.answering_person(request, "other", 7) is None
    assert not request.user.is_authenticated
    assert TaskLink.objects.get().started_at == TUESDAY


def test_start_gives_the_browser_a_new_session(link):
    request = browser()
    request.session["x"] = 1
    request.session.save()
    before = request.session.session_key
    tasklinks.start(request, link)
    request.session.save()
    assert request.session.session_key != before


def test_an_hour_of_silence_ends_it_and_work_keeps_it_open(karen, link, clock):
    request = browser()
    tasklinks.start(request, link)
    for _step in range(5):
        clock.shift(dt.timedelta(minutes=59))
        assert tasklinks.answering_person(request, "answer", 7) == karen
    clock.shift(dt.timedelta(minutes=61))
    assert tasklinks.answering_person(request, "answer", 7) is None
    assert tasklinks.SESSION_KEY not in request.session


@pytest.mark.parametrize(
    "ends",
    [
        lambda link: TaskLink.objects.update(expires_on=TUESDAY.date() - DAY),
        lambda link: tasklinks.revoke_links(kind="answer", object_id=7),
        lambda link: User.objects.filter(pk=link.person_id).update(is_active=False),
        lambda link: TASKS.update({7: {"still_allowed": False}}),
        lambda link: TASKS.update({7: None}),
        lambda link: TaskLink.objects.update(started_at=None),
        lambda link: link.delete(),
    ],
    ids=["run out", "revoked", "closed", "seat ended", "gone", "not started", "deleted"],
)
def test_access_ends_with_the_next_request(karen, link, ends):
    request = browser()
    tasklinks.start(request, link)
    assert tasklinks.answering_person(request, "answer", 7) == karen
    ends(link)
    assert tasklinks.answering_person(request, "answer", 7) is None


def test_who_is_logged_in_answers_in_their_own_name(karen, link):
    bo = person("Bo Lind")
    request = browser(bo)
    tasklinks.start(request, link)
    assert tasklinks.answering_person(request, "answer", 7) == bo
    assert tasklinks.SESSION_KEY not in request.session
    assert TaskLink.objects.get().started_at is None
    request.user = AnonymousUser()
    assert tasklinks.answering_person(request, "answer", 7) is None


def test_links_are_revoked_for_everybody_or_for_one(karen, link):
    bo = person("Bo Lind")
    tasklinks.link_for(bo, "answer", 7)
    tasklinks.link_for(karen, "answer", 8)
    assert tasklinks.revoke_links(kind="answer", object_id=7, person=bo) == 1
    assert tasklinks.revoke_links(kind="answer", object_id=7) == 1
    assert tasklinks.revoke_links(kind="answer", object_id=7) == 0
    assert TaskLink.objects.open().count() == 1


# --- A new link ---------------------------------------------------------------------------------
def test_a_new_link_goes_to_the_registered_address_once_a_day(karen, link, clock):
    clock.shift(61 * DAY)
    tasklinks.ask_for_new_link(link, address=" KAREN@example.dk ")
    tasklinks.ask_for_new_link(link, address="karen@example.dk")
    assert outbox.sweep().sent == 1
    (message,) = django_mail.outbox
    assert message.to == ["karen@example.dk"]
    new = TaskLink.objects.open().get()
    assert new != link
    assert f"https://portal.example.dk{new.path}" in message.body
    assert link.token not in message.body
    assert "4 spørgsmål, ca. 3 minutter." in message.body


@pytest.mark.parametrize("address", ["bo@example.dk", "karen@example.dk.evil.dk", ""])
def test_another_address_gets_nothing(link, clock, address):
    clock.shift(61 * DAY)
    tasklinks.ask_for_new_link(link, address=address)
    assert not OutgoingMail.objects.exists()


@pytest.mark.parametrize("state", [None, {"still_allowed": False}, {"answered": ("Bo Lind", TUESDAY.date())}])
def test_nobody_gets_a_new_link_to_something_that_is_over(karen, link, clock, state):
    clock.shift(61 * DAY)
    tasklinks.ask_for_new_link(link, address="karen@example.dk")
    TASKS[7] = state
    assert outbox.sweep().cancelled == 1
    OutgoingMail.objects.all().delete()
    tasklinks.ask_for_new_link(link, address="karen@example.dk")
    assert not OutgoingMail.objects.exists()


# --- The page -----------------------------------------------------------------------------------
def rows() -> tuple:
    """Everything the database holds about links, sessions and mails."""
    from django.contrib.sessions.models import Session

    return (
        list(TaskLink.objects.values_list()),
        list(Session.objects.values_list("session_key", "session_data")),
        OutgoingMail.objects.count(),
    )


def test_scanners_change_nothing(client, link):
    before = rows()
    for _time in range(5):
        assert client.get(link.path).status_code == 200
        assert client.head(link.path).status_code == 200
        assert client.get(link.path + "ikke-mig/").status_code == 200
        assert client.options(link.path).status_code == 405
    assert rows() == before
    assert "sessionid" not in client.cookies


def test_the_page_says_who_what_and_how_long(client, link):
    text = client.get(link.path).content.decode()
    assert "<h1>Hej Karen</h1>" in text
    assert "Svar for bestyrelsen i Afdeling 58. 4 spørgsmål, ca. 3 minutter." in text
    assert "Start</button>" in text
    assert "Det er ikke mig" in text
    assert "Juhl" not in text
    assert "karen@example.dk" not in text


def test_start_leads_to_the_answer_and_works_again_after_an_interruption(client, link):
    for _time in range(2):
        response = client.post(link.path, {"start": "1"})
        assert (response.status_code, response["Location"]) == (302, "/svar/7/")
    assert TaskLink.objects.get().started_at == TUESDAY
    assert client.get(link.path).status_code == 200


def test_a_post_without_start_starts_nothing(client, link):
    assert client.post(link.path).status_code == 200
    assert TaskLink.objects.get().started_at is None


def test_the_page_wants_its_own_token(link):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    assert strict.post(link.path, {"start": "1"}).status_code == 403
    assert TaskLink.objects.get().started_at is None


def test_somebody_answered_already(client, link):
    TASKS[7] = {"answered": ("Bo Lind", dt.date(2026, 11, 4))}
    text = client.get(link.path).content.decode()
    assert "Din bestyrelse har allerede svaret" in text
    assert "Bo Lind svarede den 4. november. Du skal ikke gøre mere." in text
    assert '<button class="btn' not in text
    assert client.post(link.path, {"start": "1"}).status_code == 200
    assert TaskLink.objects.get().started_at is None


def test_the_answer_can_be_seen_where_the_task_offers_it(client, link):
    TASKS[7] = {"answered": ("Bo Lind", dt.date(2026, 11, 4)), "receipt_path": "/svar/7/tak/"}
    assert "Se svaret" in client.get(link.path).content.decode()
    assert client.post(link.path, {"start": "1"})["Location"] == "/svar/7/tak/"


@pytest.mark.parametrize(
    "ends",
    [
        lambda: TaskLink.objects.update(expires_on=timezone.localdate() - DAY),
        lambda: TaskLink.objects.update(revoked_at=timezone.now()),
        lambda: User.objects.update(is_active=False),
        lambda: TASKS.update({7: {"still_allowed": False}}),
        lambda: TASKS.update({7: {"still_allowed": False, "answered": ("Bo Lind", TUESDAY.date())}}),
        lambda: TASKS.update({7: None}),
    ],
    ids=["run out", "revoked", "closed", "seat ended", "seat ended, answered", "gone"],
)
def test_a_link_that_is_over_offers_a_new_one_and_starts_nothing(client, link, ends):
    ends()
    response = client.get(link.path)
    text = response.content.decode()
    assert response.status_code == 410
    assert "Linket virker ikke længere" in text
    assert "Skriv din mail, så sender vi et nyt." in text
    assert "Bo Lind" not in text
    assert "Karen" not in text
    assert client.post(link.path, {"start": "1"}).status_code == 410
    assert TaskLink.objects.get().started_at is None


def test_the_page_answers_the_same_whoever_asks(client, link, clock):
    clock.shift(61 * DAY)
    pages = []
    for address in ("karen@example.dk", "bo@example.dk"):
        response = client.post(link.path, {"new_link": "1", "email": address})
        assert response.status_code == 410
        pages.append(response.content.decode().split("<main")[1].split("</main")[0])
    assert pages[0] == pages[1]
    assert "Er det den mail, vi kender, så sender vi et nyt link." in pages[0]
    assert OutgoingMail.objects.get().recipient.name == "Karen Juhl"


@pytest.mark.parametrize(
    "typed", ["", "karen", "karen@example.dk\nBcc: x@y.dk", "x" * 300 + "@example.dk", "\x00"]
)
def test_odd_addresses_are_asked_for_again(client, link, clock, typed):
    clock.shift(61 * DAY)
    response = client.post(link.path, {"new_link": "1", "email": typed})
    assert response.status_code == 410
    assert "<title>Fejl:" in response.content.decode()
    assert not OutgoingMail.objects.exists()


@pytest.mark.parametrize("token", ["x", "1.x", "æøå", "1" * 500, "%00"])
def test_an_invented_address_is_not_found(client, link, token):
    assert client.get(f"/o/{token}/").status_code == 404
    assert client.post(f"/o/{token}/", {"start": "1"}).status_code == 404
    assert client.get(f"/o/{token}/ikke-mig/").status_code == 404


def test_the_page_speaks_the_recipients_language(client, link):
    User.objects.update(language="en")
    assert '<html lang="en">' in client.get(link.path).content.decode()
    client.cookies["django_language"] = "da"
    assert '<html lang="da">' in client.get(link.path).content.decode()


def test_the_page_tells_who_is_logged_in(client, link):
    client.force_login(person("Bo Lind"))
    assert "Du er logget ind som Bo Lind" in client.get(link.path).content.decode()


def test_the_page_is_kept_by_nobody(client, link):
    assert "no-store" in client.get(link.path)["Cache-Control"]
