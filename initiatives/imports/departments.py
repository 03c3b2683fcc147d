"""Departments from a CSV file. One function for the command line and for the administration.

An empty cell means that the file does not tell: it never erases what the portal knows, and what
nobody tells stays unknown. (The rejected reading: that the file is the whole truth. It is put
together from public sources and knows less than the administrators do.)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.forms.numbers import read_number
from initiatives.models import Department, HousingOrganisation

from .plans import STATE_LABELS, Faulty, RowsPlan, State
from .reading import Fault, Row, Unreadable, cell_text, decode, read_rows

COLUMNS = (
    "nummer",
    "navn",
    "boligorganisation",
    "kommune",
    "adresse",
    "boliger",
    "styreform",
    "bestyrelse",
    "bemaerkning",
    "kilde",
)
REQUIRED = ("nummer", "boligorganisation")
OWN_NAME = "AAB"
OWN_NAMES = frozenset({"aab", "boligforeningen aab"})
MOST_HOMES = 20_000  # all of AAB has about that many


@dataclass
class PlannedRow:
    """One row of the file: the department it speaks of, and what would change."""

    line: int
    organisation: str
    number: str
    state: State
    values: dict[str, Any] = field(default_factory=dict)
    changes: list[tuple[str, str, str]] = field(default_factory=list)
    """(the field's name, what it is now, what the file says), in words."""
    faults: list[Fault] = field(default_factory=list)
    present: Department | None = None

    @property
    def label(self) -> str:
        return STATE_LABELS[self.state]

    @property
    def title(self) -> str:
        return f"{self.organisation} {self.number}".strip()


@dataclass
class Plan(RowsPlan):
    """What an import of departments would do."""

    rows: list[PlannedRow] = field(default_factory=list)
    new_organisations: list[str] = field(default_factory=list)


def plan_departments(data: bytes) -> Plan:
    """Read the file and say what importing it would do. Stores nothing."""
    plan = Plan()
    try:
        rows, plan.loose_faults = read_rows(decode(data), columns=COLUMNS, required=REQUIRED)
    except Unreadable as fault:
        plan.loose_faults = list(fault.faults)
        return plan
    organisations = _Organisations()
    present = {
        (department.organisation_id, department.number.casefold()): department
        for department in Department.objects.select_related("organisation")
    }
    seen: dict[tuple[str, str], int] = {}
    for row in rows:
        plan.rows.append(_plan_row(row, organisations, present, seen))
    plan.new_organisations = organisations.new
    return plan


@transaction.atomic
def import_departments(data: bytes) -> Plan:
    """Store the departments of the file, all or nothing. Raises Faulty with every fault of the file."""
    list(HousingOrganisation.objects.select_for_update())  # two imports at once take turns
    plan = plan_departments(data)
    if plan.faults:
        raise Faulty(plan.faults)
    organisations = _Organisations()
    for name in plan.new_organisations:
        organisations.create(name)
    for row in plan.rows:
        if row.state == State.NEW:
            Department.objects.create(organisation=organisations.get(row.organisation), **row.values)
        elif row.state == State.CHANGED:
            for name, value in row.values.items():
                setattr(row.present, name, value)
            row.present.save(update_fields=[*row.values, "sort_key"])
    return plan


class _Organisations:
    """The housing organisations by name, whatever the case of the letters; AAB under each of its names."""

    def __init__(self):
        self.rows = {self._key(o.name): o for o in HousingOrganisation.objects.all()}
        own = next((o for o in self.rows.values() if o.is_own), None)
        if own:
            self.rows[OWN_NAME.casefold()] = own
        self.new: list[str] = []

    @staticmethod
    def _key(name: str) -> str:
        return OWN_NAME.casefold() if name.casefold() in OWN_NAMES else name.casefold()

    def get(self, name: str) -> HousingOrganisation | None:
        return self.rows.get(self._key(name))

    def proper_name(self, name: str) -> str:
        """The name as it is written already, or will be."""
        row = self.get(name)
        if row:
            return row.name
        known = next((new for new in self.new if self._key(new) == self._key(name)), None)
        if known is None:
            known = OWN_NAME if self._key(name) == OWN_NAME.casefold() else name
            self.new.append(known)
        return known

    def create(self, name: str) -> None:
        self.rows[self._key(name)] = HousingOrganisation.objects.create(name=name, is_own=name == OWN_NAME)


def _plan_row(row: Row, organisations: _Organisations, present: dict, seen: dict) -> PlannedRow:
    faults: list[Fault] = []
    told: dict[str, Any] = {}
    for column, (name, read) in READERS.items():
        try:
            value = read(row, column)
        except ValidationError as error:
            faults += [Fault(str(text), line=row.line, column=column) for text in error.messages]
        else:
            if value not in ("", None):
                told[name] = value
    number, organisation = told.get("number", ""), told.pop("organisation", "")
    for column, value in (("nummer", number), ("boligorganisation", organisation)):
        if not value and not any(fault.column == column for fault in faults):
            faults.append(Fault(_WHAT_TO_WRITE[column], line=row.line, column=column))
    if number and organisation:
        organisation = organisations.proper_name(organisation)
        key = (organisation.casefold(), number.casefold())
        if key in seen:
            text = gettext("%(department)s står også i linje %(line)s. Slet den ene.") % {
                "department": f"{organisation} {number}",
                "line": seen[key],
            }
            faults.append(Fault(text, line=row.line, column="nummer"))
        seen.setdefault(key, row.line)
    if faults:
        return PlannedRow(row.line, organisation, number, State.FAULTY, faults=faults)
    return _compared(PlannedRow(row.line, organisation, number, State.NEW, told), organisations, present)


def _compared(row: PlannedRow, organisations: _Organisations, present: dict) -> PlannedRow:
    """Hold the row against the department that is there already, if there is one."""
    known = organisations.get(row.organisation)
    row.present = present.get((known.pk, row.number.casefold())) if known else None
    if row.present is None:
        return row
    if row.present.is_fictitious:
        row.values["is_fictitious"] = False  # a source tells of it
    row.values = {name: value for name, value in row.values.items() if getattr(row.present, name) != value}
    for name, value in row.values.items():
        column = Department._meta.get_field(name)
        row.changes.append(
            (str(column.verbose_name), _in_words(name, getattr(row.present, name)), _in_words(name, value))
        )
    row.state = State.CHANGED if row.values else State.UNCHANGED
    return row


def _in_words(name: str, value: Any) -> str:
    if value in ("", None):
        return gettext("ukendt")
    if isinstance(value, bool):
        return gettext("ja") if value else gettext("nej")
    if name == "governance":
        return str(Department.Governance(value).label)
    return str(value)


# --- One reader per column --------------------------------------------------------------------
_WHAT_TO_WRITE = {
    "nummer": _("Skriv afdelingens nummer eller navn."),
    "boligorganisation": _("Skriv, hvilken boligorganisation afdelingen hører til, for eksempel AAB."),
}
_GOVERNANCE = {str(label).casefold(): value for value, label in Department.Governance.choices}
_YES_NO = {"ja": True, "nej": False}


def _text(max_length: int) -> Callable[[Row, str], str]:
    return lambda row, column: cell_text(row, column, max_length=max_length)


def _homes(row: Row, column: str) -> int | None:
    text = cell_text(row, column, max_length=20)
    if not text:
        return None
    number = read_number(text)
    if number is None or number != int(number) or not 0 < number <= MOST_HOMES:
        raise ValidationError(
            gettext('Der står "%(text)s". Skriv et helt tal, eller lad feltet være tomt.') % {"text": text}
        )
    return int(number)


def _governance(row: Row, column: str) -> str:
    text = cell_text(row, column, max_length=60)
    if text and text.casefold() not in _GOVERNANCE:
        raise ValidationError(
            gettext('Der står "%(text)s". Skriv %(choices)s, eller lad feltet være tomt.')
            % {"text": text, "choices": " / ".join(str(label) for label in Department.Governance.labels)}
        )
    return _GOVERNANCE.get(text.casefold(), "")


def _board(row: Row, column: str) -> bool | None:
    text = cell_text(row, column, max_length=20)
    if text and text.casefold() not in _YES_NO:
        raise ValidationError(
            gettext('Der står "%(text)s". Skriv ja eller nej, eller lad feltet være tomt.') % {"text": text}
        )
    return _YES_NO.get(text.casefold())


READERS: dict[str, tuple[str, Callable[[Row, str], Any]]] = {
    "nummer": ("number", _text(40)),
    "boligorganisation": ("organisation", _text(120)),
    "navn": ("name", _text(120)),
    "kommune": ("municipality", _text(60)),
    "adresse": ("address", _text(200)),
    "boliger": ("homes", _homes),
    "styreform": ("governance", _governance),
    "bestyrelse": ("has_board", _board),
    "bemaerkning": ("note", _text(300)),
    "kilde": ("source", _text(200)),
}
"""Each column of the file: the field it fills, and how its text is read."""
