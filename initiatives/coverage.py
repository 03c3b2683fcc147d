"""Which departments lack something (K13): one row per department, the ones with most gaps first.

What nobody has looked at for a year is told with its month, and counts as a gap: it may be true no longer.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Count, Max
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from .models import (
    BoardSeat,
    Department,
    Participation,
    PhysicalProject,
    Status,
    SupportService,
    VolunteerActivity,
)
from .supporting import Services, services_by_department

OLD_AFTER = dt.timedelta(days=365)
ACTIVE = (Status.APPROVED, Status.RUNNING, Status.PAUSED)


class Subject(StrEnum):
    """What a department may have or lack; the value stands in addresses."""

    DEBT = "gaeld"
    CONTACT = "kontaktpersoner"
    CARETAKER = "vicevaert"
    BRIDGE = "foreninger"
    VOLUNTEERS = "frivilligt"
    PHYSICAL = "byggesager"
    INITIATIVES = "indsatser"
    BOARD = "bestyrelse"


LABELS = {
    Subject.DEBT: _("Gældsrådgivning"),
    Subject.CONTACT: _("Kontaktpersoner"),
    Subject.CARETAKER: _("Social vicevært"),
    Subject.BRIDGE: _("Bro til foreninger"),
    Subject.VOLUNTEERS: _("Frivilligt arbejde"),
    Subject.PHYSICAL: _("Byggesager"),
    Subject.INITIATIVES: _("Indsatser"),
    Subject.BOARD: _("Bestyrelse"),
}
KINDS = {
    Subject.DEBT: SupportService.Kind.DEBT_COUNSELLING,
    Subject.CONTACT: SupportService.Kind.CONTACT_PERSONS,
    Subject.CARETAKER: SupportService.Kind.SOCIAL_CARETAKER,
    Subject.BRIDGE: SupportService.Kind.BRIDGE,
}
# A department without building work or without an initiative lacks nothing the policy asks for.
GAPS = (Subject.DEBT, Subject.CONTACT, Subject.CARETAKER, Subject.BRIDGE, Subject.VOLUNTEERS, Subject.BOARD)
# A board that nobody has written in cannot get a mail about it.
TO_WRITE_ABOUT = (Subject.DEBT, Subject.CARETAKER, Subject.BRIDGE, Subject.VOLUNTEERS)


class State(StrEnum):
    HAS = "has"
    OLD = "old"
    LACKS = "lacks"
    NONE = "none"
    """Nothing there, and nothing missing."""


@dataclass(frozen=True)
class Cell:
    subject: Subject
    state: State
    words: str

    @property
    def label(self) -> str:
        return str(LABELS[self.subject])

    @property
    def is_gap(self) -> bool:
        return self.subject in GAPS and self.state in (State.LACKS, State.OLD)

    @property
    def icon(self) -> str:
        return {State.HAS: "check", State.OLD: "clock", State.LACKS: "empty", State.NONE: "minus"}[self.state]

    @property
    def tone(self) -> str:
        return {State.HAS: "t", State.OLD: "o", State.LACKS: "o", State.NONE: "t ro"}[self.state]


@dataclass(frozen=True)
class Row:
    department: Department
    cells: tuple[Cell, ...]

    @property
    def gaps(self) -> int:
        return sum(cell.is_gap for cell in self.cells)

    @property
    def has_board(self) -> bool:
        """Somebody sits on the board, as far as the portal knows."""
        return self.cell(Subject.BOARD).state == State.HAS

    def cell(self, subject: Subject) -> Cell:
        return next(cell for cell in self.cells if cell.subject == subject)


def coverage(departments: Iterable[Department], on: dt.date) -> list[Row]:
    """A row for each department, most gaps first. Six queries, however many departments there are."""
    departments = list(departments)
    ids = [department.pk for department in departments]
    services = services_by_department(departments, on)
    activities = {
        row["department"]: (row["count"], row["seen"])
        for row in VolunteerActivity.objects.filter(department__in=ids, ended_on__isnull=True)
        .order_by()
        .values("department")
        .annotate(count=Count("pk"), seen=Max("reviewed_on"))
    }
    projects: dict[int, list[str]] = {}
    upcoming = PhysicalProject.objects.not_over(on).filter(departments__in=ids)
    for department, name in upcoming.values_list("departments", "name"):
        projects.setdefault(department, []).append(name)
    cases = Counter(
        Participation.objects.filter(department__in=ids, initiative__status__in=ACTIVE).values_list(
            "department", flat=True
        )
    )
    seats = Counter(
        BoardSeat.objects.in_office(on).filter(department__in=ids).values_list("department", flat=True)
    )
    rows = [
        Row(
            department,
            (
                *(_service_cell(subject, services[department.pk], on) for subject in KINDS),
                _activities_cell(*activities.get(department.pk, (0, None)), on),
                _list_cell(Subject.PHYSICAL, projects.get(department.pk, [])),
                _cases_cell(cases[department.pk]),
                _board_cell(department, seats[department.pk]),
            ),
        )
        for department in departments
    ]
    return sorted(rows, key=lambda row: (-row.gaps, row.department.sort_key))


def coverage_of(department: Department, on: dt.date) -> Row:
    """The same for one department, for the cards of its own pages."""
    return coverage([department], on)[0]


def lacking(rows: Iterable[Row], subject: Subject) -> list[Row]:
    return [row for row in rows if row.cell(subject).is_gap]


def month(day: dt.date) -> str:
    """ "maj 2024"."""
    return date_format(day, "F Y").lower()


def _not_seen_since(day: dt.date) -> str:
    return gettext("ikke set efter siden %(month)s") % {"month": month(day)}


def _service_cell(subject: Subject, services: Services, on: dt.date) -> Cell:
    found = services.get(KINDS[subject], [])
    if not found:
        return Cell(subject, State.LACKS, gettext("Mangler"))
    seen = max(service.reviewed_on for service in found)
    first = found[0].when or gettext("Ja")
    if seen < on - OLD_AFTER:
        return Cell(subject, State.OLD, f"{first}, {_not_seen_since(seen)}")
    return Cell(subject, State.HAS, first)


def _activities_cell(count: int, seen: dt.date | None, on: dt.date) -> Cell:
    if not count:
        return Cell(Subject.VOLUNTEERS, State.LACKS, gettext("Ikke beskrevet"))
    words = ngettext("%(count)s beskrevet", "%(count)s beskrevet", count) % {"count": count}
    if seen is None:
        return Cell(Subject.VOLUNTEERS, State.OLD, f"{words}, {gettext('aldrig set efter')}")
    if seen < on - OLD_AFTER:
        return Cell(Subject.VOLUNTEERS, State.OLD, f"{words}, {_not_seen_since(seen)}")
    return Cell(Subject.VOLUNTEERS, State.HAS, words)


def _list_cell(subject: Subject, names: list[str]) -> Cell:
    return (
        Cell(subject, State.HAS, ", ".join(names)) if names else Cell(subject, State.NONE, gettext("Ingen"))
    )


def _cases_cell(count: int) -> Cell:
    if not count:
        return Cell(Subject.INITIATIVES, State.NONE, gettext("Ingen"))
    words = ngettext("%(count)s indsats", "%(count)s indsatser", count) % {"count": count}
    return Cell(Subject.INITIATIVES, State.HAS, words)


def _board_cell(department: Department, members: int) -> Cell:
    if members:
        words = ngettext("%(count)s medlem", "%(count)s medlemmer", members) % {"count": members}
        return Cell(Subject.BOARD, State.HAS, words)
    if department.has_board is False:
        return Cell(Subject.BOARD, State.NONE, gettext("Har ingen bestyrelse"))
    return Cell(Subject.BOARD, State.LACKS, gettext("Ikke skrevet ind"))
