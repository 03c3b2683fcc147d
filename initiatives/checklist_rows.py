"""The rows a checklist is shown as: from the case as it is now, or as it was when it was decided."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import groupby

from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext, ngettext

from .checklist import IN_PLACE, Assessment, Point, PointStatus
from .models import Decision, Evidence, Initiative, Status, Strength
from .outdated import by_point, outdated_words
from .relook import LIVE
from .wording import listed

DECIDED = frozenset({Status.APPROVED, Status.RUNNING, Status.PAUSED, Status.CLOSED, Status.DECLINED})
"""The statuses in which the checklist shown is the one that was decided on, not today's."""

WRITTEN_BY_PEOPLE = frozenset({"stated", "evidence_or_pilot"})
"""Proofs whose note is what somebody wrote, in Danish also on an English page."""


@dataclass(frozen=True)
class Line:
    """One thing that is missing, who can mend it, and whether that is the reader."""

    text: str
    who: str
    is_reader: bool


@dataclass(frozen=True)
class Row:
    """One point of the checklist, as a row."""

    key: str
    name: str
    principle: str
    strength: str
    status: str
    note: str
    note_is_danish: bool
    lines: tuple[Line, ...]
    url: str
    files: int = 0
    fault: str = ""

    @property
    def is_relevant(self) -> bool:
        return self.status != PointStatus.NOT_RELEVANT

    @property
    def is_in_place(self) -> bool:
        return self.status in IN_PLACE

    @property
    def blocks(self) -> bool:
        return self.is_relevant and not self.is_in_place and self.strength != Strength.MAY

    @property
    def anchor(self) -> str:
        return "punkt-" + self.key.replace(".", "-")


@dataclass(frozen=True)
class Checklist:
    """All rows of a case. `frozen_at` says when they were kept; None means that they are today's."""

    rows: tuple[Row, ...]
    frozen_at: dt.datetime | None = None

    @property
    def relevant(self) -> list[Row]:
        return [row for row in self.rows if row.is_relevant]

    @property
    def not_relevant(self) -> list[Row]:
        return [row for row in self.rows if not row.is_relevant]

    @property
    def in_place(self) -> list[Row]:
        return [row for row in self.rows if row.is_in_place]

    @property
    def blocking(self) -> list[Row]:
        return [row for row in self.rows if row.blocks]

    def groups(self, *, only_missing: bool) -> list[tuple[str, list[Row]]]:
        """The rows under the principle they belong to, in the order of the policy."""
        rows = self.blocking if only_missing else self.relevant
        return [(principle, list(group)) for principle, group in groupby(rows, key=lambda row: row.principle)]

    @property
    def state(self) -> str:
        """The statuses as one line: "1.1=waiting 1.2=met". A page sends it back to hear what changed."""
        return " ".join(f"{row.key}={row.status}" for row in self.rows)

    @property
    def digest(self) -> str:
        """Differs as soon as anything in the list reads differently."""
        return hashlib.sha256(repr(self.rows).encode()).hexdigest()[:16]

    def news_since(self, state: str) -> str:
        """What changed since the page showed `state`, as one sentence; empty when nothing did."""
        before = dict(pair.split("=", 1) for pair in state.split() if "=" in pair)
        changed = [row for row in self.rows if before.get(row.key, row.status) != row.status]
        if not changed:
            return ""
        said = ngettext("%(count)d punkt er ændret:", "%(count)d punkter er ændret:", len(changed))
        each = ", ".join(
            gettext("%(point)s er nu %(status)s")
            % {"point": row.name, "status": PointStatus(row.status).label.lower()}
            for row in changed
        )
        return f"{said % {'count': len(changed)}} {each}."


def rows_now(assessment: Assessment, *, reader_id: int, tell_faults: bool = False) -> Checklist:
    """The checklist as it is now, for one reader; administrators are told which check broke."""
    rows = (_row(point, reader_id) for point in assessment.points)
    return Checklist(tuple(rows if tell_faults else (replace(row, fault="") for row in rows)))


def with_files(checklist: Checklist, files: Iterable[Evidence]) -> Checklist:
    """The same list with the number of files under each point, from those its reader may fetch."""
    found = by_point(files)
    rows = tuple(replace(row, files=len(found.get(row.key, ()))) for row in checklist.rows)
    return replace(checklist, rows=rows)


def _row(point: Point, reader_id: int) -> Row:
    return Row(
        key=point.key,
        name=point.name,
        principle=str(point.requirement.principle),
        strength=point.requirement.strength,
        status=point.status,
        note=str(point.note),
        note_is_danish=bool(point.explanation) or point.requirement.proof in WRITTEN_BY_PEOPLE,
        lines=tuple(Line(r.short, r.who, r.who_id == reader_id) for r in point.reasons),
        url=point.url,
        fault=point.fault,
    )


def rows_as_decided(initiative: Initiative) -> Checklist | None:
    """The checklist as it was when the case was decided, once it is; withdrawn ones as they were sent."""
    if initiative.status in DECIDED:
        decision = Decision.objects.filter(submission__initiative=initiative).first()
        record = decision.case_file.get("assessment") if decision else None
    elif initiative.status == Status.WITHDRAWN:
        submission = initiative.submissions.last()
        record = submission.assessment if submission else None
    else:
        record = None
    if not record or not record.get("points"):
        return None
    if initiative.policy_version_id and record["policy_version"] != initiative.policy_version.number:
        return None  # moved to another version since: the list is that version's, as things stand now
    rows = _kept_rows(initiative, record["points"])
    return Checklist(tuple(_with_marks(initiative, rows)), parse_datetime(record["made_at"]))


def _with_marks(initiative: Initiative, rows: Iterable[Row]) -> Iterable[Row]:
    """What was decided, with the points that have become "Skal ses igen" since then."""
    marks = initiative.look_agains.open() if initiative.status in LIVE else ()
    changed: dict[str, list[str]] = {}
    for mark in marks:
        changed.setdefault(mark.requirement_key, []).extend(mark.labels)
    today = timezone.localdate()
    outdated = by_point(initiative.evidence.outdated(today)) if initiative.status in LIVE else {}
    for row in rows:
        if row.key in outdated and row.status == PointStatus.MET:
            lines = (Line(outdated_words(outdated[row.key]), "", False),)
            row = replace(row, status=PointStatus.LOOK_AGAIN.value, lines=lines)
        elif row.key in changed and row.is_in_place:
            text = gettext("Ændret siden: %(what)s.") % {"what": listed(dict.fromkeys(changed[row.key]))}
            row = replace(row, status=PointStatus.LOOK_AGAIN.value, lines=(Line(text, "", False),))
        yield row


def _kept_rows(initiative: Initiative, points: Iterable[dict]) -> Iterable[Row]:
    for point in points:
        yield Row(
            key=point["key"],
            name=point["name"],
            principle=f"{point['key'].split('.')[0]}. {point['principle']}",
            strength=point["strength"],
            status=point["status"],
            note=point["explanation"] or point["note"],
            note_is_danish=True,
            lines=tuple(Line(text, "", False) for text in point["missing"]),
            url=reverse("initiatives:point", args=[initiative.pk, point["key"]]),
        )
