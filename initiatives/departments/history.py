"""The history of a department: one row for everything that happens, written with the act itself.

The rows of a department form a chain, as those of a case do (see `initiatives.history`).
"""

from __future__ import annotations

import secrets

from django.db import transaction
from django.utils import timezone

from initiatives.history import sha256_of
from initiatives.models import Department, DepartmentEntry


@transaction.atomic(savepoint=False)
def record(
    department: Department,
    *,
    by,
    kind: str,
    sentence: str,
    params: dict | None = None,
    changes: dict | None = None,
) -> DepartmentEntry:
    """Add a row. Call it inside the transaction of the act; `sentence` is a msgid marked with `gettext_noop`."""
    # The department's row is held to the end of the transaction: of two acts at once, one follows the other.
    last = Department.objects.select_for_update().only("log_length", "log_head").get(pk=department.pk)
    entry = DepartmentEntry(
        department=department,
        number=last.log_length + 1,
        previous=last.log_head,
        at=timezone.now(),
        by=by,
        kind=kind,
        sentence=sentence,
        params=params or {},
        changes=changes or {},
        salt=secrets.token_hex(16),
    )
    entry.content_sha256 = content_fingerprint(entry)
    entry.fingerprint = row_fingerprint(entry)
    Department.objects.filter(pk=department.pk).update(log_length=entry.number, log_head=entry.fingerprint)
    entry.save(force_insert=True)
    return entry


def content_fingerprint(entry: DepartmentEntry) -> str:
    """The salted SHA-256 of what people wrote."""
    return sha256_of([entry.salt, entry.params, entry.changes])


def row_fingerprint(entry: DepartmentEntry) -> str:
    """The SHA-256 of a row and of all the rows of its department before it."""
    return sha256_of(
        [
            entry.previous,
            entry.department_id,
            entry.number,
            int(entry.at.timestamp()),
            entry.at.microsecond,
            entry.by_id,
            entry.kind,
            entry.sentence,
            entry.content_sha256,
        ]
    )
