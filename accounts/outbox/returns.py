"""Mails that come back: what the mail server says when we send, and the reports it sends afterwards.

Reports (delivery status notifications, RFC 3464) go to the address in MAIL_RETURN_TO. The portal reads no mailbox
over the network: whoever delivers mail there pipes each one into `manage.py read_returns -`, or lets it fall into a
folder (Maildir) or file (mbox) that `BOUNCE_MAILBOX` names and a job reads.

Only a report that names one of our own Message-IDs counts, which nobody can guess: otherwise anybody could
stop the mails of a board by writing to that address.
"""

from __future__ import annotations

import email
import email.policy
import mailbox
import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from accounts.models import MailReturn, OutgoingMail, User

STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
LARGEST = 2_000_000  # bytes; a report is a few thousand


@dataclass(frozen=True)
class Report:
    """What a mail server reports about one recipient of one of our mails."""

    message_id: str
    address: str
    code: str


def is_about_the_address(code: str) -> bool:
    """True when the address itself is the fault: not when the server was busy (4) or disliked the mail (5.7)."""
    status = STATUS.search(code)
    if status:
        return status[1].startswith("5.") and not status[1].startswith(("5.6.", "5.7."))
    return bool(re.search(r"\b5\d\d\b", code))


@transaction.atomic
def came_back(mail: OutgoingMail, *, address: str, code: str, heard: MailReturn.Heard) -> bool:
    """Write down that a mail came back, and on the person that the address does not work. False when known.

    A mail that was corrected to another address in the meantime says nothing about the new one.
    """
    _row, is_new = MailReturn.objects.get_or_create(
        mail=mail, defaults={"address": address.lower(), "code": code[:40], "heard": heard}
    )
    if is_new and is_about_the_address(code):
        User.objects.filter(pk=mail.recipient_id, email__iexact=address).update(
            returned_address=address.lower(), returned_at=timezone.now()
        )
    return is_new


def works_again(person: User, *, by: User) -> bool:
    """The address works after all, says the person or an administrator. False when it was not marked."""
    if by != person and not by.is_staff:
        raise PermissionError("That is for the person or an administrator to say.")
    changed = User.objects.filter(pk=person.pk).exclude(returned_address="")
    return bool(changed.update(returned_address="", returned_at=None))


# --- Reports --------------------------------------------------------------------------------------
def take_in(content: bytes) -> bool:
    """Read one mail as it came in. True when it was a report about a mail of ours that was not known yet."""
    report = read(content)
    if report is None:
        return False
    mail = OutgoingMail.objects.filter(message_id=report.message_id).select_related("recipient").first()
    if mail is None:
        return False
    # A forwarded mail is reported for the address it was forwarded to; the mail itself says whom we wrote to.
    return came_back(mail, address=mail.recipient.email, code=report.code, heard=MailReturn.Heard.REPORT)


def read(content: bytes) -> Report | None:
    """The report in a mail; None when it is none, only tells of a delay, or names no mail of ours."""
    if len(content) > LARGEST:
        return None
    try:
        message = email.message_from_bytes(content, policy=email.policy.default)
        if message.get_content_type() != "multipart/report":
            return None
        failed = next(_failures(message), None)
        message_id = _our_message_id(message)
    except Exception:  # whatever strangers send to that address
        return None
    return Report(message_id, *failed) if failed and message_id else None


def _failures(message: EmailMessage) -> Iterator[tuple[str, str]]:
    """(address, code) of each recipient that will never get the mail."""
    for part in message.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        for block in part.get_payload():
            action = str(block.get("Action", "")).strip().lower()
            status = STATUS.search(str(block.get("Status", "")))
            if action == "failed" and status:
                who = str(block.get("Original-Recipient") or block.get("Final-Recipient") or "")
                yield who.rpartition(";")[2].strip().strip("<>").lower(), status[1]


def _our_message_id(message: EmailMessage) -> str:
    """The Message-ID of the mail that came back, from the copy or the headers that were sent along."""
    for part in message.walk():
        kind = part.get_content_type()
        if kind == "message/rfc822":
            returned = part.get_payload(0)
            return str(returned.get("Message-ID", "")).strip()
        if kind == "text/rfc822-headers":
            headers = email.message_from_string(part.get_content(), policy=email.policy.default)
            return str(headers.get("Message-ID", "")).strip()
    return ""


def read_mailbox(path: Path) -> tuple[int, int]:
    """Read a Maildir folder or an mbox file. Returns (how many were read, how many were news).

    What was read in a Maildir is moved from "new" to "cur" and kept; an mbox is left as it is. Reading
    twice changes nothing.
    """
    read_count = news = 0
    if path.is_dir():
        folder = mailbox.Maildir(str(path), create=False)
        for key in list(folder.keys()):
            message = folder.get_message(key)
            if message.get_subdir() != "new":
                continue
            news += take_in(folder.get_bytes(key))
            message.set_subdir("cur")
            message.add_flag("S")
            folder[key] = message
            read_count += 1
    else:
        with closing(mailbox.mbox(str(path), create=False)) as box:
            for message in box:
                news += take_in(message.as_bytes())
                read_count += 1
    return read_count, news
