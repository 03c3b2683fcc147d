"""Mails that come back: from the mail server at once, or in a report afterwards."""

from __future__ import annotations

import io
import mailbox
from email.message import EmailMessage

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import CommandError

from accounts import outbox, tasks
from accounts.models import MailReturn, MailStatus, OutgoingMail, User
from accounts.outbox import returns

from .world import TUESDAY, person, put

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(TUESDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def karen():
    return person()


@pytest.fixture
def mail(karen):
    put(to=karen)
    outbox.sweep()
    return OutgoingMail.objects.get(status=MailStatus.SENT)


def report(
    message_id: str, *, status: str = "5.1.1", action: str = "failed", headers_only: bool = False
) -> bytes:
    """A delivery status notification as Postfix writes it (RFC 3464)."""
    boundary = "=_dsn"
    returned = f"Message-ID: {message_id}\r\nSubject: Hej\r\nTo: karen.juhl@example.dk\r\n"
    kind = "text/rfc822-headers" if headers_only else "message/rfc822"
    lines = [
        "From: MAILER-DAEMON@mx.example.dk",
        "To: returmail@portal.example.dk",
        "Subject: Undelivered Mail Returned to Sender",
        "MIME-Version: 1.0",
        f'Content-Type: multipart/report; report-type=delivery-status; boundary="{boundary}"',
        "",
        f"--{boundary}",
        "Content-Type: text/plain; charset=us-ascii",
        "",
        "I'm sorry to have to inform you that your message could not be delivered.",
        "",
        f"--{boundary}",
        "Content-Type: message/delivery-status",
        "",
        "Reporting-MTA: dns; mx.example.dk",
        "",
        "Final-Recipient: rfc822; karen.juhl@example.dk",
        f"Action: {action}",
        f"Status: {status}",
        "Diagnostic-Code: smtp; 550 5.1.1 <karen.juhl@example.dk>: User unknown",
        "",
        f"--{boundary}",
        f"Content-Type: {kind}",
        "",
        returned + ("" if headers_only else "\r\nHej Karen\r\n"),
        f"--{boundary}--",
        "",
    ]
    return "\r\n".join(lines).encode()


@pytest.mark.parametrize("headers_only", [False, True])
def test_a_report_marks_the_mail_and_the_person(mail, karen, headers_only):
    assert returns.take_in(report(mail.message_id, headers_only=headers_only))
    assert not returns.take_in(report(mail.message_id))  # the same report once more
    row = MailReturn.objects.get()
    assert (row.mail, row.address, row.code, row.heard) == (mail, karen.email, "5.1.1", "report")
    karen.refresh_from_db()
    assert (karen.mail_comes_back, karen.returned_at) == (True, TUESDAY)


def test_nobody_can_stop_the_mails_of_a_board_with_an_invented_report(mail, karen):
    assert not returns.take_in(report("<guessed@portal.example.dk>"))
    karen.refresh_from_db()
    assert not karen.mail_comes_back


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe nothing \x00 at all",
        b"From: a@b.dk\r\nSubject: Jeg er paa ferie\r\nAuto-Submitted: auto-replied\r\n\r\nHej\r\n",
        b"x" * (returns.LARGEST + 1),
        report("", status="5.1.1"),
    ],
)
def test_what_is_no_report_is_passed_over(content):
    assert not returns.take_in(content)


def test_a_delay_is_no_return(mail):
    assert not returns.take_in(report(mail.message_id, status="4.4.1", action="delayed"))
    assert not MailReturn.objects.exists()


@pytest.mark.parametrize(
    ("code", "is_address"),
    [("5.1.1", True), ("5.2.2", True), ("550 5.1.10", True), ("550", True), ("5.7.1", False), ("550 5.7.1", False),
     ("5.6.3", False), ("4.2.2", False), ("450", False)],
)  # fmt: skip
def test_only_the_address_is_to_blame_for_some(code, is_address):
    assert returns.is_about_the_address(code) is is_address


def test_a_mail_that_was_disliked_is_told_of_and_the_address_is_not_blamed(mail, karen):
    assert returns.take_in(report(mail.message_id, status="5.7.1"))
    karen.refresh_from_db()
    assert (MailReturn.objects.count(), karen.mail_comes_back) == (1, False)


def test_a_corrected_address_is_another_matter(mail, karen):
    returns.take_in(report(mail.message_id))
    User.objects.filter(pk=karen.pk).update(email="karen@example.com")
    karen.refresh_from_db()
    assert not karen.mail_comes_back
    put(to=karen, occurrence="2")
    assert outbox.sweep().sent == 1


def test_reminders_stop_and_codes_do_not(mail, karen):
    returns.take_in(report(mail.message_id))
    put("reminder", to=karen, occurrence="r")
    put("code", to=karen, occurrence="c")
    assert (outbox.sweep().sent, OutgoingMail.objects.get(occurrence="r").cancelled_reason) == (
        1,
        "Mails til adressen kommer retur.",
    )
    karen.refresh_from_db()
    assert returns.works_again(karen, by=karen)
    assert not returns.works_again(karen, by=karen)
    with pytest.raises(PermissionError):
        returns.works_again(karen, by=person("Bo Lind"))


def test_a_folder_is_read_once_and_kept(mail, karen, settings, tmp_path):
    folder = mailbox.Maildir(str(tmp_path / "retur"))
    folder.add(report(mail.message_id))
    stray = EmailMessage()
    stray["Subject"] = "Hej"
    folder.add(stray.as_bytes())
    assert returns.read_mailbox(tmp_path / "retur") == (2, 1)
    assert returns.read_mailbox(tmp_path / "retur") == (0, 0)
    assert len(mailbox.Maildir(str(tmp_path / "retur"))) == 2
    settings.BOUNCE_MAILBOX = str(tmp_path / "retur")
    tasks.read_returns()
    tasks.read_returns()
    assert MailReturn.objects.count() == 1


def test_a_file_of_mails_and_a_pipe(mail, tmp_path, monkeypatch, capsys):
    box = mailbox.mbox(str(tmp_path / "retur.mbox"))
    box.add(report(mail.message_id))
    box.close()
    call_command("read_returns", str(tmp_path / "retur.mbox"))
    assert capsys.readouterr().out == "1 read, 1 new.\n"
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(report(mail.message_id))))
    call_command("read_returns", "-")
    assert capsys.readouterr().out == "1 read, 0 new.\n"
    with pytest.raises(CommandError, match="no mailbox"):
        call_command("read_returns", str(tmp_path / "nowhere"))


def test_a_return_says_why(mail):
    with pytest.raises(ValidationError, match="skal have en adresse og en grund"):
        MailReturn(mail=mail, address="", code="", heard="x").validate_constraints()
    with pytest.raises(ValidationError, match="både adressen, og hvornår"):
        User(email="a@b.dk", name="A", returned_address="a@b.dk").validate_constraints()
