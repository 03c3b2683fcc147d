"""What a row said before and after an act, for the change log: {column: [old, new]}."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Model

from .drafts import words_for
from .history import changed_fields, not_kept
from .together import in_danish

PERSONAL = frozenset({"contact", "contact_email", "contact_phone", "given_by"})
"""Columns that hold somebody's name or address. The change log keeps that they were written, and no more."""


def texts_of(row: Model | None, names: Iterable[str]) -> dict[str, str]:
    """Each column of a row as a Danish reader sees it; nothing of a row that is not there."""
    with in_danish():
        return {name: _text(row, name) if row is not None else "" for name in names}


def _text(row: Model, name: str) -> str:
    value = getattr(row, name)
    if name in PERSONAL:
        return not_kept(bool(value))
    display = getattr(row, f"get_{name}_display", None)
    return str(display() or "") if display else words_for(value)


def changes_between(before: dict[str, str], after: dict[str, str]) -> dict[str, list[str]]:
    """The columns that read differently."""
    return changed_fields(before, after)
