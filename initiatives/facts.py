"""What can be read about a case from initiatives and departments themselves."""

from __future__ import annotations

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext_lazy as _

from .amendments import Kind, kind_of, proposed_changes
from .models import Department, Initiative, Partnership, PhysicalProject
from .proving import Case, Fact

NARROW = frozenset({Kind.CORRECTION, Kind.TIME, Kind.MONEY})
"""Changes that are decided by what they add, not by how large the whole initiative is."""


def departments(case: Case) -> list[Department]:
    """Every participating department, also those of other organisations."""

    def read(initiative):
        prefetch_related_objects([initiative], Initiative.DEPARTMENTS)
        return list(initiative.departments.all())

    return case.load("departments", read)


def own_departments(case: Case) -> list[Department]:
    """The participating departments of AAB; theirs are the residents the policy speaks of."""
    return [department for department in departments(case) if department.organisation.is_own]


def partnerships(case: Case) -> list[Partnership]:
    return case.load(
        "partnerships",
        lambda i: list(i.partnerships.select_related("partner", "result_contract")),
    )


def municipal_partnerships(case: Case) -> list[Partnership]:
    return [p for p in partnerships(case) if p.partner.is_municipal]


def area_keys(case: Case) -> list[str]:
    def read(initiative):
        prefetch_related_objects([initiative], "areas")
        return [area.key for area in initiative.areas.all()]

    return case.load("areas", read)


def overlapping_projects(case: Case) -> list[PhysicalProject]:
    """Building cases in the participating departments within the initiative's period."""
    return case.load(
        "overlapping_projects",
        lambda i: list(
            PhysicalProject.objects.overlapping(
                [d.pk for d in departments(case)], i.starts_on, i.ends_on
            ).prefetch_related("departments__organisation")
        ),
    )


def changes_scope(case: Case) -> bool:
    """True for every new case, and for a change of more than time and money."""
    if case.initiative.amends_id is None:
        return True
    return case.load("amendment_kind", lambda i: kind_of(proposed_changes(i))) not in NARROW


FACTS = {
    "changes_scope": Fact(
        changes_scope,
        _("Det er en ny indsats, eller afdelinger eller formål ændres"),
        _("Ændringen handler kun om tid eller penge."),
    ),
    "expects_outside_money": Fact(
        lambda case: case.initiative.expects_outside_money,
        _("Der ventes penge udefra"),
        _("Der er ingen penge udefra."),
    ),
    "involves_municipality": Fact(
        lambda case: case.initiative.involves_municipality,
        _("Kommunen er med"),
        _("Kommunen er ikke med."),
    ),
    "municipal_authorities": Fact(
        lambda case: len(municipal_partnerships(case)),
        _("Antal kommunale forvaltninger blandt partnerne"),
        _("Kommunen er ikke med."),
    ),
    "departments": Fact(
        lambda case: len(departments(case)), _("Antal afdelinger"), _("Der er for få afdelinger med.")
    ),
    "department_numbers": Fact(
        lambda case: [department.number for department in own_departments(case)],
        _("Afdelingernes numre"),
        _("Indsatsen er i andre afdelinger."),
    ),
    "is_pilot": Fact(
        lambda case: case.initiative.is_pilot is True, _("Det er et forsøg"), _("Det er ikke et forsøg.")
    ),
    "has_end_date": Fact(
        lambda case: case.initiative.ends_on is not None,
        _("Indsatsen har en slutdato"),
        _("Indsatsen har ingen slutdato."),
    ),
    "focus_areas": Fact(area_keys, _("Områder"), _("Indsatsen handler om andre områder.")),
    "long_track": Fact(
        lambda case: case.initiative.long_track,
        _("AAB's ansatte har bedt om den lange vej"),
        _("Ingen har bedt om den lange vej."),
    ),
    "concerns_debt": Fact(
        lambda case: case.initiative.concerns_debt,
        _("Indsatsen handler om gæld"),
        _("Indsatsen handler ikke om gæld."),
    ),
    "overlapping_physical_projects": Fact(
        lambda case: len(overlapping_projects(case)),
        _("Antal byggesager i perioden"),
        _("Der er ingen byggesag i afdelingerne i perioden."),
    ),
}
