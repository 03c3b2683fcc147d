"""A small composition of mails and tasks with which the outbox and the task links are tested.

What a mail does at the moment of sending stands in its `data`, so that a test says it where it queues.
"""

from __future__ import annotations

import datetime as dt

from accounts import outbox
from accounts.models import OutgoingMail, TaskLink, Urgency, User, WhenUnknown
from accounts.outbox import Cancel, DigestLine, Letter, MailKind
from accounts.outbox.topics import Topic
from accounts.outbox.windows import DENMARK
from accounts.tasklinks import KINDS as LINK_KINDS
from accounts.tasklinks import TaskCard, TaskKind

# A Tuesday at ten in the morning: reminders may be sent.
TUESDAY = dt.datetime(2026, 11, 24, 10, 0, tzinfo=DENMARK)


class Broken(Exception):
    """What a mail with a mistake in it raises."""


def prepare(mail: OutgoingMail) -> Letter | Cancel:
    if "raise" in mail.data:
        raise Broken(mail.data["raise"])
    if "cancel" in mail.data:
        return Cancel(mail.data["cancel"])
    if "return" in mail.data:
        return mail.data["return"]
    title = mail.data.get("title", f"Opgave {mail.occurrence}")
    return Letter(
        subject=mail.data.get("subject", title),
        lines_before=[mail.data.get("line", "Vil du svare?")],
        button_label="Svar her",
        button_path=f"/svar/{mail.pk}/",
        digest=DigestLine(title, f"/svar/{mail.pk}/", deadline="Frist på torsdag", minutes=3),
        why="Du får mailen, fordi du sidder i bestyrelsen i Afdeling 58.",
    )


TASKS_TOPIC = Topic("tasks", "Opgaver", may_be_no=False)
RECEIPTS_TOPIC = Topic("receipts", "Kvitteringer")

MAIL_KINDS = {
    "note": MailKind(prepare, label="Besked"),
    "note_resend": MailKind(prepare, label="Besked, sendes igen", policy=WhenUnknown.RESEND),
    "code": MailKind(prepare, label="Kode", keep_text=False),
    "reminder": MailKind(prepare, label="Påmindelse", urgency=Urgency.REMINDER),
    "reminder_resend": MailKind(
        prepare, label="Påmindelse, sendes igen", urgency=Urgency.REMINDER, policy=WhenUnknown.RESEND
    ),
    "question": MailKind(
        prepare,
        label="Spørgsmål",
        urgency=Urgency.REMINDER,
        topic=TASKS_TOPIC,
        in_quiet_periods=True,
        deadline=lambda mail: (
            dt.date.fromisoformat(mail.data["deadline"]) if "deadline" in mail.data else None
        ),
    ),
    "task": MailKind(prepare, label="Opgave", urgency=Urgency.REMINDER, topic=TASKS_TOPIC),
    "receipt": MailKind(prepare, label="Kvittering", topic=RECEIPTS_TOPIC),
    **LINK_KINDS,
}

# What the tests say about a task: answered by whom, still allowed or not, gone.
TASKS: dict[int, dict | None] = {}


def describe(link: TaskLink) -> TaskCard | None:
    if link.object_id in TASKS and TASKS[link.object_id] is None:
        return None
    card = {
        "title": "Svar for bestyrelsen i Afdeling 58",
        "on_behalf_of": "bestyrelsen i Afdeling 58",
        "questions": 4,
        "minutes": 3,
        "answer_path": f"/svar/{link.object_id}/",
    }
    return TaskCard(**card | TASKS.get(link.object_id, {}))


TASK_KINDS = {"answer": TaskKind(describe), "other": TaskKind(describe)}


def person(name: str = "Karen Juhl", **extra) -> User:
    address = f"{name.split()[0].lower()}@example.dk"
    return User.objects.create_user(extra.pop("email", address), name=name, **extra)


def put(kind: str = "note", *, to: User, occurrence: str = "1", about=None, **extra) -> OutgoingMail:
    return outbox.queue(kind, to=to, about=about or to, occurrence=occurrence, **extra)
