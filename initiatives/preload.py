"""What the proofs of initiatives read, fetched for many cases at once; for a trial of a draft policy.

Each value is put where the proof would have read it case by case (`Case.load`), so a proof cannot tell the difference.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db.models import prefetch_related_objects

from .checklist import Case
from .facts import departments
from .models import (
    BoardRequest,
    DisplacementRequest,
    DisplacementReview,
    Explanation,
    Initiative,
    LookAgain,
    Partnership,
    PhysicalLink,
    PhysicalProject,
    ResidentDecision,
    Statement,
)
from .proofs import activities_of


def give(cases: Iterable[Case], key: str, values: dict[int, Any], empty: Callable[[], Any]) -> None:
    """Give each case its value under `key`; a case without one gets a fresh `empty()`."""
    for case in cases:
        found = values.get(case.initiative.pk)
        case.load(key, lambda _i, found=found: empty() if found is None else found)


def grouped(rows: Iterable, key: Callable | None = None, value: Callable = lambda row: row) -> dict:
    """{initiative id: [value, …]}, or {initiative id: {key: value}} where a key is given."""
    found: dict = defaultdict(list if key is None else dict)
    for row in rows:
        if key is None:
            found[row.initiative_id].append(value(row))
        else:
            found[row.initiative_id][key(row)] = value(row)
    return found


def preload(cases: Sequence[Case]) -> None:
    """Some thirteen queries for all the cases together."""
    initiatives = [case.initiative for case in cases]
    prefetch_related_objects(initiatives, Initiative.DEPARTMENTS, "areas")
    here = {"initiative__in": initiatives}
    give(
        cases,
        "partnerships",
        grouped(Partnership.objects.filter(**here).select_related("partner", "result_contract")),
        list,
    )
    give(
        cases,
        "resident_decisions",
        grouped(ResidentDecision.objects.current().filter(**here), key=lambda d: d.department_id),
        dict,
    )
    open_requests = BoardRequest.objects.filter(closed_at__isnull=True, **here)
    give(cases, "open_requests", grouped(open_requests, key=lambda r: r.department_id), dict)
    reviews = DisplacementReview.objects.filter(**here).prefetch_related("answers__activity")
    give(cases, "displacement", grouped(reviews, key=lambda r: r.department_id), dict)
    asked = DisplacementRequest.objects.filter(closed_at__isnull=True, **here)
    asked = asked.select_related("department__organisation")
    give(cases, "open_displacement_requests", grouped(asked, key=lambda r: r.department_id), dict)
    give(
        cases,
        "statements",
        grouped(
            Statement.objects.filter(**here),
            key=lambda s: (s.requirement_key, s.prompt_key),
            value=lambda s: s.text,
        ),
        dict,
    )
    links = grouped(PhysicalLink.objects.filter(**here), value=lambda link: link.project_id)
    give(cases, "physical_links", {pk: set(found) for pk, found in links.items()}, set)
    explanations = Explanation.objects.filter(**here).select_related("written_by")
    give(cases, "explanations", grouped(explanations, key=lambda e: e.requirement_key), dict)
    marks = LookAgain.objects.open().filter(**here)
    give(cases, "look_again", grouped(marks, key=lambda m: (m.requirement_key, m.department_id)), dict)
    _of_departments(cases)


def _of_departments(cases: Sequence[Case]) -> None:
    """Volunteer work and building work belong to departments; a case without building work is not asked again."""
    everywhere = {department.pk: department for case in cases for department in departments(case)}
    registered = activities_of(list(everywhere.values()))
    with_projects = set(
        PhysicalProject.objects.filter(departments__in=everywhere).values_list("departments", flat=True)
    )
    for case in cases:
        here = {department.pk for department in departments(case)}
        own = {pk: registered[pk] for pk in here & registered.keys()}
        case.load("volunteer_activities", lambda _i, own=own: own)
        if not here & with_projects:
            case.load("overlapping_projects", lambda _i: [])
