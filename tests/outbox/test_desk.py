"""The desk "Mails sendt": what went wrong in words, and a person decides what nobody can know."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from accounts import outbox
from accounts.models import Heartbeat, MailStatus, OutgoingMail
from accounts.outbox import claims
from accounts.outbox.words import _SENTENCES, explain

from .test_smtp import CASES
from .world import TUESDAY, person, put

pytestmark = pytest.mark.django_db
LIST = "/administration/accounts/outgoingmail/"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(TUESDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def administrator(client):
    from accounts.models import User

    boss = User.objects.create_superuser("admin@example.dk", "hemmeligt", name="Anna Admin")
    client.force_login(boss)
    return boss


def unknown_mail(kind="note", occurrence="1") -> OutgoingMail:
    from accounts.models import User

    karen = User.objects.filter(email="karen@example.dk").first() or person()
    rows = claims.take(put(kind, to=karen, occurrence=occurrence), TUESDAY)
    claims.mark_transmitting(rows, subject="Hej", text="Hej Karen", now=TUESDAY)
    claims.settle_unknown(rows, "text SMTPServerDisconnected", TUESDAY)
    return OutgoingMail.objects.get(pk=rows[0].pk)


def failed_mail() -> OutgoingMail:
    rows = claims.take(put(to=person("Bo Lind"), occurrence="f"), TUESDAY)
    claims.settle_not_sent(rows, "rcpt 550 5.1.1", TUESDAY, may_retry=False)
    return OutgoingMail.objects.get(pk=rows[0].pk)


def decide(client, mail, decision):
    return client.post(
        reverse("admin:accounts_outgoingmail_decide", args=[mail.pk]), {decision: "1"} if decision else {}
    )


def test_the_list_says_what_went_wrong_in_words(client, administrator):
    unknown_mail()
    failed_mail()
    text = client.get(LIST).content.decode()
    assert "Den kan være kommet frem." in text
    assert "Adressen findes ikke. Ret den under Brugere" in text
    assert "Besked" in text
    assert "Vi ved det ikke" in text
    only = client.get(LIST + "?status__exact=failed").content.decode()
    assert "Den kan være kommet frem." not in only
    assert client.get(LIST + "?kind=note&q=karen").status_code == 200


def test_every_error_has_a_sentence():
    errors = {error for *_rest, error, _taken in CASES if error}
    errors |= {"worker gone", "too old", "personal number", "message ValueError", "prepare Broken", "data too late",
               "text taken-0", "connect ConnectionRefusedError", "text TimeoutError"}  # fmt: skip
    for error in errors:
        assert str(explain(error)) != error
        assert str(explain(error)).endswith(".")
    assert explain("") == ""
    assert explain("something new") == "something new"
    assert len(_SENTENCES) >= 14


def test_a_mail_can_be_read_and_not_written(client, administrator):
    mail = unknown_mail()
    page = client.get(f"{LIST}{mail.pk}/change/").content.decode()
    assert "Hej Karen" in page
    assert mail.message_id.strip("<>") in page
    assert 'name="_save"' not in page
    assert client.post(f"{LIST}{mail.pk}/change/", {"status": "sent"}).status_code == 403
    assert client.get(f"{LIST}add/").status_code == 403
    assert client.post(f"{LIST}{mail.pk}/delete/", {"post": "yes"}).status_code == 403


def test_an_unknown_mail_can_be_said_to_have_arrived(client, administrator):
    mail = unknown_mail()
    page = client.get(f"{LIST}{mail.pk}/change/").content.decode()
    assert "Den kom frem" in page
    assert "Send igen" in page
    assert "Prøv igen" not in page
    decide(client, mail, "arrived")
    mail.refresh_from_db()
    assert (mail.status, mail.decided_by, mail.decided_at, mail.decision) == (
        MailStatus.SENT, administrator, TUESDAY, "arrived",
    )  # fmt: skip
    assert LogEntry.objects.get().change_message == "Den kom frem"


def test_an_unknown_mail_can_be_sent_again_under_the_same_name(client, administrator, mailoutbox):
    mail = unknown_mail()
    decide(client, mail, "send_again")
    assert outbox.sweep().sent == 1
    assert mailoutbox[0].extra_headers["Message-ID"] == mail.message_id
    mail.refresh_from_db()
    assert (mail.status, mail.decided_by) == (MailStatus.SENT, administrator)


def test_a_failed_mail_can_be_tried_again(client, administrator):
    mail = failed_mail()
    assert "Prøv igen" in client.get(f"{LIST}{mail.pk}/change/").content.decode()
    decide(client, mail, "try_again")
    assert outbox.sweep().sent == 1


def test_several_are_decided_from_the_list(client, administrator):
    first, second = unknown_mail(), unknown_mail(occurrence="2")
    failed = failed_mail()
    chosen = {"action": "mark_arrived", "_selected_action": [first.pk, second.pk, failed.pk]}
    text = client.post(LIST, chosen, follow=True).content.decode()
    assert "2 mails er rettet." in text
    failed.refresh_from_db()
    assert failed.status == MailStatus.FAILED


@pytest.mark.parametrize("decision", ["arrived", "send_again", "nonsense", ""])
def test_what_is_settled_cannot_be_decided(client, administrator, decision):
    mail = put(to=person())
    outbox.sweep()
    decide(client, mail, decision)
    mail.refresh_from_db()
    assert (mail.status, mail.decision) == (MailStatus.SENT, "")


def test_only_administrators_decide(client):
    mail = unknown_mail()
    mette = person("Mette Holm", employment="consultant")
    helper = person("Hjælp Er", is_staff=True)
    for who in (None, mette, helper):
        if who:
            client.force_login(who)
        assert decide(client, mail, "arrived").status_code in (302, 403, 404)
        assert client.get(reverse("admin:accounts_outgoingmail_decide", args=[mail.pk])).status_code in (
            302,
            403,
            404,
            405,
        )
        mail.refresh_from_db()
        assert mail.status == MailStatus.UNKNOWN


def test_the_list_costs_the_same_for_one_mail_and_for_a_hundred(
    client, administrator, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for rows in (1, 3, 40):
        for number in range(OutgoingMail.objects.count(), rows):
            put(to=person(f"P{number} Q"), occurrence=str(number))
        with CaptureQueriesContext(connection) as queries:
            client.get(LIST)
        counts.append(len(queries))
    assert counts[0] == counts[1] == counts[2]


def banner(client) -> str:
    return client.get("/min-side/").content.decode()


def test_administrators_see_that_the_schedule_has_stopped_and_nobody_else_does(client, administrator, clock):
    assert "tidsplanen er ikke startet" in banner(client)
    Heartbeat.objects.create(name="schedule", beat_at=TUESDAY)
    assert "Portalen sender ingen mails" not in banner(client)
    clock.shift(dt.timedelta(minutes=20))
    assert (
        "Portalen sender ingen mails og påmindelser lige nu. Den gjorde det sidst 24. november kl. 10.00."
        in banner(client)
    )
    client.force_login(person("Mette Holm", employment="consultant"))
    assert "Portalen sender ingen mails" not in banner(client)


def test_administrators_see_what_waits_for_them(client, administrator):
    Heartbeat.objects.create(name="schedule", beat_at=TUESDAY)
    unknown_mail()
    failed_mail()
    text = banner(client)
    assert "1 mail er måske ikke kommet frem. Den venter på, at du afgør det." in text
    assert "1 mail kunne ikke sendes." in text
    assert "/administration/accounts/outgoingmail/?status__exact=unknown" in text


def test_the_desk_is_there():
    assert admin.site.is_registered(OutgoingMail)
