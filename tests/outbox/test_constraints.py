"""Each rule of the outbox's tables, broken once: the database refuses, and the form says why in Danish."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.models import Heartbeat, MailStatus, OutgoingMail, TaskLink, Urgency, WhenUnknown

from .world import TUESDAY, person

pytestmark = pytest.mark.django_db


def mail(karen, **changes) -> OutgoingMail:
    values = {
        "kind": "note",
        "recipient": karen,
        "about_type": "accounts.user",
        "about_id": karen.pk,
        "occurrence": "1",
        "message_id": "<1@example.dk>",
        "policy": WhenUnknown.ASK,
        "urgency": Urgency.NOW,
        "due_at": TUESDAY,
        "next_attempt_at": TUESDAY,
    }
    return OutgoingMail(**values | changes)


def refused(row, sentence: str) -> None:
    """Refused by the database itself, and by validation with that sentence."""
    with pytest.raises(ValidationError, match=sentence):
        row.validate_constraints()
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


TODAY = TUESDAY.date()
LATER = TUESDAY + dt.timedelta(minutes=1)
BREACHES = [
    ({"kind": ""}, "skal have slags"),
    ({"about_type": ""}, "skal have slags"),
    ({"occurrence": ""}, "skal have slags"),
    ({"message_id": ""}, "skal have slags"),
    ({"status": "lost"}, "findes ikke"),
    ({"urgency": "soon"}, "findes ikke"),
    ({"policy": "perhaps"}, "findes ikke"),
    ({"status": MailStatus.CLAIMED}, "hvem der sender den"),
    ({"status": MailStatus.TRANSMITTING, "token": "t"}, "hvem der sender den"),
    ({"status": MailStatus.UNKNOWN, "lease_until": LATER, "last_error": "x"}, "hvem der sender den"),
    ({"token": "t", "lease_until": LATER}, "hvem der sender den"),
    ({"lease_until": LATER}, "hvem der sender den"),
    ({"status": MailStatus.SENT}, "skal have et tidspunkt"),
    ({"sent_at": TUESDAY}, "skal have et tidspunkt"),
    ({"status": MailStatus.CANCELLED}, "hvorfor mailen ikke blev sendt"),
    ({"cancelled_reason": "Svaret."}, "hvorfor mailen ikke blev sendt"),
    ({"status": MailStatus.FAILED}, "hvad der gik galt"),
    ({"status": MailStatus.UNKNOWN, "token": "t", "lease_until": LATER}, "hvad der gik galt"),
    ({"decision": "arrived"}, "et navn og et tidspunkt"),
    ({"decided_at": TUESDAY}, "et navn og et tidspunkt"),
    ({"counted_on": TODAY}, "tælles pr. dag"),
]


@pytest.mark.parametrize(("changes", "sentence"), BREACHES)
def test_a_mail_that_contradicts_itself_is_refused(changes, sentence):
    refused(mail(person(), **changes), sentence)


def test_a_mail_is_planned_once_per_occasion():
    karen = person()
    mail(karen).save()
    refused(mail(karen, message_id="<2@example.dk>"), "allerede lagt i kø")


def test_a_message_id_is_used_once():
    karen = person()
    mail(karen).save()
    with pytest.raises(IntegrityError), transaction.atomic():
        mail(karen, occurrence="2").save()


def test_a_person_gets_one_reminder_mail_a_day():
    karen = person()
    sent = {"urgency": Urgency.REMINDER, "status": MailStatus.SENT, "sent_at": TUESDAY, "counted_on": TODAY}
    mail(karen, **sent).save()
    refused(mail(karen, occurrence="2", message_id="<2@example.dk>", **sent), "dagens påmindelse")


def test_only_reminders_go_together_and_never_into_themselves():
    karen = person()
    first = mail(karen)
    first.save()
    refused(mail(karen, occurrence="2", message_id="<2@example.dk>", bundled_into=first), "sendes samlet")
    reminder = mail(karen, occurrence="3", message_id="<3@example.dk>", urgency=Urgency.REMINDER)
    reminder.save()
    reminder.bundled_into = reminder
    refused(reminder, "aldrig i sig selv")


def test_a_reminder_inside_another_mail_does_not_count_as_a_mail():
    karen = person()
    first = mail(karen, urgency=Urgency.REMINDER)
    first.save()
    inside = {"bundled_into": first, "counted_on": TODAY, "urgency": Urgency.REMINDER}
    refused(mail(karen, occurrence="2", message_id="<2@example.dk>", **inside), "sendes samlet")


def test_a_heartbeat_has_a_name_of_its_own():
    refused(Heartbeat(name="", beat_at=TUESDAY), "skal have et navn")
    Heartbeat.objects.create(name="schedule", beat_at=TUESDAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Heartbeat.objects.create(name="schedule", beat_at=TUESDAY)


def link(karen, **changes) -> TaskLink:
    values = {"person": karen, "kind": "answer", "object_id": 1, "created_at": TUESDAY, "expires_on": TODAY}
    return TaskLink(**values | changes)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"kind": ""}, "skal have en opgave"),
        ({"started_at": TUESDAY - dt.timedelta(seconds=1)}, "før det blev lavet"),
        ({"revoked_at": TUESDAY - dt.timedelta(seconds=1)}, "før det blev lavet"),
    ],
)
def test_a_link_that_contradicts_itself_is_refused(changes, sentence):
    refused(link(person(), **changes), sentence)


def test_a_person_has_one_open_link_per_task():
    karen = person()
    link(karen).save()
    refused(link(karen), "allerede et link")
    link(karen, object_id=2).save()
    TaskLink.objects.update(revoked_at=LATER)
    link(karen).save()
