"""Reading the adopted wording of the policy, section by section, into a version.

The text is the association's own document and is not part of the portal. Without it every page
works the same; only the folded "Hele afsnittet" is absent.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext, ngettext

from .imports.reading import decode
from .models import PolicyVersion, Principle
from .wording import listed

FINANCING = "Ø"

# The two slips of the pen in the text of 2017; they change no meaning and are mended while reading.
TYPOS = (
    (re.compile(r"\b([Kk])ernerdrift"), r"\1ernedrift", "kernedrift"),
    (re.compile(r"\bindsatserne an til\b"), "indsatserne knytter an til", "knytter an til"),
)

_MARKS = re.compile(r"^[#>\s]*|[*_]{1,3}")
_NUMBERED = re.compile(r"^(\d{1,2})\s*[).:]\s*(\S.*)$")
_ADOPTED = re.compile(r"^(godkendt|vedtaget) af \S+ den \d", re.IGNORECASE)


class NoSections(Exception):
    """None of the policy's sections is in the text. `str()` says what to do."""


@dataclass
class Reading:
    """What a text says: {principle key: wording}, the introduction, and the slips that were mended."""

    introduction: str = ""
    sections: dict[str, str] = field(default_factory=dict)
    mended: list[str] = field(default_factory=list)


@dataclass
class Outcome:
    """What reading the text into a version did, by heading."""

    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    mended: list[str] = field(default_factory=list)
    closed: list[str] = field(default_factory=list)

    def sentences(self) -> list[str]:
        """What happened, in sentences for the person who gave the file."""
        said = []
        if self.changed:
            count = len(self.changed)
            text = ngettext(
                "%(count)s afsnit er læst ind: %(names)s.", "%(count)s afsnit er læst ind: %(names)s.", count
            )
            said.append(text % {"count": count, "names": listed(self.changed)})
        if self.unchanged:
            count = len(self.unchanged)
            text = ngettext("%(count)s afsnit er uændret.", "%(count)s afsnit er uændrede.", count)
            said.append(text % {"count": count})
        if self.missing:
            text = gettext(
                "Vi fandt ikke: %(names)s. Det, der stod før, er ikke rørt. Se efter, om overskriften står i filen."
            )
            said.append(text % {"names": listed(self.missing)})
        if self.closed:
            text = gettext(
                "Den udgivne version har allerede en anden ordlyd for: %(names)s. Den er ikke rørt. "
                "Er den forkert, så lav en ny version."
            )
            said.append(text % {"names": listed(self.closed)})
        if self.mended:
            said.append(gettext("Vi har rettet tastefejl: %(words)s.") % {"words": listed(self.mended)})
        return said


def read_text(text: str, principles: list[Principle]) -> Reading:
    """Find the sections of the policy in a text.

    A heading is a line with the number and the title of a principle, such as "### **1) At være …**",
    "## 1. At være …" or plain "1) At være …". What stands before the first is the introduction; the
    title of the document and the line that says who adopted it belong to no section.
    """
    reading = Reading()
    for pattern, right, name in TYPOS:
        text, times = pattern.subn(right, text)
        if times:
            reading.mended.append(name)
    titles = {principle.key: _letters(principle.title) for principle in principles}
    current, found = "", {"": []}
    for line in text.splitlines():
        plain = _MARKS.sub("", line).strip()
        key = _heading(line, plain, titles)
        if key is not None and key not in found:
            current = key
            found[key] = []
        elif not _ADOPTED.match(plain):
            found[current].append(_MARKS_INLINE.sub(r"\2", line).rstrip())
    before = found.pop("")
    reading.introduction = _paragraphs([line for line in before if not line.lstrip().startswith("#")])
    reading.sections = {key: wording for key, lines in found.items() if (wording := _paragraphs(lines))}
    if not reading.sections:
        reading.introduction = ""
    return reading


_MARKS_INLINE = re.compile(r"(\*\*|__)(.+?)\1")


def _heading(line: str, plain: str, titles: dict[str, str]) -> str | None:
    """The key of the principle whose heading this line is; None when it is running text."""
    stands_out = line.lstrip().startswith(("#", "**", "__"))
    numbered = _NUMBERED.match(plain)
    if numbered and numbered[1] in titles:
        is_title = _letters(numbered[2]) == titles[numbered[1]]
        return numbered[1] if is_title or stands_out else None
    letters = _letters(plain)
    for key, title in titles.items():
        if letters == title:
            return key
    if FINANCING in titles and stands_out and letters.startswith("finansiering"):
        return FINANCING
    return None


def _letters(text: str) -> str:
    return "".join(sign for sign in text.casefold() if sign.isalnum())


def _paragraphs(lines: list[str]) -> str:
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


@transaction.atomic
def load_policy_text(version: PolicyVersion, data: bytes) -> Outcome:
    """Keep the wording of a file with a version of the policy. Doing it twice changes nothing.

    The wording may be read in after the version is published, once: it is the text the version was made
    from, and no rule. Wording that a published version has already is never replaced.

    Raises NoSections, or `imports.reading.Unreadable` when the file cannot be read.
    """
    principles = list(version.principles.all())
    reading = read_text(decode(data), principles)
    if not reading.sections:
        raise NoSections(
            gettext(
                "Vi fandt ingen af politikkens afsnit i filen. Hvert afsnit skal begynde med sit nummer og sin "
                'overskrift på en linje for sig, for eksempel "1) %(title)s".'
            )
            % {"title": principles[0].title if principles else ""}
        )
    outcome = Outcome(mended=reading.mended)
    closed = version.is_published
    _keep(outcome, gettext("indledningen"), version, "official_introduction", reading.introduction, closed)
    for principle in principles:
        name = f"{principle.key}) {principle.title}" if principle.key != FINANCING else principle.title
        _keep(outcome, name, principle, "official_text", reading.sections.get(principle.key, ""), closed)
    return outcome


def _keep(
    outcome: Outcome, name: str, row: PolicyVersion | Principle, column: str, wording: str, closed: bool
) -> None:
    if not wording:
        outcome.missing.append(name)
    elif getattr(row, column) == wording:
        outcome.unchanged.append(name)
    elif closed and getattr(row, column):
        outcome.closed.append(name)
    else:
        setattr(row, column, wording)
        row.save(update_fields=[column])
        outcome.changed.append(name)
