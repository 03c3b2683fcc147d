"""Building projects (byggesager): what a department has before it, writing it down, and the hint to use it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from .models import Department, PhysicalLink, PhysicalProject, SynergyNote
from .together import EditedMeanwhile, Texts, in_danish, texts_of, to_change
from .wording import listed


def projects_of(department: Department, on: dt.date | None = None) -> list[PhysicalProject]:
    """Building projects under way or to come in a department, the nearest first. One query."""
    found = PhysicalProject.objects.not_over(on or timezone.localdate()).filter(departments=department)
    return list(found.order_by("starts_on", "name"))


SAID = ("name", "reference", "kind", "stage", "starts_on", "ends_on", "contact")
"""What somebody writes about a building project, besides its departments."""


def project_texts(project: PhysicalProject, departments: Iterable[Department]) -> dict[str, str]:
    """What is written about a building project, to be compared with what a page showed."""
    with in_danish():
        return texts_of(project, SAID) | {"departments": listed(sorted(map(str, departments)))}


def _departments_of(project: PhysicalProject) -> list[Department]:
    return list(project.departments.select_related("organisation"))


def standing_texts(project: PhysicalProject) -> dict[str, str]:
    """The same as it stands in the database now."""
    return project_texts(PhysicalProject.objects.get(pk=project.pk), _departments_of(project))


@transaction.atomic
def save_project(
    project: PhysicalProject, *, departments: Iterable[Department], by, seen: Texts | None = None
) -> PhysicalProject:
    """Write a new building project down, or mend one.

    `seen` is what the writer's page showed (`project_texts`). Raises EditedMeanwhile when somebody else has
    changed the same answer, and ValidationError.
    """
    departments = list(departments)
    if project.pk is not None:
        standing = PhysicalProject.objects.select_for_update(of=("self",)).get(pk=project.pk)
        placed = _departments_of(standing)
        changed, clashes = to_change(
            now=project_texts(standing, placed), mine=project_texts(project, departments), seen=seen
        )
        if clashes:
            by_whom, when = standing.changed_by or by, standing.changed_at or timezone.now()
            raise EditedMeanwhile(clashes, by=by_whom, at=when)
        for name in set(SAID) - changed:
            setattr(project, name, getattr(standing, name))
        departments = departments if "departments" in changed else placed
    project.changed_by = by
    project.changed_at = timezone.now()
    project.full_clean()
    project.save()
    project.departments.set(departments)
    return project


# --- The hint: can the building work be used? -------------------------------------------------
Hint = PhysicalProject.departments.through
"""A building project in one department: what a hint is about."""


def open_hints(on: dt.date) -> QuerySet:
    """Building projects that start soon in one of AAB's departments, where nobody has said how to use them.

    A project no initiative is tied to, and that nobody has answered about, or has asked to see again.
    """
    soon = on + dt.timedelta(days=settings.AAB_BUILDING_HINT_DAYS)
    answered = SynergyNote.objects.filter(
        Q(ask_again_on__isnull=True) | Q(ask_again_on__gt=on),
        project=OuterRef("physicalproject"),
        department=OuterRef("department"),
    )
    used = PhysicalLink.objects.filter(
        project=OuterRef("physicalproject"), initiative__departments=OuterRef("department")
    )
    return (
        Hint.objects.filter(
            ~Exists(answered),
            ~Exists(used),
            physicalproject__starts_on__gte=on,
            physicalproject__starts_on__lte=soon,
            department__organisation__is_own=True,
        )
        .exclude(physicalproject__stage__in=PhysicalProject.OVER)
        .select_related("physicalproject", "department__organisation", "department__consultant")
        .order_by("physicalproject__starts_on", "department__sort_key")
    )


def hints_for(user, on: dt.date) -> Sequence:
    """The hints a person is to answer: those of the departments they serve, and of departments nobody serves."""
    if not user.is_employee:
        return []
    return list(
        open_hints(on).filter(Q(department__consultant=user) | Q(department__consultant__isnull=True))
    )


def answer_hint(
    project: PhysicalProject,
    department: Department,
    *,
    answer: str,
    words: str,
    ask_again_on: dt.date | None = None,
    by,
) -> SynergyNote:
    """Say whether a building project can be used socially in a department, and how or why not.

    Raises ValidationError when it is to be asked about again, and no day is given.
    """
    note = SynergyNote.objects.filter(project=project, department=department).first() or SynergyNote(
        project=project, department=department
    )
    note.answer, note.words, note.ask_again_on = answer, words, ask_again_on
    note.answered_by, note.answered_at = by, timezone.now()
    note.full_clean()
    note.save()
    return note


def use_of_building(asked: Mapping[str, str]) -> SynergyNote | None:
    """The yes to a hint that an address names (`byggesag` and `afdeling`); None when there is no such yes."""
    project, department = asked.get("byggesag", ""), asked.get("afdeling", "")
    if not all(number.isdecimal() and len(number) <= 9 for number in (project, department)):
        return None
    said_yes = SynergyNote.objects.filter(answer=SynergyNote.Answer.YES)
    found = said_yes.filter(project__pk=int(project), department__pk=int(department))
    return found.select_related("project", "department__organisation").first()
