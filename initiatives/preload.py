"""What the proofs of initiatives read, fetched for many cases at once; for a trial of a draft policy.

Each value is put where the proof would have read it case by case (`Case.load`), so a proof cannot tell the difference.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db.models import prefetch_related_objects

from .facts import departments, own_departments
from .models import (
    BoardRequest,
    CouncilDecision,
    DisplacementRequest,
    DisplacementReview,
    Evidence,
    Explanation,
    Initiative,
    LookAgain,
    Partnership,
    PhysicalLink,
    PhysicalProject,
    ResidentDecision,
    Statement,
    SupportService,
)
from .outdated import by_point
from .proofs import activities_of
from .proving import Case
from .supporting import services_by_department


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
    council = CouncilDecision.objects.filter(
        resident_decision__initiative__in=initiatives, resident_decision__superseded_at__isnull=True
    ).select_related("resident_decision", "recorded_by", "evidence")
    decided: dict[int, dict] = defaultdict(dict)
    for decision in council:
        said = decision.resident_decision
        decided[said.initiative_id][said.department_id] = decision
    give(cases, "council_decisions", decided, dict)
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
    today = max((case.on for case in cases), default=None)
    files = grouped(Evidence.objects.outdated(today).filter(**here)) if today else {}
    give(cases, "outdated_files", {pk: by_point(rows) for pk, rows in files.items()}, dict)
    _of_departments(cases)


def _of_departments(cases: Sequence[Case]) -> None:
    """Volunteer work, building work and debt counselling belong to departments: each is read once for all of them."""
    everywhere = {department.pk: department for case in cases for department in departments(case)}
    registered = activities_of(list(everywhere.values()))
    debt = SupportService.Kind.DEBT_COUNSELLING
    counselling = {
        pk: services[debt][0]
        for pk, services in services_by_department(everywhere.values()).items()
        if debt in services
    }
    projects = PhysicalProject.objects.filter(departments__in=everywhere).distinct()
    projects = list(projects.prefetch_related("departments__organisation"))
    for case in cases:
        here = {department.pk for department in departments(case)}
        own = {department.pk for department in own_departments(case)}
        case.load("volunteer_activities", lambda _i, here=here: _among(registered, here))
        case.load("debt_counselling", lambda _i, own=own: _among(counselling, own))
        met = [project for project in projects if _meets(project, here, case.initiative)]
        case.load("overlapping_projects", lambda _i, met=met: met)


def _among(values: dict[int, Any], departments: set[int]) -> dict[int, Any]:
    return {pk: values[pk] for pk in departments & values.keys()}


def _meets(project: PhysicalProject, departments: set[int], initiative: Initiative) -> bool:
    """As `PhysicalProjectQuerySet.overlapping` asks it of the database."""
    if project.stage == PhysicalProject.Stage.STOPPED:
        return False
    if project.ends_on is not None and project.ends_on < initiative.starts_on:
        return False
    starts_late = project.starts_on is not None and initiative.ends_on is not None
    if starts_late and project.starts_on > initiative.ends_on:
        return False
    return any(department.pk in departments for department in project.departments.all())
