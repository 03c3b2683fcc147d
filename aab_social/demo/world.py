"""What the demo's initiatives meet: meetings, partners, building cases, volunteers and sources of money."""

from __future__ import annotations

import datetime as dt
import re

from funding.models import ApplicationDeadline, FundingSource
from initiatives.departments import advice
from initiatives.displacement import ask_board_about_volunteers
from initiatives.models import (
    EDITABLE,
    BoardSeat,
    Body,
    Department,
    FocusArea,
    Initiative,
    Meeting,
    Partner,
    PhysicalProject,
    VolunteerActivity,
)

from .clock import at

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

# What more is told about some of them.
ABOUT = {
    "Strikkeklubben": {
        "example": "I foråret strikkede vi 40 huer til nyfødte.",
        "target_group": "older",
        "who_can_join": "Alle, der har lyst til at strikke eller lære det",
        "place": "Beboerhuset",
        "access": "step_free",
        "language": "dansk",
    },
    "Beboercaféen": {
        "example": "En torsdag kom 23, og fire nye naboer lærte hinanden at kende.",
        "target_group": "everyone",
        "who_can_join": "Alle i kvarteret",
        "place": "Beboerhuset",
        "access": "step_free",
        "language": "dansk, arabisk og tyrkisk",
    },
    "Lektier ved langbordet": {
        "example": "Tre drenge fra 4. klasse fik hjælp til brøker.",
        "target_group": "children",
        "who_can_join": "Børn fra 0. til 6. klasse",
        "place": "Beboerhuset",
        "access": "with_help",
        "language": "dansk og urdu",
    },
    "Fredagsfodbold": {
        "target_group": "children",
        "who_can_join": "Børn fra 6 til 12 år",
        "place": "Plænen",
        "access": "step_free",
    },
    "Gårdens havegruppe": {
        "target_group": "everyone",
        "who_can_join": "Alle i afdelingen",
        "place": "Gården",
        "access": "with_help",
    },
}


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
    """Every source of money by name. Only the rules that are public are filled in; AAB's own are not."""
    sources = {name: FundingSource.objects.create(name=name, kind=kind) for name, kind in SOURCES}
    fund = sources["Landsbyggefonden"]
    fund.least_local_share = 25
    fund.in_kind_counts = True
    fund.decided_by = "Landsbyggefonden"
    fund.rules = "lbf.dk: Organisation og økonomiske rammer"
    fund.save()
    invented = sources["Fonden Gode Naboer (opdigtet)"]
    invented.needs_auditor = True
    invented.rules = "Opdigtet til demoen"
    invented.save()
    return sources


def make_deadlines(sources: dict[str, FundingSource], today: dt.date) -> None:
    """Days on which the invented foundation takes applications."""
    for days, answer in ((18, 75), (200, 260)):
        ApplicationDeadline.objects.create(
            source=sources["Fonden Gode Naboer (opdigtet)"],
            deadline_on=today + dt.timedelta(days=days),
            answer_on=today + dt.timedelta(days=answer),
            note="Opdigtet frist",
        )


def make_physical_projects(departments: dict[str, Department], today: dt.date) -> None:
    """Two real building cases as far as they are told of, and some invented ones to come."""
    year = today.year
    kind, stage = PhysicalProject.Kind, PhysicalProject.Stage
    soon = today + dt.timedelta(days=120)
    projects = [
        # "færdig tidligst 2028"; when the work begins is not published.
        (["27"], "Helhedsplan for Afdeling 27", None, dt.date(2028, 12, 31), kind.PLAN, stage.DECIDED),
        (
            ["1", "5"],
            "Helhedsplan og fælles gård",
            dt.date(2014, 1, 1),
            dt.date(2015, 12, 31),
            kind.PLAN,
            stage.DONE,
        ),
        (
            ["52"],
            "Nye altaner",
            dt.date(year + 1, 3, 1),
            dt.date(year + 2, 6, 30),
            kind.BALCONIES,
            stage.DECIDED,
        ),
        (
            ["58"],
            "Ny gård og cykelparkering",
            dt.date(year + 2, 4, 1),
            dt.date(year + 2, 11, 30),
            kind.OUTDOORS,
            stage.PLANNED,
        ),
        (
            ["33"],
            "Tag og facader",
            dt.date(year + 1, 8, 1),
            dt.date(year + 2, 12, 31),
            kind.ROOF,
            stage.DECIDED,
        ),
        (["70"], "Nye facader", soon, soon + dt.timedelta(days=480), kind.ROOF, stage.DECIDED),
        (["62"], "Nyt vaskeri", dt.date(year - 1, 9, 1), dt.date(year, 2, 28), kind.COMMON, stage.DONE),
        (
            ["74"],
            "Regnvand i gården",
            dt.date(year + 1, 1, 15),
            dt.date(year + 1, 10, 1),
            kind.OUTDOORS,
            stage.PLANNED,
        ),
        (
            ["95 II"],
            "Nye rør",
            today - dt.timedelta(days=90),
            today + dt.timedelta(days=300),
            kind.PIPES,
            stage.BUILDING,
        ),
    ]
    sources = {
        "Helhedsplan for Afdeling 27": "aab.dk: færdig tidligst 2028",
        "Helhedsplan og fælles gård": "aab1.dk",
    }
    for place, (numbers, name, starts_on, ends_on, what, how_far) in enumerate(projects):
        source = sources.get(name, "")
        project = PhysicalProject.objects.create(
            name=name,
            reference="" if source else f"B-{1040 + place}",
            starts_on=starts_on,
            ends_on=ends_on,
            kind=what,
            stage=how_far,
            contact="" if source else "Byggeafdelingen, tlf. 00 00 00 00",
            source=source,
            is_fictitious=not source,
        )
        project.departments.set([departments[number] for number in numbers])


def make_activities(departments: dict[str, Department], today: dt.date) -> None:
    """What residents do by themselves in some departments; in the others nobody has written anything yet."""
    areas = {area.key: area for area in FocusArea.objects.all()}
    chairs = {
        seat.department_id: seat.person
        for seat in BoardSeat.objects.in_office(today).select_related("person").order_by("-office", "from_on")
    }
    for place, (number, name, what, when, area) in enumerate(ACTIVITIES):
        weekday, starts_at, ends_at, words = _when(when)
        # Every third was last looked at more than a year ago.
        seen = today - dt.timedelta(days=430 if place % 3 == 2 else 12 * place)
        chair = chairs.get(departments[number].pk)
        VolunteerActivity.objects.create(
            department=departments[number],
            name=name,
            what=what,
            weekday=weekday,
            starts_at=starts_at,
            ends_at=ends_at,
            when=words,
            area=areas.get(area),
            reviewed_on=seen,
            reviewed_by=chair,
            contact=chair,
            is_public=place % 4 != 3,
            is_fictitious=True,
            **ABOUT.get(name, {"place": "Beboerhuset", "who_can_join": "Alle i afdelingen"}),
        )


def _when(words: str) -> tuple[int | None, dt.time | None, dt.time | None, str]:
    """ "Torsdage kl. 15-17" as weekday and hours; anything else stays in words."""
    found = re.fullmatch(r"(\w+)dage kl\. (\d+)(?:-(\d+))?", words)
    days = ["Man", "Tirs", "Ons", "Tors", "Fre", "Lør", "Søn"]
    if found is None or found[1] not in days:
        return None, None, None, words
    ends_at = dt.time(int(found[3])) if found[3] else dt.time(int(found[2]) + 2)
    return days.index(found[1]) + 1, dt.time(int(found[2])), ends_at, ""


def make_questions(departments: dict[str, Department], boards: dict, staff: dict, today: dt.date) -> None:
    """Boards that have asked for help: one new, one that somebody has taken, one that is answered."""
    asked = [
        ("58", "residents", "Vi vil gerne have flere unge med på afdelingsmødet.", 3),
        ("33", "money", "Vi vil gerne bygge en legeplads i gården. Hvor kan vi søge?", 12),
        ("52", "association", "Fodboldholdet vil gerne være en forening. Hvordan gør man?", 40),
    ]
    for place, (number, topic, text, days) in enumerate(asked):
        with at(today - dt.timedelta(days=days)):
            request = advice.ask_for_help(departments[number], topic=topic, text=text, by=boards[number][0])
            if place > 0:
                advice.take(request, by=staff["mette"])
        if place == 2:
            with at(today - dt.timedelta(days=30)):
                request.refresh_from_db()
                advice.answer(
                    request, text="Vi har skrevet vedtægter sammen. Foreningen er stiftet.", by=staff["mette"]
                )
    # Asked today, after everything the case has been through.
    open_cases = Initiative.objects.filter(status__in=EDITABLE, expects_outside_money=True)
    for case in open_cases.filter(departments=departments["52"]).order_by("pk")[:1]:
        ask_board_about_volunteers(case, department=departments["52"], by=staff["mette"])
