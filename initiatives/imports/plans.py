"""What reading a file would do, row by row, before anything is stored. The same for every kind of file."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .reading import Fault


class State(StrEnum):
    """What importing a row would do."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    FAULTY = "faulty"


STATE_LABELS = {
    State.NEW: _("Ny"),
    State.CHANGED: _("Ændret"),
    State.UNCHANGED: _("Uændret"),
    State.FAULTY: _("Skal rettes"),
}


@dataclass
class FilePlan:
    """The rows of a file as they would be entered; each has its own `faults`. Nothing is stored yet."""

    rows: list[Any] = field(default_factory=list)
    loose_faults: list[Fault] = field(default_factory=list)

    @property
    def faults(self) -> list[Fault]:
        """Every fault of the file in the order of its lines."""
        found = [*self.loose_faults, *(fault for row in self.rows for fault in row.faults)]
        return sorted(found, key=lambda fault: fault.line or 0)


@dataclass
class RowsPlan(FilePlan):
    """A plan of rows that are known again: each is new, changed or unchanged, as its `state` says."""

    def count(self, state: State) -> int:
        return sum(row.state == state for row in self.rows)

    @property
    def counts(self) -> tuple[int, int, int]:
        """New, changed and unchanged."""
        return self.count(State.NEW), self.count(State.CHANGED), self.count(State.UNCHANGED)

    @property
    def changes_something(self) -> bool:
        return bool(self.count(State.NEW) or self.count(State.CHANGED))

    def __str__(self) -> str:
        new, changed, unchanged = self.counts
        return gettext("%(new)s nye, %(changed)s ændrede, %(unchanged)s uændrede") % {
            "new": new,
            "changed": changed,
            "unchanged": unchanged,
        }


class Faulty(Exception):
    """The file has faults, and nothing of it is stored. `faults` names them all."""

    def __init__(self, faults: list[Fault]):
        self.faults = faults
        super().__init__("\n".join(str(fault) for fault in faults))
