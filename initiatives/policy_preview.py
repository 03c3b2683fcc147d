"""A version of the policy as the checklist a staff member would see, before it is published."""

from __future__ import annotations

from django.utils import timezone

from accounts.models import User

from .checklist import PointStatus, assess, requirements_of
from .checklist_rows import Checklist, Line, Row, rows_now
from .models import Initiative, PolicyVersion
from .proving import Case, composition


def preview_of(version: PolicyVersion, initiative: Initiative | None, *, reader: User) -> Checklist:
    """The checklist of one case under the version, or of a new case in which nothing is written yet.

    In a new case a point with conditions is shown as well, with what it waits for.
    """
    if initiative is not None:
        case = Case(initiative, version, timezone.localdate())
        return rows_now(assess(initiative, case=case), reader_id=reader.pk)
    facts = composition().FACTS
    rows = []
    for point in requirements_of(version):
        conditions = [
            str(facts[c.fact].when_not) if c.fact in facts else c.fact for c in point.conditions.all()
        ]
        rows.append(
            Row(
                key=point.key,
                name=point.reader_name,
                principle=str(point.principle),
                strength=point.strength,
                status=PointStatus.NOT_RELEVANT if conditions else PointStatus.MISSING,
                note=" ".join(dict.fromkeys(conditions)),
                note_is_danish=False,
                lines=(Line(point.reader_missing, "", False),),
                url="#",
            )
        )
    return Checklist(tuple(rows))
