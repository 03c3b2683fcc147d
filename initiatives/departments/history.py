"""The history of a department: one row for everything that happens, written with the act itself."""

from __future__ import annotations

from django.utils import timezone

from initiatives.models import Department, DepartmentEntry


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
    return DepartmentEntry.objects.create(
        department=department,
        at=timezone.now(),
        by=by,
        kind=kind,
        sentence=sentence,
        params=params or {},
        changes=changes or {},
    )
