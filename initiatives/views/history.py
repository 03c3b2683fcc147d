"""The history of a case (L7): who changed what, and when?"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from django.apps import apps
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.models import User
from initiatives import rules
from initiatives.models import HistoryEntry, Initiative
from initiatives.paging import page_of

from .case import case_to_read

PAGE_SIZE = 50

KINDS = {
    "": (_("Alt"), Q()),
    "status": (_("Skift af status"), ~Q(to_status="")),
    "svar": (_("Svar fra bestyrelser"), Q(on_behalf_of__isnull=False)),
    "arbejde": (_("Rettelser i sagen"), Q(prepares=True, to_status="")),
}

# The sentence itself gives the name of the file away.
NAMES_A_FILE = frozenset(
    {"evidence_added", "evidence_replaced", "evidence_points", "evidence_removed", "evidence_restored"}
)


@dataclass(frozen=True)
class Change:
    """One thing that read differently before and after."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Event:
    """One line of the history. `words` and `changes` are empty where the reader may not see them."""

    entry: HistoryEntry
    text: str
    words: str
    changes: list[Change]
    hidden: bool
    erased: bool = False


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
    reads = _reader(request.user, initiative)
    people = _people_in(page.rows)
    events = [_event(entry, people, open_to_reader=reads(entry)) for entry in page.rows]
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


def _reader(user, initiative: Initiative):
    """Which entries the person may read in full.

    What the residents of a department said, and its files, are for its own board, for AAB and for those
    who decide the case. Other boards see that it happened: it is never left out silently.
    """
    sent = initiative.first_submitted_at is not None
    if rules.works_for_aab(user) or (sent and rules.is_decider(user)):
        return lambda entry: True
    mine = {department.pk for department in rules.board_departments(user)}
    return lambda entry: entry.on_behalf_of_id is None or entry.on_behalf_of_id in mine


def _people_in(entries) -> dict[int, str]:
    """The names of the people in the changes, who are kept there by number."""
    values = [value for entry in entries for pair in entry.changes.values() for value in pair]
    numbers = {value["person"] for value in values if isinstance(value, dict)}
    return {p.pk: p.name for p in User.objects.filter(pk__in=numbers)} if numbers else {}


def _event(entry: HistoryEntry, people: dict[int, str], *, open_to_reader: bool) -> Event:
    if entry.erased_at:
        return Event(entry, entry.text, "", [], hidden=False, erased=True)
    if open_to_reader:
        return Event(entry, entry.text, entry.words, _changes(entry, people), hidden=False)
    if entry.kind in NAMES_A_FILE:
        return Event(entry, gettext("Skjult ændring"), "", [], hidden=False)
    return Event(entry, entry.text, "", [], hidden=bool(entry.words or entry.changes))


def _changes(entry: HistoryEntry, people: dict[int, str]) -> list[Change]:
    """Before and after, under the names people know, and by them: PostgreSQL keeps no order of its own."""
    labels = _labels(frozenset(entry.changes))
    named = [
        Change(str(labels.get(name) or gettext(name)), *(_value(value, people) for value in _pair(pair)))
        for name, pair in entry.changes.items()
        if name
    ]
    return sorted(named, key=lambda change: change.label)


@lru_cache(maxsize=200)
def _labels(names: frozenset[str]) -> dict:
    """What the columns are called, when all the names are columns of one kind of row.

    Other names are kept in Danish, which is also their translation key.
    """
    for model in (Initiative, *apps.get_models()):
        columns = {field.name: field.verbose_name for field in model._meta.concrete_fields}
        if names <= columns.keys():
            return columns
    return {}


def _pair(pair: object) -> list:
    return pair if isinstance(pair, list) and len(pair) == 2 else ["", pair]


def _value(value: object, people: dict[int, str]) -> str:
    return people.get(value["person"], "") if isinstance(value, dict) else str(value)
