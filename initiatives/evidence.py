"""Files and links that prove a point: put in their place, replaced by a new version, and taken away by a mark.

The file is on the disk before its row is, so a row never points at nothing. Where the row does not come
through, the file is deleted again; what a crash leaves behind is a file without a row, never the reverse.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F, Q, Sum
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop

from accounts.models import User
from accounts.uploads import CheckedUpload

from .history import record
from .models import Department, Evidence, EvidencePoint, Initiative, Status
from .rules import works_for_aab
from .workflow import Refused, lock_for_change

RESIDENTS_POINT = "1.1"
"""The point that minutes and other papers from a board's answer belong to, in every version of the policy."""


@dataclass(frozen=True)
class CheckedLink:
    """A link that proves something, with the name it is shown by; it stands where an upload could."""

    address: str
    name: str
    content_type: str = ""
    size: int = 0
    is_read: bool = True

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.address.encode()).hexdigest()


UNDO_FOR = dt.timedelta(days=30)

# A case that lies before the deciders does not change under their eyes, and a closed door stays closed.
CLOSED_FOR_FILES = frozenset({Status.SUBMITTED, Status.DECLINED, Status.WITHDRAWN})


@contextmanager
def placed(upload: CheckedUpload | CheckedLink | None) -> Iterator[str]:
    """The upload on the disk for the length of a block that writes its row; gives its name in the storage.

    Wrap it around the transaction: when the block fails the file is deleted. "" for a link and for no upload.
    """
    if upload is None or isinstance(upload, CheckedLink):
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
    upload: CheckedUpload | CheckedLink,
    by: User,
    department: Department | None = None,
    also: Iterable[str] = (),
    valid_until: dt.date | None = None,
) -> Evidence:
    """Keep a file under a point; the same file sent twice is kept once, and the one that stands is given.

    It proves the points of `also` too, all of them until `valid_until` when that is given.

    Raises workflow.Refused while the case lies to be decided, and after a no.
    """
    with placed(upload) as file, transaction.atomic():
        locked = lock_for_change(initiative)
        _must_take_files(locked)
        there = locked.evidence.current().filter(
            requirement_key=requirement_key, department=department, sha256=upload.sha256
        )
        if standing := there.first():
            discard(file)
            return standing
        evidence = add_row(
            locked,
            requirement_key=requirement_key,
            upload=upload,
            file=file,
            by=by,
            department=department,
            valid_until=valid_until,
        )
        _prove(evidence, set(also) - {requirement_key}, by=by)
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
    upload: CheckedUpload | CheckedLink,
    file: str,
    by: User,
    department: Department | None = None,
    valid_until: dt.date | None = None,
    replaces: Evidence | None = None,
) -> Evidence:
    """The row of a file that is `placed`; the caller writes the history.

    Raises Refused when the department has as many files as it may have (AAB_DEPARTMENT_FILES_BYTES).
    """
    if department is not None:
        # What a proposal's copy has from its case is the same stored file, and takes no room twice.
        own = Q(initiative__amends__isnull=True) | Q(uploaded_at__gte=F("initiative__created_at"))
        there = Evidence.objects.filter(own, department=department).aggregate(sum=Sum("size"))["sum"] or 0
        if there + upload.size > settings.AAB_DEPARTMENT_FILES_BYTES:
            raise Refused(
                gettext("Afdelingen har ikke plads til flere filer. Ring til os, så finder vi plads.")
            )
    return Evidence.objects.create(
        initiative=initiative,
        requirement_key=requirement_key,
        department=department,
        file=file,
        link=upload.address if isinstance(upload, CheckedLink) else "",
        version=replaces.version + 1 if replaces else 1,
        replaces=replaces,
        valid_until=valid_until,
        name=upload.name,
        content_type=upload.content_type,
        size=upload.size,
        sha256=upload.sha256,
        text_checked=upload.is_read,
        uploaded_by=by,
        uploaded_at=timezone.now(),
    )


def replace_evidence(
    evidence: Evidence,
    *,
    by: User,
    upload: CheckedUpload | CheckedLink | None = None,
    valid_until: dt.date | None = None,
) -> Evidence:
    """Put a new version in the place of a file; the old one stays and can be opened. Gives what stands.

    Without `upload` it is the same file with another last day. The same file with the same day changes
    nothing. Raises Refused while the case lies to be decided, when the file has been removed, and when
    somebody else put a newer version in meanwhile.
    """
    with placed(upload) as file, transaction.atomic():
        initiative = lock_for_change(evidence.initiative)
        _must_take_files(initiative)
        old = Evidence.objects.current().filter(pk=evidence.pk).first()
        if old is None:
            raise Refused(
                gettext("Der er kommet en nyere udgave af filen, eller den er fjernet. Se den først.")
            )
        is_same = upload is None or upload.sha256 == old.sha256
        if is_same and valid_until == old.valid_until:
            discard(file)
            return old
        new = (
            _same_file_again(old, valid_until=valid_until, by=by)
            if upload is None
            else add_version(old, upload=upload, file=file, valid_until=valid_until, by=by)
        )
        record(
            initiative,
            by=by,
            kind="evidence_replaced",
            sentence=gettext_noop("Lagde udgave %(version)s af filen %(name)s ind"),
            params={"version": str(new.version), "name": new.name},
            on_behalf_of=new.department,
            prepares=works_for_aab(by) and initiative.is_editable,
        )
    return new


def add_version(
    old: Evidence,
    *,
    upload: CheckedUpload | CheckedLink,
    file: str,
    by: User,
    valid_until: dt.date | None = None,
) -> Evidence:
    """The row of a new version that is `placed`. It proves what the old one did; the caller writes the history."""
    new = add_row(
        old.initiative,
        requirement_key=old.requirement_key,
        upload=upload,
        file=file,
        by=by,
        department=old.department,
        valid_until=valid_until,
        replaces=old,
    )
    _prove_as(old, new, by=by)
    return new


def _same_file_again(old: Evidence, *, valid_until: dt.date | None, by: User) -> Evidence:
    fields = ("initiative", "requirement_key", "department", "link", "name", "content_type", "size", "sha256")
    new = Evidence.objects.create(
        **{name: getattr(old, name) for name in (*fields, "text_checked")},
        file=old.file.name,
        version=old.version + 1,
        replaces=old,
        valid_until=valid_until,
        uploaded_by=by,
        uploaded_at=timezone.now(),
    )
    _prove_as(old, new, by=by)
    return new


def _prove_as(old: Evidence, new: Evidence, *, by: User) -> None:
    _prove(new, old.points.standing().values_list("requirement_key", flat=True), by=by)


@transaction.atomic
def prove_points(evidence: Evidence, *, keys: Iterable[str], by: User) -> bool:
    """Say which points a file proves beside the one it was put under. Returns whether anything changed.

    Raises Refused while the case lies to be decided, and for a file that is removed or replaced.
    """
    initiative = lock_for_change(evidence.initiative)
    _must_take_files(initiative)
    if not Evidence.objects.current().filter(pk=evidence.pk).exists():
        raise Refused(gettext("Der er kommet en nyere udgave af filen, eller den er fjernet. Se den først."))
    wanted = set(keys) - {evidence.requirement_key}
    standing = set(evidence.points.standing().values_list("requirement_key", flat=True))
    if wanted == standing:
        return False
    gone = evidence.points.standing().filter(requirement_key__in=standing - wanted)
    gone.update(removed_by=by, removed_at=timezone.now())
    _prove(evidence, wanted - standing, by=by)
    record(
        initiative,
        by=by,
        kind="evidence_points",
        sentence=gettext_noop("Filen %(name)s viser nu punkt %(points)s"),
        params={"name": evidence.name, "points": ", ".join([evidence.requirement_key, *sorted(wanted)])},
        on_behalf_of=evidence.department,
        prepares=initiative.is_editable,
    )
    return True


def _prove(evidence: Evidence, keys: Iterable[str], *, by: User) -> None:
    EvidencePoint.objects.bulk_create(
        EvidencePoint(evidence=evidence, requirement_key=key, added_by=by, added_at=timezone.now())
        for key in sorted(keys)
    )


def versions_of(evidence: Evidence) -> list[int]:
    """The numbers of every version of a file, the oldest first."""
    rows = Evidence.objects.filter(initiative=evidence.initiative_id).values_list("pk", "replaces")
    before = dict(rows)
    after = {old: new for new, old in before.items() if old is not None}
    first = evidence.pk
    while before.get(first) is not None:
        first = before[first]
    found = [first]
    while found[-1] in after:
        found.append(after[found[-1]])
    return found


@transaction.atomic
def remove_evidence(evidence: Evidence, *, by: User) -> bool:
    """Take a file off the list, in all its versions. False if it was off.

    It is kept, so that a decision can show what it saw.
    """
    initiative = lock_for_change(evidence.initiative)
    _must_take_files(initiative)
    removed = Evidence.objects.present().filter(pk__in=versions_of(evidence))
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
    removed = Evidence.objects.filter(pk__in=versions_of(evidence), removed_at__isnull=False)
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
