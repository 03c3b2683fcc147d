"""The history of a case (L7): who changed what, and when?"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from initiatives.models import HistoryEntry
from initiatives.paging import page_of

from .case import case_to_read

PAGE_SIZE = 50

KINDS = {
    "": (_("Alt"), Q()),
    "status": (_("Skift af status"), ~Q(to_status="")),
    "svar": (_("Svar fra bestyrelser"), Q(on_behalf_of__isnull=False)),
    "arbejde": (_("Rettelser i sagen"), Q(prepares=True, to_status="")),
}


@dataclass(frozen=True)
class Change:
    """One thing that read differently before and after."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Event:
    entry: HistoryEntry
    changes: list[Change]


@require_safe
def history(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that happened, the newest first, a day at a time."""
    initiative = case_to_read(request, pk)
    kind = request.GET.get("vis", "")
    kind = kind if kind in KINDS else ""
    entries = (
        HistoryEntry.objects.filter(KINDS[kind][1], initiative=initiative)
        .select_related("by", "on_behalf_of__organisation")
        .order_by("-at", "-pk")
    )
    page = page_of(entries, request.GET, size=PAGE_SIZE)
    events = [Event(entry, _changes(entry)) for entry in page.rows]
    return render(
        request,
        "initiatives/history.html",
        {
            "initiative": initiative,
            "days": [
                (found, list(group))
                for found, group in groupby(events, lambda e: timezone.localdate(e.entry.at))
            ],
            "page": page,
            "heading": ngettext("%(count)d hændelse", "%(count)d hændelser", page.count)
            % {"count": page.count},
            "kinds": [(key, label, key == kind) for key, (label, _only) in KINDS.items()],
            "kind": kind,
        },
    )


def _changes(entry: HistoryEntry) -> list[Change]:
    """Before and after. What was changed is kept by its Danish name, which is also its translation key."""
    return [Change(gettext(name), *_pair(pair)) for name, pair in entry.changes.items() if name]


def _pair(pair: object) -> tuple[str, str]:
    if isinstance(pair, list) and len(pair) == 2:
        return str(pair[0]), str(pair[1])
    return "", str(pair)
