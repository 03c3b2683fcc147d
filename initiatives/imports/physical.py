"""Building projects from a spreadsheet. A row is known by its number (sag), so a second reading changes nothing.

An empty cell means that the file does not tell: it never erases what the portal knows.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from accounts.forms.days import read_day
from initiatives.models import Department, PhysicalProject

from .plans import STATE_LABELS, Faulty, RowsPlan, State
from .reading import Fault, Row, Unreadable, cell_text, read_file

COLUMNS = ("sag", "navn", "afdelinger", "type", "stadie", "start", "slut", "kontakt", "kilde")
REQUIRED = ("sag", "navn", "afdelinger")


@dataclass
class PlannedProject:
    """One row of the file: the building project it speaks of, and what would change."""

    line: int
    reference: str
    name: str
    state: State
    values: dict[str, Any] = field(default_factory=dict)
    departments: list[Department] = field(default_factory=list)
    changes: list[tuple[str, str, str]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    present: PhysicalProject | None = None

    @property
    def label(self) -> str:
        return STATE_LABELS[self.state]


@dataclass
class ProjectPlan(RowsPlan):
    """What an import of building projects would do."""

    rows: list[PlannedProject] = field(default_factory=list)


def plan_projects(data: bytes) -> ProjectPlan:
    """Read a CSV or Excel file and say what importing it would do. Stores nothing."""
    plan = ProjectPlan()
    try:
        rows, plan.loose_faults = read_file(data, columns=COLUMNS, required=REQUIRED)
    except Unreadable as fault:
        plan.loose_faults = list(fault.faults)
        return plan
    own = Department.objects.own().select_related("organisation", "merged_into__organisation")
    departments = {d.number.casefold(): d.merged_into or d for d in own}
    present = {
        project.reference.casefold(): project
        for project in PhysicalProject.objects.exclude(reference="").prefetch_related(
            "departments__organisation"
        )
    }
    seen: dict[str, int] = {}
    plan.rows = [_plan_row(row, departments, present, seen) for row in rows]
    return plan


@transaction.atomic
def import_projects(data: bytes, *, by) -> ProjectPlan:
    """Store the building projects of the file, all or nothing. Raises Faulty with every fault of the file."""
    list(PhysicalProject.objects.select_for_update().values_list("pk"))  # two imports at once take turns
    plan = plan_projects(data)
    if plan.faults:
        raise Faulty(plan.faults)
    for row in plan.rows:
        if row.state == State.UNCHANGED:
            continue
        project = row.present or PhysicalProject(reference=row.reference)
        for name, value in row.values.items():
            setattr(project, name, value)
        project.changed_by, project.changed_at = by, timezone.now()
        project.save()
        if row.departments:
            project.departments.set(row.departments)
    return plan


def _plan_row(row: Row, known: dict, present: dict, seen: dict[str, int]) -> PlannedProject:
    faults: list[Fault] = []

    def fault(column: str, text: str) -> None:
        faults.append(Fault(str(text), line=row.line, column=column))

    told: dict[str, Any] = {}
    for column, (name, read) in READERS.items():
        try:
            value = read(row, column)
        except ValidationError as error:
            for text in error.messages:
                fault(column, text)
        else:
            if value not in ("", None):
                told[name] = value
    departments = _departments(row, known, fault)
    reference = told.pop("reference", "")
    if not reference and not any(f.column == "sag" for f in faults):
        fault("sag", gettext("Skriv sagens nummer. Uden det kan vi ikke kende sagen igen."))
    elif reference.casefold() in seen:
        where = {"reference": reference, "line": seen[reference.casefold()]}
        fault("sag", gettext("Sag %(reference)s står også i linje %(line)s. Slet den ene.") % where)
    seen.setdefault(reference.casefold(), row.line)
    project = present.get(reference.casefold()) if reference else None
    if project is None and "name" not in told and not any(f.column == "navn" for f in faults):
        fault("navn", gettext("Skriv, hvad byggesagen hedder."))
    starts_on = told.get("starts_on", project.starts_on if project else None)
    ends_on = told.get("ends_on", project.ends_on if project else None)
    if starts_on and ends_on and ends_on < starts_on:
        fault("slut", gettext("Byggesagen skal slutte, efter at den er startet."))
    planned = PlannedProject(row.line, reference, told.get("name", ""), State.NEW, told, departments)
    if faults:
        planned.state, planned.faults = State.FAULTY, faults
        return planned
    return _compared(planned, project)


def _departments(row: Row, known: dict, fault: Callable[[str, str], None]) -> list[Department]:
    try:
        text = cell_text(row, "afdelinger", max_length=400)
    except ValidationError as error:
        fault("afdelinger", error.messages[0])
        return []
    found = []
    for number in filter(None, (part.strip() for part in re.split(r",|/|\bog\b", text))):
        department = known.get(re.sub(r"(?i)^(afdeling|afd\.?)\s*", "", number).casefold())
        if department is None:
            fault(
                "afdelinger",
                gettext(
                    'Vi kender ikke afdelingen "%(number)s". Skriv numre med komma imellem, for eksempel 52, 58.'
                )
                % {"number": number[:40]},
            )
        elif department not in found:
            found.append(department)
    if not text:
        fault("afdelinger", gettext("Skriv, hvilke afdelinger byggesagen er i, for eksempel 52, 58."))
    return found


def _compared(row: PlannedProject, project: PhysicalProject | None) -> PlannedProject:
    if project is None:
        return row
    row.present = project
    row.name = row.name or project.name
    row.values = {name: value for name, value in row.values.items() if getattr(project, name) != value}
    for name, value in row.values.items():
        label = str(PhysicalProject._meta.get_field(name).verbose_name)
        row.changes.append((label, _in_words(name, getattr(project, name)), _in_words(name, value)))
    before = sorted(project.departments.all(), key=lambda d: d.sort_key)
    after = sorted(row.departments, key=lambda d: d.sort_key)
    if [d.pk for d in before] == [d.pk for d in after]:
        row.departments = []
    else:
        names = (", ".join(d.number for d in before), ", ".join(d.number for d in after))
        row.changes.append((gettext("afdelinger"), *names))
    row.state = State.CHANGED if row.changes else State.UNCHANGED
    return row


def _in_words(name: str, value: Any) -> str:
    if value in ("", None):
        return gettext("ukendt")
    if isinstance(value, dt.date):
        return f"{value:%d.%m.%Y}"
    if name == "kind":
        return str(PhysicalProject.Kind(value).label)
    if name == "stage":
        return str(PhysicalProject.Stage(value).label)
    return str(value)


# --- One reader per column --------------------------------------------------------------------
def _text(max_length: int) -> Callable[[Row, str], str]:
    return lambda row, column: cell_text(row, column, max_length=max_length)


def _day(row: Row, column: str) -> dt.date | None:
    text = cell_text(row, column, max_length=30)
    if not text:
        return None
    day = read_day([text])
    if day is None:
        raise ValidationError(
            gettext(
                'Der står "%(text)s". Skriv dag, måned og år, for eksempel 1.3.2027, eller lad feltet være tomt.'
            )
            % {"text": text}
        )
    return day


def _choice(choices) -> Callable[[Row, str], str]:
    def read(row: Row, column: str) -> str:
        by_word = {str(label).casefold(): value for value, label in choices.choices}
        text = cell_text(row, column, max_length=60)
        if text and text.casefold() not in by_word:
            raise ValidationError(
                gettext('Der står "%(text)s". Skriv %(choices)s, eller lad feltet være tomt.')
                % {"text": text, "choices": " / ".join(str(label) for label in choices.labels)}
            )
        return by_word.get(text.casefold(), "")

    return read


READERS: dict[str, tuple[str, Callable[[Row, str], Any]]] = {
    "sag": ("reference", _text(40)),
    "navn": ("name", _text(120)),
    "type": ("kind", _choice(PhysicalProject.Kind)),
    "stadie": ("stage", _choice(PhysicalProject.Stage)),
    "start": ("starts_on", _day),
    "slut": ("ends_on", _day),
    "kontakt": ("contact", _text(120)),
    "kilde": ("source", _text(200)),
}
"""Each column of the file but the departments: the field it fills, and how its text is read."""
