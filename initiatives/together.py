"""Two people writing on the same page: nothing is overwritten that its writer has not seen.

A page carries what it showed when it was opened. When it is saved, each text that the person left
alone keeps what stands now, and each text that both have changed is a clash: both are shown.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

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


def in_danish():
    """Texts are compared and kept in Danish, whatever language the writer reads."""
    return override("da")
