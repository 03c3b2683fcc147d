"""The departments of the demo: the real ones from the file, and invented ones up to 110 of AAB's own."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from initiatives.imports.departments import import_departments
from initiatives.models import Department, HousingOrganisation

REAL = Path(settings.BASE_DIR) / "initiatives" / "data" / "afdelinger.csv"
OWN_DEPARTMENTS = 110  # "fordelt på 110 afdelinger" (aab.dk); the numbers go to 111
LAST_NUMBER = 111

_TREES = [
    "Linde",
    "Kastanje",
    "Birke",
    "Ahorn",
    "Elme",
    "Bøge",
    "Ege",
    "Hassel",
    "Pile",
    "Aske",
    "Rønne",
    "Tjørne",
    "Fyrre",
    "Lærke",
    "Hyld",
]
_ENDS = ["gården", "haven", "parken", "vænget", "torvet", "krogen"]
# Around Copenhagen, where AAB's departments lie; which of them has which is invented.
_MUNICIPALITIES = [
    "København",
    "København",
    "København",
    "Frederiksberg",
    "Gladsaxe",
    "Ballerup",
    "Hvidovre",
    "Rødovre",
    "Herlev",
    "Brøndby",
    "Glostrup",
]
_GOVERNANCE = [
    Department.Governance.CLASSIC,
    Department.Governance.LIGHT,
    Department.Governance.PARLIAMENTARY,
]


def make_departments() -> dict[str, Department]:
    """Load them all. Gives AAB's own by number."""
    import_departments(REAL.read_bytes())
    own = HousingOrganisation.objects.get(is_own=True)
    taken = set(own.departments.values_list("number", flat=True))
    free = [str(n) for n in range(2, LAST_NUMBER + 1) if str(n) not in taken and n != 95]  # there is a 95 II
    for place, number in enumerate(free[: OWN_DEPARTMENTS - len(taken)]):
        Department.objects.create(organisation=own, number=number, is_fictitious=True, **_invented(place))
    return {
        department.number: department
        for department in Department.objects.own().select_related("organisation")
    }


def _invented(place: int) -> dict:
    """What is told about an invented department; every ninth or so has something nobody knows."""
    municipality = _MUNICIPALITIES[place * 7 % len(_MUNICIPALITIES)]
    name = _TREES[place % len(_TREES)] + _ENDS[place // len(_TREES) % len(_ENDS)]
    return {
        "name": name,
        "municipality": municipality,
        "address": f"{name} {place % 40 + 1}",
        "homes": None if place % 9 == 4 else 24 + place * 37 % 380,
        "governance": "" if place % 8 == 3 else _GOVERNANCE[place % len(_GOVERNANCE)],
        "has_board": None if place % 11 == 5 else place % 13 != 6,
        "note": "opdigtet til visning",
    }
