"""What the demo's initiatives meet: meetings, partners, building cases, volunteers and sources of money."""

from __future__ import annotations

import datetime as dt

from funding.models import FundingSource
from initiatives.models import (
    Body,
    Department,
    FocusArea,
    Meeting,
    Partner,
    PhysicalProject,
    VolunteerActivity,
)

CUT_OFF_DAYS = 14
Kind = Partner.Kind
Source = FundingSource.Kind

# København's administrations are facts; each signs its own contracts.
COPENHAGEN = [
    "Beskæftigelses- og Integrationsforvaltningen",
    "Børne- og Ungdomsforvaltningen",
    "Kultur- og Fritidsforvaltningen",
    "Socialforvaltningen",
    "Sundheds- og Omsorgsforvaltningen",
    "Teknik- og Miljøforvaltningen",
    "Økonomiforvaltningen",
]
# (name, kind, municipality). Named by the sources of the real initiatives.
REAL_PARTNERS = [
    ("Københavns Kommune", Kind.MUNICIPAL_AUTHORITY, "København"),
    ("Gladsaxe Kommune", Kind.MUNICIPAL_AUTHORITY, "Gladsaxe"),
    ("Slagelse Kommune", Kind.MUNICIPAL_AUTHORITY, "Slagelse"),
    ("Landsbyggefonden", Kind.FOUNDATION, ""),
    ("TrygFonden", Kind.FOUNDATION, ""),
    ("fsb", Kind.HOUSING, ""),
    ("SAB", Kind.HOUSING, ""),
    ("3B", Kind.HOUSING, ""),
    ("VIBO", Kind.HOUSING, ""),
    ("AKB København", Kind.HOUSING, ""),
    ("BoligKorsør", Kind.HOUSING, ""),
    ("FOB", Kind.HOUSING, ""),
    ("Skælskør", Kind.HOUSING, ""),
    ("Slagelse almennyttige", Kind.HOUSING, ""),
    ("Slagelse Boligselskab", Kind.HOUSING, ""),
    ("Ungdommens Uddannelsesvejledning", Kind.SCHOOL, ""),
    ("Korsager Skole", Kind.SCHOOL, ""),
    ("Husum Skole", Kind.SCHOOL, ""),
    ("Ellebjerg Skole", Kind.SCHOOL, ""),
]
INVENTED_PARTNERS = [
    ("Gladsaxe Kommune, Børn og Unge", Kind.MUNICIPAL_AUTHORITY, "Gladsaxe"),
    ("Ballerup Kommune, Social og Sundhed", Kind.MUNICIPAL_AUTHORITY, "Ballerup"),
    ("Foreningen Lektiehjælperne", Kind.VOLUNTARY, ""),
    ("Frivilligcenter Broen", Kind.VOLUNTARY, ""),
    ("Boldklubben Solvang", Kind.VOLUNTARY, ""),
    ("Haveforeningen Spiren", Kind.VOLUNTARY, ""),
    ("Rådgivning på Hjul", Kind.VOLUNTARY, ""),
    ("Natteholdet", Kind.VOLUNTARY, ""),
    ("Mødre for Mødre", Kind.VOLUNTARY, ""),
    ("Sprogskolen Havnen", Kind.SCHOOL, ""),
    ("Skolen på Bakken", Kind.SCHOOL, ""),
    ("Købmanden på Torvet", Kind.BUSINESS, ""),
    ("Fonden Gode Naboer", Kind.FOUNDATION, ""),
]
SOURCES = [
    ("AAB's dispositionsfond", Source.AAB),
    ("Afdelingens egne midler", Source.DEPARTMENT),
    ("Landsbyggefonden", Source.NATIONAL_FUND),
    ("Københavns Kommune", Source.MUNICIPALITY),
    ("Gladsaxe Kommune", Source.MUNICIPALITY),
    ("Ballerup Kommune", Source.MUNICIPALITY),
    ("Boligorganisationerne", Source.HOUSING),
    ("Boligorganisationerne og Københavns Kommune", Source.SEVERAL),
    ("Fonden Gode Naboer (opdigtet)", Source.FOUNDATION),
    ("Egenbetaling", Source.USER_PAYMENT),
    ("Frivillig tid", Source.VOLUNTEER_TIME),
]
# (department, name, what, when, area)
ACTIVITIES = [
    (
        "58",
        "Strikkeklubben",
        "Vi strikker til nyfødte i kvarteret og drikker kaffe.",
        "Tirsdage kl. 14",
        "tryghed",
    ),
    (
        "58",
        "Beboercaféen",
        "Åbent hus med kaffe og brætspil. Alle kan komme.",
        "Torsdage kl. 15-17",
        "tryghed",
    ),
    (
        "52",
        "Lektier ved langbordet",
        "To forældre hjælper børn med lektier i beboerhuset.",
        "Onsdage kl. 15",
        "uddannelse",
    ),
    (
        "52",
        "Fredagsfodbold",
        "En far spiller fodbold med børnene på plænen.",
        "Fredage kl. 16",
        "kriminalpraevention",
    ),
    ("33", "Gårdens havegruppe", "Vi passer bedene og deler det, vi høster.", "Søndage kl. 10", "tryghed"),
    (
        "8",
        "Nabohjælp",
        "Vi handler ind for hinanden, når nogen er syge.",
        "Når der er brug for det",
        "tryghed",
    ),
    ("24", "Bankospil", "Banko med kaffe og kage den første fredag.", "Hver måned", "tryghed"),
    ("38", "Morgenkaffe", "Kaffe i vaskeriet for dem, der er tidligt oppe.", "Hverdage kl. 8", "tryghed"),
    ("42", "Petanqueholdet", "Vi spiller på banen bag blok 9.", "Mandage kl. 13", "tryghed"),
    ("47", "Tøjbyttedag", "Vi bytter børnetøj to gange om året.", "Marts og september", "forebyggelse"),
    ("50", "Fællessang", "Vi synger fra Højskolesangbogen.", "Onsdage kl. 19", "tryghed"),
    ("20", "Sankthansbål", "Bål og taler på engen.", "23. juni", "tryghed"),
    ("16", "Bogbyttereolen", "En reol i porten, hvor alle kan bytte bøger.", "Altid", ""),
    ("62", "Gåholdet", "Vi går en tur på en time og slutter med kaffe.", "Mandage kl. 10", "tryghed"),
]


def make_meetings(today: dt.date) -> list[Meeting]:
    """The organisationsbestyrelse on the first Wednesday of each month but July, two years back and one ahead."""
    body = Body.objects.get(kind=Body.Kind.ORGANISATION_BOARD)
    days = [
        _first_wednesday(today.year + (today.month - 1 + n) // 12, (today.month - 1 + n) % 12 + 1)
        for n in range(-30, 13)
    ]
    return [
        Meeting.objects.create(body=body, held_on=day, cut_off_on=day - dt.timedelta(days=CUT_OFF_DAYS))
        for day in days
        if day.month != 7
    ]


def _first_wednesday(year: int, month: int) -> dt.date:
    first = dt.date(year, month, 1)
    return first + dt.timedelta(days=(2 - first.weekday()) % 7)


def make_partners() -> dict[str, Partner]:
    """Every partner by name."""
    rows = [(f"Københavns Kommune, {name}", Kind.MUNICIPAL_AUTHORITY, "København") for name in COPENHAGEN]
    found = [
        Partner.objects.create(name=name, kind=kind, municipality=municipality, is_fictitious=invented)
        for invented, partners in ((False, rows + REAL_PARTNERS), (True, INVENTED_PARTNERS))
        for name, kind, municipality in partners
    ]
    return {partner.name: partner for partner in found}


def make_sources() -> dict[str, FundingSource]:
    """Every source of money by name."""
    return {name: FundingSource.objects.create(name=name, kind=kind) for name, kind in SOURCES}


def make_physical_projects(departments: dict[str, Department], today: dt.date) -> None:
    """Two real building cases as far as they are told of, and some invented ones to come."""
    year = today.year
    projects = [
        # "færdig tidligst 2028"; when the work begins is not published.
        (
            ["27"],
            "Helhedsplan for Afdeling 27",
            None,
            dt.date(2028, 12, 31),
            "aab.dk: færdig tidligst 2028",
            False,
        ),
        (
            ["1", "5"],
            "Helhedsplan og fælles gård",
            dt.date(2014, 1, 1),
            dt.date(2015, 12, 31),
            "aab1.dk",
            False,
        ),
        (["52"], "Nye altaner", dt.date(year + 1, 3, 1), dt.date(year + 2, 6, 30), "", True),
        (["58"], "Ny gård og cykelparkering", dt.date(year + 2, 4, 1), dt.date(year + 2, 11, 30), "", True),
        (["33"], "Tag og facader", dt.date(year + 1, 8, 1), dt.date(year + 2, 12, 31), "", True),
        (["62"], "Nyt vaskeri", dt.date(year - 1, 9, 1), dt.date(year, 2, 28), "", True),
        (["74"], "Regnvand i gården", dt.date(year + 1, 1, 15), dt.date(year + 1, 10, 1), "", True),
    ]
    for numbers, name, starts_on, ends_on, source, invented in projects:
        project = PhysicalProject.objects.create(
            name=name,
            starts_on=starts_on,
            ends_on=ends_on,
            contact="" if not invented else "Byggeafdelingen, tlf. 00 00 00 00",
            source=source,
            is_fictitious=invented,
        )
        project.departments.set([departments[number] for number in numbers])


def make_activities(departments: dict[str, Department], today: dt.date) -> None:
    """What residents do by themselves in some departments; in the others nobody has written anything yet."""
    areas = {area.key: area for area in FocusArea.objects.all()}
    for place, (number, name, what, when, area) in enumerate(ACTIVITIES):
        VolunteerActivity.objects.create(
            department=departments[number],
            name=name,
            what=what,
            when=when,
            area=areas.get(area),
            # Every third was last looked at more than a year ago.
            reviewed_on=today - dt.timedelta(days=430 if place % 3 == 2 else 90 + 12 * place),
            is_fictitious=True,
        )
