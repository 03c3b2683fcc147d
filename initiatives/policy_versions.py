"""Making a new version of the policy: a copy to work on, what stands in its way, and publishing it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from decimal import Decimal, InvalidOperation

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext

from accounts.models import User

from .models import (
    FocusArea,
    PolicyVersion,
    Principle,
    Requirement,
    RequirementCondition,
)
from .proving import composition
from .wording import listed

ASKED_IN_WORDS = frozenset({"stated", "evidence_or_pilot"})
"""Proofs that read the answers to a point's own questions; without questions nothing could ever meet them."""

TRACKS = frozenset({"proven", "pilot"})
"""The two ways of the proof "evidence_or_pilot"; each needs a question."""


class NotPublishable(Exception):
    """The version cannot be published. `problems` are sentences: what is wrong and what to do."""

    def __init__(self, problems: list[str]):
        self.problems = problems
        super().__init__(" ".join(problems))


@transaction.atomic
def copy_version(version: PolicyVersion) -> PolicyVersion:
    """A new, unpublished version with everything of `version` but its adoption, ready to be changed."""
    list(PolicyVersion.objects.select_for_update())  # two copies at once get two numbers
    today = timezone.localdate()
    latest = PolicyVersion.objects.order_by("-number").first()
    copy = PolicyVersion.objects.create(
        number=latest.number + 1,
        title=version.title,
        adopted_by=version.adopted_by,
        adopted_on=today,
        in_force_from=today,
        introduction=version.introduction,
        introduction_en=version.introduction_en,
        official_introduction=version.official_introduction,
    )
    for principle in version.principles.prefetch_related("requirements__conditions"):
        new = _copied(principle, version=copy)
        for requirement in principle.requirements.all():
            point = _copied(requirement, principle=new)
            for condition in requirement.conditions.all():
                _copied(condition, requirement=point)
    return copy


def _copied(row: Principle | Requirement | RequirementCondition, **parent):
    values = {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if not field.primary_key
    }
    for name, value in parent.items():
        values.pop(f"{name}_id")
        values[name] = value
    return type(row).objects.create(**values)


@transaction.atomic
def publish(
    version: PolicyVersion, *, adopted_by: str, adopted_on: dt.date, in_force_from: dt.date, by: User
) -> None:
    """Put a version in force from a day on. From then it is closed to changes. Raises NotPublishable."""
    version = PolicyVersion.objects.select_for_update().get(pk=version.pk)
    problems = [
        *problems_of(version),
        *problems_of_dates(version, adopted_on=adopted_on, in_force_from=in_force_from),
    ]
    if problems:
        raise NotPublishable(problems)
    version.adopted_by = adopted_by
    version.adopted_on = adopted_on
    version.in_force_from = in_force_from
    version.published_at = timezone.now()
    version.published_by = by
    version.save(update_fields=["adopted_by", "adopted_on", "in_force_from", "published_at", "published_by"])


def problems_of_dates(version: PolicyVersion, *, adopted_on: dt.date, in_force_from: dt.date) -> list[str]:
    """What is wrong with the days of adoption and of coming into force, in sentences."""
    problems = []
    if in_force_from < adopted_on:
        problems.append(gettext("Politikken kan ikke gælde, før den er vedtaget. Ret en af de to datoer."))
    published = PolicyVersion.objects.filter(published_at__isnull=False).exclude(pk=version.pk)
    same_day = published.filter(in_force_from=in_force_from).first()
    if same_day:
        problems.append(
            gettext("Version %(number)s gælder allerede fra den %(day)s. Vælg en anden dag.")
            % {"number": same_day.number, "day": date_format(in_force_from, "j. F Y")}
        )
    return problems


def problems_of(version: PolicyVersion) -> list[str]:
    """What stands in the way of publishing the version, in sentences. Empty when nothing does."""
    if version.is_published:
        return [gettext("Version %(number)s er allerede udgivet.") % {"number": version.number}]
    points = list(
        Requirement.objects.filter(principle__version=version)
        .select_related("principle")
        .prefetch_related("conditions")
        .order_by("principle__order", "order", "sort_key")
    )
    if not points:
        return [gettext("Versionen har ingen punkter. Tilføj mindst ét.")]
    problems = []
    times = Counter(point.key for point in points)
    twice = [key for key, count in times.items() if count > 1]
    if twice:
        problems.append(
            gettext("Flere punkter har den samme nøgle: %(keys)s. Giv dem hver sin.")
            % {"keys": listed(twice)}
        )
    areas = set(FocusArea.objects.values_list("key", flat=True))
    for point in points:
        problems += problems_of_point(point, areas)
    return problems


def problems_of_point(point: Requirement, areas: set[str]) -> list[str]:
    """What is wrong with one point of a version, in sentences."""
    problems = []
    name = {"point": f"{point.key} {point.name}"}
    if point.proof not in composition().PROOFS:
        problems.append(
            gettext('%(point)s: Portalen kender ikke beviset "%(proof)s". Vælg et fra listen.')
            % {**name, "proof": point.proof}
        )
    elif point.proof in ASKED_IN_WORDS and not point.prompts:
        problems.append(
            gettext("%(point)s: Skriv mindst ét spørgsmål. Ellers kan ingen opfylde punktet.") % name
        )
    elif point.proof == "evidence_or_pilot" and not {p.get("when") for p in point.prompts} >= TRACKS:
        problems.append(
            gettext(
                "%(point)s: Skriv mindst ét spørgsmål til det, der virker, og ét til et forsøg. "
                "Ellers kan ingen opfylde punktet."
            )
            % name
        )
    if any(not prompt.get("key") or not prompt.get("label") for prompt in point.prompts):
        problems.append(
            gettext("%(point)s: Et spørgsmål har ingen tekst. Skriv den, eller slet spørgsmålet.") % name
        )
    for text, label in (
        (point.name, gettext("navn")),
        (point.plain, gettext("i klart sprog")),
        (point.missing, gettext("når det mangler")),
    ):
        if not text.strip():
            problems.append(gettext("%(point)s: Skriv teksten %(label)s.") % {**name, "label": label})
    for condition in point.conditions.all():
        problems += _problems_of_condition(condition, name, areas)
    return problems


def _problems_of_condition(condition: RequirementCondition, name: dict, areas: set[str]) -> list[str]:
    operator = RequirementCondition.Operator
    told = {**name, "fact": condition.fact, "value": condition.value}
    if condition.fact not in composition().FACTS:
        return [gettext('%(point)s: Portalen kender ikke oplysningen "%(fact)s". Vælg en fra listen.') % told]
    if condition.operator in _OF_NUMBERS and not _is_number(condition.value):
        return [gettext('%(point)s: Skriv et tal i betingelsen. Der står "%(value)s".') % told]
    if condition.operator == operator.CONTAINS and not condition.value:
        return [gettext("%(point)s: Skriv, hvad betingelsen skal indeholde.") % told]
    if (
        condition.fact == "focus_areas"
        and condition.operator == operator.CONTAINS
        and condition.value not in areas
    ):
        return [gettext('%(point)s: Der er intet område med nøglen "%(value)s".') % told]
    return []


_OF_NUMBERS = (
    RequirementCondition.Operator.ABOVE,
    RequirementCondition.Operator.AT_LEAST,
    RequirementCondition.Operator.AT_MOST,
)


def _is_number(text: str) -> bool:
    try:
        return Decimal(text).is_finite()
    except InvalidOperation:
        return False
