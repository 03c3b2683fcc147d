"""Two people writing on the same page: nothing is overwritten that its writer has not seen.

A page carries what it showed when it was opened. When it is saved, each text that the person left
alone keeps what stands now, and each text that both have changed is a clash: both are shown.
"""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Model
from django.utils.translation import gettext, override

from accounts.models import User
from accounts.templatetags.portal import clock

Texts = Mapping[str, str]


@dataclass(frozen=True)
class Clash:
    """One text that two people changed: what stands now, and what the other person had typed."""

    name: str
    theirs: str
    mine: str


class EditedMeanwhile(Exception):
    """Somebody saved the same text while it was being written. `str()` is a sentence for the writer."""

    def __init__(self, clashes: list[Clash], *, by: User, at: dt.datetime):
        self.clashes = clashes
        self.by = by
        self.at = at
        super().__init__(
            gettext(
                "%(person)s rettede denne side %(time)s, mens du skrev. Din tekst er gemt. Vælg, hvad der skal stå."
            )
            % {"person": by, "time": clock(at)}
        )


def to_change(*, now: Texts, mine: Texts, seen: Texts | None) -> tuple[set[str], list[Clash]]:
    """Which texts to write, and which clash.

    `now` is what stands in the database, `mine` what was typed, `seen` what the page showed when it
    was opened. Without `seen` everything typed is meant.
    """
    changed, clashes = set(), []
    for name, text in mine.items():
        standing = now.get(name, "")
        if text == standing:
            continue
        was = standing if seen is None else seen.get(name)
        if was == standing:
            changed.add(name)
        elif was != text:
            clashes.append(Clash(name, theirs=standing, mine=text))
    return changed, clashes


def texts_of(row: Model, names: Iterable[str], **wanted) -> dict[str, str]:
    """{column: text} in Danish of a row as it stands, or as it would stand with `wanted` in it."""
    row = copy.copy(row)
    for name, value in wanted.items():
        setattr(row, name, value)
    with in_danish():
        return {name: _text_of(row, name) for name in names}


def _text_of(row: Model, name: str) -> str:
    value = getattr(row, name)
    if value is None:
        return ""
    if isinstance(value, bool):
        return gettext("Ja") if value else gettext("Nej")
    if isinstance(value, dt.date):
        return f"{value:%d.%m.%Y}"
    chosen = row._meta.get_field(name).choices
    return str(getattr(row, f"get_{name}_display")() if chosen else value)


def in_danish():
    """Texts are compared and kept in Danish, whatever language the writer reads."""
    return override("da")
