"""Puts version 1 of the policy and the focus areas into the database."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from initiatives.models import (
    FocusArea,
    FundArea,
    PolicyVersion,
    Principle,
    Requirement,
    RequirementCondition,
)

from . import areas
from . import version_1 as data
from .touched_by import TOUCHED_BY


@transaction.atomic
def load_areas() -> None:
    """Add the focus areas that are missing. What administrators have changed is left alone."""
    funds = {
        area.key: FundArea.objects.get_or_create(
            key=area.key, defaults={"name": area.name, "name_en": area.name_en, "order": order}
        )[0]
        for order, area in enumerate(areas.FUND_AREAS, start=1)
    }
    for order, area in enumerate(areas.FOCUS_AREAS, start=1):
        focus, is_new = FocusArea.objects.get_or_create(
            key=area.key,
            defaults={"name": area.name, "name_en": area.name_en, "icon": area.icon, "order": order},
        )
        if is_new:
            focus.fund_areas.set([funds[key] for key in area.fund_keys])


@transaction.atomic
def load_version_1() -> PolicyVersion:
    """Version 1 of the policy, published, with its areas. Where it is already there, nothing changes."""
    load_areas()
    present = PolicyVersion.objects.filter(number=data.NUMBER).first()
    if present is not None:
        return present
    version = PolicyVersion.objects.create(
        number=data.NUMBER,
        title=data.TITLE,
        adopted_by=data.ADOPTED_BY,
        adopted_on=data.ADOPTED_ON,
        in_force_from=data.ADOPTED_ON,
        introduction=data.INTRODUCTION[0],
        introduction_en=data.INTRODUCTION[1],
    )
    for order, principle in enumerate(data.PRINCIPLES, start=1):
        _add_principle(version, order, principle)
    # Published last: a published version is closed to changes.
    PolicyVersion.objects.filter(pk=version.pk).update(published_at=timezone.now())
    version.refresh_from_db()
    return version


def _add_principle(version: PolicyVersion, order: int, principle: data.PrincipleData) -> None:
    row = Principle.objects.create(
        version=version,
        key=principle.key,
        order=order,
        title=principle.title[0],
        title_en=principle.title[1],
        plain=principle.plain[0],
        plain_en=principle.plain[1],
    )
    for point in data.REQUIREMENTS:
        if point.key.split(".")[0] == principle.key:
            _add_requirement(row, point)


def _add_requirement(principle: Principle, point: data.RequirementData) -> None:
    requirement = Requirement.objects.create(
        principle=principle,
        key=point.key,
        name=point.name[0],
        name_en=point.name[1],
        strength=point.strength,
        plain=point.plain[0],
        plain_en=point.plain[1],
        missing=point.missing[0],
        missing_en=point.missing[1],
        proof=point.proof,
        prompts=list(point.prompts),
        touched_by=[change.value for change in TOUCHED_BY.get(point.key, ())],
    )
    # Each condition is a group of its own: it is enough that one holds.
    RequirementCondition.objects.bulk_create(
        RequirementCondition(requirement=requirement, group=group, fact=fact, operator=operator, value=value)
        for group, (fact, operator, value) in enumerate(point.conditions, start=1)
    )
