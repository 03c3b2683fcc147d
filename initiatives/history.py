"""The history of a case: one row for everything that happens, written with the act itself."""

from __future__ import annotations

from django.db.models import F
from django.utils import timezone

from .models import Department, HistoryEntry, Initiative


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
) -> HistoryEntry:
    """Add a row to the case's history and count the change in the case's version.

    Call it inside the transaction of the act. `sentence` is a Danish msgid marked with
    `gettext_noop`; `prepares` is True for work on the case itself, which bars `by` from deciding it.
    `by` is None for what the portal does by itself, such as skipping an evaluation in a pause: nobody
    has then changed the case.
    """
    now = timezone.now()
    changed = {"version": F("version") + 1}
    if by is not None:
        changed |= {"changed_by": by, "changed_at": now}
    Initiative.objects.filter(pk=initiative.pk).update(**changed)
    return HistoryEntry.objects.create(
        initiative=initiative,
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
