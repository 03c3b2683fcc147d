"""Files that prove a point: put in their place, listed, and taken away by a mark.

The file is on the disk before its row is, so a row never points at nothing. Where the row does not come
through, the file is deleted again; what a crash leaves behind is a file without a row, never the reverse.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop

from accounts.models import User
from accounts.uploads import CheckedUpload

from .history import record
from .models import Department, Evidence, Initiative, Status
from .rules import works_for_aab
from .workflow import Refused, lock_for_change

RESIDENTS_POINT = "1.1"
"""The point that minutes and other papers from a board's answer belong to, in every version of the policy."""

UNDO_FOR = dt.timedelta(days=30)

# A case that lies before the deciders does not change under their eyes, and a closed door stays closed.
CLOSED_FOR_FILES = frozenset({Status.SUBMITTED, Status.DECLINED, Status.WITHDRAWN})


@contextmanager
def placed(upload: CheckedUpload | None) -> Iterator[str]:
    """The upload on the disk for the length of a block that writes its row; gives its name in the storage.

    Wrap it around the transaction: when the block fails the file is deleted. "" for no upload.
    """
    if upload is None:
        yield ""
        return
    # Drawn by lot, so no two files meet and the name gives nothing away.
    name = timezone.localdate().strftime(f"evidence/%Y/%m/{upload.storage_name()}")
    try:
        name = default_storage.save(name, upload.as_file())
        with default_storage.open(name) as file:
            os.fsync(file.fileno())
        yield name
    except BaseException:
        default_storage.delete(name)
        raise


def discard(file: str) -> None:
    """Delete a file that is `placed` and turned out not to be needed."""
    if file:
        default_storage.delete(file)


def store_evidence(
    initiative: Initiative,
    *,
    requirement_key: str,
    upload: CheckedUpload,
    by: User,
    department: Department | None = None,
) -> Evidence:
    """Keep a file under a point; the same file sent twice is kept once, and the one that stands is given.

    Raises workflow.Refused while the case lies to be decided, and after a no.
    """
    with placed(upload) as file, transaction.atomic():
        locked = lock_for_change(initiative)
        _must_take_files(locked)
        there = locked.evidence.present().filter(
            requirement_key=requirement_key, department=department, sha256=upload.sha256
        )
        if standing := there.first():
            discard(file)
            return standing
        evidence = add_row(
            locked, requirement_key=requirement_key, upload=upload, file=file, by=by, department=department
        )
        record(
            locked,
            by=by,
            kind="evidence_added",
            sentence=gettext_noop("Lagde filen %(name)s ind"),
            params={"name": evidence.name},
            on_behalf_of=department,
            prepares=works_for_aab(by) and locked.is_editable,
        )
    return evidence


def add_row(
    initiative: Initiative,
    *,
    requirement_key: str,
    upload: CheckedUpload,
    file: str,
    by: User,
    department: Department | None = None,
) -> Evidence:
    """The row of a file that is `placed`; the caller writes the history.

    Raises Refused when the department has as many files as it may have (AAB_DEPARTMENT_FILES_BYTES).
    """
    if department is not None:
        there = Evidence.objects.filter(department=department).aggregate(sum=Sum("size"))["sum"] or 0
        if there + upload.size > settings.AAB_DEPARTMENT_FILES_BYTES:
            raise Refused(
                gettext("Afdelingen har ikke plads til flere filer. Ring til os, så finder vi plads.")
            )
    return Evidence.objects.create(
        initiative=initiative,
        requirement_key=requirement_key,
        department=department,
        file=file,
        name=upload.name,
        content_type=upload.content_type,
        size=upload.size,
        sha256=upload.sha256,
        text_checked=upload.is_read,
        uploaded_by=by,
        uploaded_at=timezone.now(),
    )


@transaction.atomic
def remove_evidence(evidence: Evidence, *, by: User) -> bool:
    """Take a file off the list. It is kept, so that a decision can show what it saw. False if it was off."""
    initiative = lock_for_change(evidence.initiative)
    _must_take_files(initiative)
    removed = Evidence.objects.present().filter(pk=evidence.pk)
    if not removed.update(removed_by=by, removed_at=timezone.now()):
        return False
    record(
        initiative,
        by=by,
        kind="evidence_removed",
        sentence=gettext_noop("Fjernede filen %(name)s"),
        params={"name": evidence.name},
        on_behalf_of=evidence.department,
        prepares=initiative.is_editable,
    )
    return True


@transaction.atomic
def restore_evidence(evidence: Evidence, *, by: User) -> bool:
    """Put a removed file back, within 30 days. False if it is on the list, Refused when it is too late."""
    initiative = lock_for_change(evidence.initiative)
    _must_take_files(initiative)
    removed = Evidence.objects.filter(pk=evidence.pk, removed_at__isnull=False)
    if not removed.exists():
        return False
    if not removed.filter(removed_at__gte=timezone.now() - UNDO_FOR).update(removed_by=None, removed_at=None):
        raise Refused(gettext("Filen blev fjernet for mere end 30 dage siden. Læg den ind igen i stedet."))
    record(
        initiative,
        by=by,
        kind="evidence_restored",
        sentence=gettext_noop("Lagde filen %(name)s tilbage"),
        params={"name": evidence.name},
        on_behalf_of=evidence.department,
        prepares=initiative.is_editable,
    )
    return True


def takes_files(initiative: Initiative) -> bool:
    """True while files may be added to the case and taken off it."""
    return initiative.status not in CLOSED_FOR_FILES


def _must_take_files(initiative: Initiative) -> None:
    if not takes_files(initiative):
        raise Refused(why_no_files(initiative))


def why_no_files(initiative: Initiative) -> str:
    """The sentence that stands where the upload would be."""
    if initiative.status == Status.SUBMITTED:
        return gettext("Indsatsen er sendt til godkendelse. Filerne kan ikke ændres, før der er svaret.")
    return gettext("Indsatsen er %(status)s. Filerne kan ikke ændres.") % {
        "status": initiative.get_status_display().lower()
    }
