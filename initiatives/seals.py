"""Sealing the histories once a day, and verifying that nobody has touched them since."""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from . import guards
from .case_file import fingerprint as case_file_fingerprint
from .departments import history as department_history
from .history import BEGINNING, content_fingerprint, row_fingerprint
from .models import Decision, Department, DepartmentEntry, HistoryEntry, Initiative, LogSeal

log = logging.getLogger(__name__)


# --- Sealing ----------------------------------------------------------------------------------
def seal(day: dt.date) -> LogSeal:
    """The seal of `day`: of every row written before it began. Twice gives the same one.

    It is also written to the file AAB_SEAL_FILE and to the log, which are kept where the portal cannot
    change them.
    """
    there = LogSeal.objects.filter(day=day).first()
    if there is not None:
        return there
    with transaction.atomic():
        previous = LogSeal.objects.select_for_update().filter(day__lt=day).first()
        before = previous.fingerprint if previous else BEGINNING
        cases, entries, found = _read(day, before)
        found, departments = _with_departments(day, found)
        made, is_new = LogSeal.objects.get_or_create(
            day=day,
            defaults={
                "cases": cases,
                "entries": entries,
                "department_entries": departments,
                "previous": before,
                "fingerprint": found,
                "sealed_at": timezone.now(),
            },
        )
    if is_new:
        _export(made)
    return made


def _export(made: LogSeal) -> None:
    log.info("Seal of the histories %s (%d cases, %d entries)", made, made.cases, made.entries)
    file = Path(settings.AAB_SEAL_FILE)
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a", encoding="utf-8") as out:
        out.write(f"{made}\n")


def _with_departments(day: dt.date, found: str) -> tuple[str, int]:
    """(the fingerprint with the histories of the departments in it too, how many rows these have)."""
    midnight = dt.datetime.combine(day, dt.time(), timezone.get_default_timezone())
    rows = DepartmentEntry.objects.filter(at__lt=midnight).order_by("department", "number")
    digest, count = hashlib.sha256(found.encode()), 0
    for department, number, fingerprint in rows.values_list("department", "number", "fingerprint"):
        count += 1
        digest.update(f"\n{department} {number} {fingerprint}".encode())
    return digest.hexdigest(), count


def _stands(made: LogSeal) -> bool:
    """True when the histories are those that were sealed. Older seals know nothing of departments."""
    cases, entries, found = _read(made.day, made.previous)
    departments = None
    if made.department_entries is not None:
        found, departments = _with_departments(made.day, found)
    return (made.cases, made.entries, made.department_entries, made.fingerprint) == (
        cases,
        entries,
        departments,
        found,
    )


def _read(day: dt.date, previous: str) -> tuple[int, int, str]:
    """(cases, entries, fingerprint) of all histories as they were when `day` began in Copenhagen."""
    midnight = dt.datetime.combine(day, dt.time(), timezone.get_default_timezone())
    rows = (
        HistoryEntry.objects.filter(at__lt=midnight)
        .order_by("initiative", "number")
        .values_list("initiative", "number", "fingerprint")
    )
    digest = hashlib.sha256(previous.encode())
    cases = entries = 0
    for initiative, group in groupby(rows.iterator(chunk_size=2000), key=lambda row: row[0]):
        rows_of_case = list(group)
        cases, entries = cases + 1, entries + len(rows_of_case)
        digest.update(f"\n{initiative} {len(rows_of_case)} {rows_of_case[-1][2]}".encode())
    return cases, entries, digest.hexdigest()


# --- Verifying --------------------------------------------------------------------------------
@dataclass(frozen=True)
class Fault:
    """Something that does not fit: which row, and what is wrong with it."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


def verify(kept_elsewhere: Iterable[str] = ()) -> Iterator[Fault]:
    """Every fault of histories (of cases and departments), decisions, seals and guards; none when all is as written.

    `kept_elsewhere` are the lines of the file of seals, as it lies outside the portal.
    """
    for name in guards.missing(connection):
        yield Fault(name, _("Databasen beskytter ikke tabellen. Kør manage.py migrate."))
    for initiative in (
        Initiative.everything.order_by("pk").only("pk", "name", "log_length", "log_head").iterator()
    ):
        yield from _faults_of(initiative)
    for department in Department.objects.order_by("pk").only("pk", "log_length", "log_head").iterator():
        yield from _department_faults(department)
    yield from _decision_faults()
    yield from _seal_faults(kept_elsewhere)


def _faults_of(initiative: Initiative) -> Iterator[Fault]:
    yield from _chain_faults(
        HistoryEntry.objects.filter(initiative=initiative),
        of=_("indsats %(pk)s") % {"pk": initiative.pk},
        points_at=(initiative.log_length, initiative.log_head),
        last_is_another=_("Den sidste hændelse er ikke den, indsatsen peger på."),
        is_unchanged=lambda entry: (
            entry.erased_at is not None or entry.content_sha256 == content_fingerprint(entry)
        ),
        fingerprint_of=row_fingerprint,
    )


def _department_faults(department: Department) -> Iterator[Fault]:
    yield from _chain_faults(
        DepartmentEntry.objects.filter(department=department),
        of=_("afdeling %(pk)s") % {"pk": department.pk},
        points_at=(department.log_length, department.log_head),
        last_is_another=_("Den sidste hændelse er ikke den, afdelingen peger på."),
        is_unchanged=lambda entry: entry.content_sha256 == department_history.content_fingerprint(entry),
        fingerprint_of=department_history.row_fingerprint,
    )


def _chain_faults(
    entries: QuerySet,
    *,
    of: str,
    points_at: tuple[int, str],
    last_is_another: str,
    is_unchanged: Callable[[Any], bool],
    fingerprint_of: Callable[[Any], str],
) -> Iterator[Fault]:
    """What is wrong with one chain of entries; `points_at` is the length and head that its owner keeps."""
    length, head = points_at
    previous, expected = BEGINNING, 1
    for entry in entries.order_by("number"):
        where = _("Hændelse %(pk)s (nr. %(number)s i %(case)s, %(at)s)") % {
            "pk": entry.pk,
            "number": entry.number,
            "case": of,
            "at": f"{timezone.localtime(entry.at):%Y-%m-%d %H:%M}",
        }
        if entry.number != expected:
            yield _removed(expected, entry.number - 1, of)
        elif entry.previous != previous:
            yield Fault(where, _("Den passer ikke til hændelsen før."))
        if not is_unchanged(entry):
            yield Fault(where, _("Teksten er ændret."))
        if entry.fingerprint != fingerprint_of(entry):
            yield Fault(where, _("Hændelsen er ændret."))
        previous, expected = entry.fingerprint, entry.number + 1
    if expected - 1 < length:
        yield _removed(expected, length, of)
    elif (expected - 1, previous) != (length, head):
        yield Fault(of, last_is_another)


def _removed(first: int, last: int, of: str) -> Fault:
    return Fault(
        _("Nr. %(from)s til %(to)s i %(case)s") % {"from": first, "to": last, "case": of},
        _("Hændelsen er fjernet."),
    )


def _decision_faults() -> Iterator[Fault]:
    for decision in Decision.objects.select_related("submission").order_by("pk").iterator(chunk_size=100):
        if decision.case_file_sha256 != case_file_fingerprint(decision.case_file):
            yield Fault(
                _("Beslutning %(pk)s (indsats %(case)s)")
                % {"pk": decision.pk, "case": decision.submission.initiative_id},
                _("Sagen, som den var, er ændret."),
            )


def _seal_faults(kept_elsewhere: Iterable[str]) -> Iterator[Fault]:
    previous, known = BEGINNING, {}
    for made in LogSeal.objects.order_by("day"):
        where = _("Seglet fra %(day)s") % {"day": made.day.isoformat()}
        known[made.day.isoformat()] = made.fingerprint
        if made.previous != previous:
            yield Fault(where, _("Det passer ikke til seglet før."))
        elif not _stands(made):
            yield Fault(where, _("Historikken er ikke den, der blev forseglet."))
        previous = made.fingerprint
    for line in kept_elsewhere:
        day, _space, found = line.strip().partition(" ")
        if day and known.get(day) != found:
            yield Fault(
                _("Seglet fra %(day)s") % {"day": day},
                _("Det er ikke det samme som det, der ligger uden for portalen."),
            )
