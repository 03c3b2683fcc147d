"""The history of a case: one row for everything that happens, written with the act itself.

The rows of a case form a chain: each holds the fingerprint of the one before, and the case holds the last
one. The database refuses to change or remove a row (`guards`), and `manage.py verify` names one that was
changed behind its back. Decision 0018 tells what this promises and what it does not.
"""

from __future__ import annotations

import hashlib
import json
import secrets

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop

from .models import Department, HistoryEntry, Initiative

BEGINNING = ""
"""What stands before the first row of a case."""


@transaction.atomic(savepoint=False)
def record(
    initiative: Initiative,
    *,
    by,
    kind: str,
    sentence: str,
    params: dict | None = None,
    words: str = "",
    changes: dict | None = None,
    on_behalf_of: Department | None = None,
    prepares: bool = False,
    from_status: str = "",
    to_status: str = "",
    changes_case: bool = True,
) -> HistoryEntry:
    """Add a row to the case's history and count the change in the case's version.

    Call it inside the transaction of the act. `sentence` is a Danish msgid marked with
    `gettext_noop`; `prepares` is True for work on the case itself, which bars `by` from deciding it.
    `by` is None for what the portal does by itself, such as skipping an evaluation in a pause: nobody
    has then changed the case. `changes_case` is False for what leaves the case itself as it was read.
    `changes` is {field: [old, new]}; a person in it is a `person_value`, never a name.
    """
    # The case's row is held to the end of the transaction: of two acts at once, one follows the other.
    last = Initiative.everything.select_for_update().only("log_length", "log_head").get(pk=initiative.pk)
    now = timezone.now()
    entry = HistoryEntry(
        initiative=initiative,
        number=last.log_length + 1,
        previous=last.log_head,
        at=now,
        by=by,
        on_behalf_of=on_behalf_of,
        kind=kind,
        sentence=sentence,
        params=params or {},
        words=words,
        changes=changes or {},
        prepares=prepares,
        from_status=from_status,
        to_status=to_status,
        salt=secrets.token_hex(16),
    )
    entry.content_sha256 = content_fingerprint(entry)
    entry.fingerprint = row_fingerprint(entry)
    changed = {"log_length": entry.number, "log_head": entry.fingerprint}
    if changes_case:
        changed["version"] = F("version") + 1
        if by is not None:
            changed |= {"changed_by": by, "changed_at": now}
    Initiative.everything.filter(pk=initiative.pk).update(**changed)
    entry.save(force_insert=True)
    return entry


def content_fingerprint(entry: HistoryEntry) -> str:
    """The SHA-256 of what people wrote. It is salted, so that a text that was erased cannot be guessed from it."""
    return sha256_of([entry.salt, entry.params, entry.words, entry.changes])


def row_fingerprint(entry: HistoryEntry) -> str:
    """The SHA-256 of a row and of all the rows of its case before it."""
    return sha256_of(
        [
            entry.previous,
            entry.initiative_id,
            entry.number,
            int(entry.at.timestamp()),
            entry.at.microsecond,
            entry.by_id,
            entry.on_behalf_of_id,
            entry.kind,
            entry.sentence,
            entry.prepares,
            entry.from_status,
            entry.to_status,
            entry.content_sha256,
        ]
    )


def sha256_of(values: list) -> str:
    """The fingerprint of some values, the same on every machine and database."""
    text = json.dumps(values, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


@transaction.atomic
def erase_words(entry: HistoryEntry, *, by, why: str) -> None:
    """Take away what people wrote in one row, because it must not be kept (such as personal data).

    Who, when and what kind of act stay, and so does the chain. The erasure is itself a row, with its reason.
    Twice changes nothing.
    """
    now = timezone.now()
    blank = {"params": {}, "words": "", "changes": {}, "salt": "", "erased_at": now}
    if HistoryEntry.objects.filter(pk=entry.pk, erased_at__isnull=True).update(**blank):
        record(
            entry.initiative,
            by=by,
            kind="erased",
            sentence=gettext_noop("Slettede teksten i hændelse %(number)s"),
            params={"number": entry.number},
            words=why.strip(),
            changes_case=False,
        )


def preparers_of(initiative: Initiative) -> set[int]:
    """The ids of everyone who prepared the case: created it, worked on it, or answers for it."""
    worked = HistoryEntry.objects.filter(initiative=initiative, prepares=True, by__isnull=False)
    return {initiative.created_by_id, initiative.responsible_id, *worked.values_list("by", flat=True)}


def changed_fields(before: dict, after: dict) -> dict:
    """{field: [old, new]} as text, for the fields whose value differs."""
    return {
        name: ["" if before.get(name) is None else str(before.get(name)), "" if value is None else str(value)]
        for name, value in after.items()
        if before.get(name) != value
    }


def person_value(person) -> dict | str:
    """A person as the change log keeps them: by number, so that a name can be changed and forgotten."""
    return {"person": person.pk} if person else ""


def not_kept(is_written: bool) -> str:
    """What the change log keeps of somebody's name, telephone or mail: that it was written, and no more."""
    return gettext("skrevet") if is_written else ""
