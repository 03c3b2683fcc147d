"""What the mail server says at each stage, and what becomes of the mail: with a real connection."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.core.mail.backends.base import BaseEmailBackend

from accounts import outbox
from accounts.models import Heartbeat, MailReturn, MailStatus, OutgoingMail, User

from .smtp_sink import DROP, HANG, TAKE_THEN_DROP, TAKE_THEN_HANG, smtp_sink
from .world import TUESDAY, person, put

pytestmark = pytest.mark.django_db
MINUTE, HOUR, DAY = dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(days=1)

PLANNED, SENT, FAILED, UNKNOWN = MailStatus.PLANNED, MailStatus.SENT, MailStatus.FAILED, MailStatus.UNKNOWN


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(TUESDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def karen():
    return person()


@pytest.fixture
def by_smtp(settings):
    def use(sink):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.EMAIL_TIMEOUT = 1

    return use


@pytest.mark.parametrize(
    ("answer", "comes_back"),
    [
        ("550 5.1.1 unknown", True),
        ("550 no such user", True),
        ("550 5.7.1 relaying denied", False),
        ("450 busy", False),
    ],
)
def test_an_address_that_is_refused_is_marked_unless_it_is_the_servers_own_dislike(
    by_smtp, karen, answer, comes_back
):
    put(to=karen)
    with smtp_sink(at("rcpt", answer)) as sink:
        by_smtp(sink)
        outbox.sweep()
    karen.refresh_from_db()
    assert karen.mail_comes_back is comes_back
    assert MailReturn.objects.filter(heard="server", mail__recipient=karen).exists() is comes_back


def at(stage: str, answer: str):
    return lambda where, _argument: answer if where == stage else None


# stage, what the server does, what becomes of the mail, the error kept, mails the server took
CASES = [
    ("connect", "421 4.3.2 closing", PLANNED, "connect 421 4.3.2", 0),
    ("connect", "450 busy", PLANNED, "connect 450", 0),
    ("connect", "554 5.7.1 no service", PLANNED, "connect 554 5.7.1", 0),
    ("connect", DROP, PLANNED, "connect SMTPServerDisconnected", 0),
    ("connect", HANG, PLANNED, "connect SMTPServerDisconnected", 0),
    ("connect", "nonsense", PLANNED, "connect -1", 0),
    ("ehlo", "421 4.3.2 closing", PLANNED, "connect SMTPServerDisconnected", 0),
    ("ehlo", "550 who are you", PLANNED, "connect 550", 0),
    ("ehlo", DROP, PLANNED, "connect SMTPServerDisconnected", 0),
    ("ehlo", HANG, PLANNED, "connect SMTPServerDisconnected", 0),
    ("mail", "421 4.3.2 closing", PLANNED, "mail 421 4.3.2", 0),
    ("mail", "451 4.3.0 later", PLANNED, "mail 451 4.3.0", 0),
    ("mail", "550 5.7.1 not you", FAILED, "mail 550 5.7.1", 0),
    ("mail", "552 5.3.4 too big", FAILED, "mail 552 5.3.4", 0),
    ("mail", DROP, PLANNED, "address SMTPServerDisconnected", 0),
    ("mail", HANG, PLANNED, "address SMTPServerDisconnected", 0),
    ("mail", "nonsense", PLANNED, "mail -1", 0),
    ("rcpt", "421 4.3.2 closing", PLANNED, "rcpt 421 4.3.2", 0),
    ("rcpt", "450 4.2.1 mailbox busy", PLANNED, "rcpt 450 4.2.1", 0),
    ("rcpt", "451 4.7.1 greylisted", PLANNED, "rcpt 451 4.7.1", 0),
    ("rcpt", "452 4.2.2 full", PLANNED, "rcpt 452 4.2.2", 0),
    ("rcpt", "550 5.1.1 <karen@example.dk> unknown", FAILED, "rcpt 550 5.1.1", 0),
    ("rcpt", "551 5.1.6 moved", FAILED, "rcpt 551 5.1.6", 0),
    ("rcpt", "553 5.1.3 bad address", FAILED, "rcpt 553 5.1.3", 0),
    ("rcpt", "251 will forward", SENT, "", 1),
    ("rcpt", DROP, PLANNED, "address SMTPServerDisconnected", 0),
    ("rcpt", HANG, PLANNED, "address SMTPServerDisconnected", 0),
    ("data", "421 4.3.2 closing", PLANNED, "data 421 4.3.2", 0),
    ("data", "451 4.3.0 later", PLANNED, "data 451 4.3.0", 0),
    ("data", "554 5.7.1 no", FAILED, "data 554 5.7.1", 0),
    ("data", DROP, PLANNED, "data SMTPServerDisconnected", 0),
    ("data", HANG, PLANNED, "data SMTPServerDisconnected", 0),
    ("data", "250 what", PLANNED, "data 250", 0),
    ("text", "250 2.0.0 taken", SENT, "", 1),
    ("text", "421 4.3.2 closing", PLANNED, "text 421 4.3.2", 0),
    ("text", "451 4.3.0 later", PLANNED, "text 451 4.3.0", 0),
    ("text", "452 4.3.1 no room", PLANNED, "text 452 4.3.1", 0),
    ("text", "550 5.7.1 spam", FAILED, "text 550 5.7.1", 0),
    ("text", "552 5.3.4 too big", FAILED, "text 552 5.3.4", 0),
    ("text", "554 5.6.0 no", FAILED, "text 554 5.6.0", 0),
    ("text", DROP, UNKNOWN, "text SMTPServerDisconnected", 0),
    ("text", HANG, UNKNOWN, "text SMTPServerDisconnected", 0),
    ("text", TAKE_THEN_DROP, UNKNOWN, "text SMTPServerDisconnected", 1),
    ("text", TAKE_THEN_HANG, UNKNOWN, "text SMTPServerDisconnected", 1),
    ("text", "nonsense", UNKNOWN, "text -1", 0),
    ("text", "354 again", UNKNOWN, "text 354", 0),
    ("text", "5" * 9000, UNKNOWN, "text SMTPResponseException", 0),
]


@pytest.mark.parametrize(("stage", "answer", "status", "error", "taken"), CASES)
def test_each_answer_at_each_stage(by_smtp, karen, stage, answer, status, error, taken):
    put(to=karen)
    with smtp_sink(at(stage, answer)) as sink:
        by_smtp(sink)
        outbox.sweep()
        outbox.sweep()
    mail = OutgoingMail.objects.get()
    assert (mail.status, mail.last_error) == (status, error)
    assert len(sink.taken) == taken
    assert "karen" not in mail.last_error
    if status == SENT:
        assert mail.sent_at == TUESDAY


@pytest.mark.parametrize(
    ("address", "subject"),
    [
        ("a@b@x.dk", "Hej"),
        ("karen@example.dk\nBcc: all@example.dk", "Hej"),
        ("karen@example.dk, bo@example.dk", "Hej"),
        ("", "Hej"),
        ("karen@example.dk", "Half a letter \ud800"),
    ],
)
def test_a_mail_that_cannot_be_written_down_fails_on_its_own_row_only(by_smtp, karen, address, subject):
    bo = person("Bo Lind")
    put(to=karen, data={"return": None})
    put(to=bo)
    User.objects.filter(pk=karen.pk).update(email=address)
    with pytest.MonkeyPatch.context() as patch, smtp_sink() as sink:
        # The address or subject never gets this far through a form; here it is put in by hand.
        from . import world

        letter = outbox.Letter(subject, ["Vil du svare?"])
        original = world.prepare
        kind = outbox.MailKind(lambda mail: letter if mail.recipient_id == karen.pk else original(mail), "x")
        patch.setitem(world.MAIL_KINDS, "note", kind)
        by_smtp(sink)
        report = outbox.sweep()
    assert report.sent == 1
    mail = OutgoingMail.objects.get(recipient=karen)
    assert mail.status in (FAILED, PLANNED)
    assert mail.last_error.startswith(("message ", "prepare "))
    assert [message["To"] for message in sink.taken] == ["bo@example.dk"]


def test_a_subject_with_line_breaks_becomes_one_line(by_smtp, karen):
    put(to=karen, data={"subject": "Hej\r\nBcc: all@example.dk"})
    with smtp_sink() as sink:
        by_smtp(sink)
        outbox.sweep()
    (mail,) = sink.taken
    assert mail["Subject"] == "Hej Bcc: all@example.dk"
    assert mail["Bcc"] is None


def test_dots_and_danish_letters_arrive_as_they_were(by_smtp, karen):
    put(to=karen, data={"line": ".Påmindelse på Ærø", "subject": "Påmindelse på Ærø"})
    with smtp_sink() as sink:
        by_smtp(sink)
        outbox.sweep()
    text = sink.taken[0].get_payload()[0].get_payload(decode=True).decode()
    assert "\n.Påmindelse på Ærø" in text.replace("\r\n", "\n")


def test_one_connection_carries_all_mails_of_a_sweep(by_smtp):
    for number in range(20):
        put(to=person(f"P{number} Q"))
    with smtp_sink() as sink:
        by_smtp(sink)
        assert outbox.sweep().sent == 20
    assert sink.connections == 1


def test_a_connection_that_was_dropped_between_two_mails_is_made_again(by_smtp):
    for number in range(4):
        put(to=person(f"P{number} Q"))
    seen = []

    def drops_every_second(stage, _argument):
        if stage == "mail":
            seen.append(stage)
            return DROP if len(seen) in (2, 4) else None
        return None

    with smtp_sink(drops_every_second) as sink:
        by_smtp(sink)
        assert outbox.sweep().sent == 4
    assert set(sink.copies().values()) == {1}


def test_a_refused_mail_does_not_spoil_the_connection_for_the_next(by_smtp):
    for name in ("Karen Juhl", "Bo Lind", "Inge Toft"):
        put(to=person(name))
    refused = at("rcpt", "550 5.1.1 no")
    with smtp_sink(lambda stage, arg: refused(stage, arg) if "bo@" in arg else None) as sink:
        by_smtp(sink)
        report = outbox.sweep()
    assert (report.sent, report.failed) == (2, 1)
    assert sink.connections == 1


def test_refusals_are_retried_ever_more_slowly_and_given_up_after_three_days(by_smtp, karen, clock):
    put(to=karen)
    waits = []
    with smtp_sink(at("rcpt", "450 4.2.1 busy")) as sink:
        by_smtp(sink)
        while True:
            outbox.sweep()
            mail = OutgoingMail.objects.get()
            if mail.status != PLANNED:
                break
            waits.append(mail.next_attempt_at - clock_now())
            clock.move_to(mail.next_attempt_at)
    assert [wait / MINUTE for wait in waits[:8]] == [1, 2, 4, 8, 16, 32, 60, 60]
    assert (mail.status, mail.last_error) == (FAILED, "rcpt 450 4.2.1")
    assert clock_now() - TUESDAY >= 3 * DAY
    assert len(waits) == pytest.approx(77, abs=3)


def clock_now():
    return dt.datetime.now(dt.UTC)


def test_eight_hours_without_a_mail_server(by_smtp, clock):
    """1000 mails wait, few connections are tried, nothing is lost, and all go out in due order."""
    people = [person(f"P{n} Q", email=f"p{n}@example.dk") for n in range(20)]
    for number in range(1000):
        put(to=people[number % 20], occurrence=f"{number:04}", due_at=TUESDAY + dt.timedelta(seconds=number))
    with smtp_sink(at("connect", "421 4.3.2 closing")) as away:
        by_smtp(away)
        for _minute in range(8 * 60):
            clock.shift(MINUTE)
            outbox.sweep()
            outbox.sweep()  # two schedules at once
    assert away.connections <= 600
    assert set(OutgoingMail.objects.values_list("status", flat=True)) == {PLANNED}
    assert Heartbeat.objects.get(name="mail server").refused == away.connections
    assert outbox.health().mails_are_overdue
    clock.shift(MINUTE)
    with smtp_sink() as back:
        by_smtp(back)
        assert outbox.sweep(seconds=300).sent == 1000
    assert [mail["Subject"] for mail in back.taken] == [f"Opgave {number:04}" for number in range(1000)]
    assert Heartbeat.objects.get(name="mail server").refused == 0


def test_a_server_away_for_more_than_three_days_costs_the_mail_that_was_tried(by_smtp, karen, clock):
    put(to=karen)
    with smtp_sink(at("connect", "421 4.3.2 closing")) as away:
        by_smtp(away)
        for _hour in range(73):
            outbox.sweep()
            clock.shift(HOUR)
    assert OutgoingMail.objects.get().status == FAILED


@pytest.mark.parametrize("delay", [0.02, 0.1, 0.3])
def test_a_server_slower_than_usual_gets_each_mail_once(by_smtp, delay):
    for number in range(3):
        put(to=person(f"P{number} Q"))
    with smtp_sink(delay=delay) as sink:
        by_smtp(sink)
        assert outbox.sweep().sent == 3
        assert outbox.sweep().changed == 0
    assert set(sink.copies().values()) == {1}


def test_a_server_slower_than_the_timeout_gets_each_mail_once_and_a_person_is_asked(by_smtp):
    for number in range(3):
        put(to=person(f"P{number} Q"))
    with smtp_sink(delay=1.5) as sink:
        by_smtp(sink)
        assert outbox.sweep().unknown == 3
        assert outbox.sweep().changed == 0
    assert set(sink.copies().values()) == {1}
    assert outbox.health().unknown == 3


class _Backend(BaseEmailBackend):
    """A backend that is not SMTP, such as a provider's API."""

    answer: object = 1

    def send_messages(self, messages):
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


@pytest.mark.parametrize(
    ("answer", "status", "error"),
    [
        (1, SENT, ""),
        (0, FAILED, "text taken-0"),
        (None, FAILED, "text taken-0"),
        (2, FAILED, "text taken-2"),
        (TimeoutError("karen@example.dk"), UNKNOWN, "text TimeoutError"),
        (ConnectionRefusedError(), PLANNED, "connect ConnectionRefusedError"),
        (ValueError("karen@example.dk"), UNKNOWN, "text ValueError"),
    ],
)
def test_other_backends_get_the_same_marks(settings, karen, answer, status, error):
    settings.EMAIL_BACKEND = "tests.outbox.test_smtp._Backend"
    _Backend.answer = answer
    put(to=karen)
    outbox.sweep()
    mail = OutgoingMail.objects.get()
    assert (mail.status, mail.last_error) == (status, error)


def test_the_embedded_mode_writes_mails_to_a_folder(settings, karen, tmp_path):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path / "mails")
    put(to=karen)
    put(to=karen, occurrence="2")
    assert outbox.sweep().sent == 2
    (file,) = (tmp_path / "mails").iterdir()
    assert file.read_bytes().count(b"Message-ID: ") == 2
