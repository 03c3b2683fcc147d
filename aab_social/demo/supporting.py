"""The demo's services for residents. Real is that AAB has debt counselling and that municipalities have
contact persons; who, when and where are invented."""

from __future__ import annotations

import datetime as dt

from initiatives.models import Department, SupportService

Kind = SupportService.Kind
PHONE = "00 00 00 00"
# (department, when, days since somebody looked)
DEBT = [
    ("58", "Torsdage kl. 15-17", 40),
    ("33", "Tirsdage kl. 10-12", 90),
    ("50", "Onsdage kl. 16-18", 500),
    ("38", "Første mandag i måneden kl. 16-18", 30),
    ("80", "Første mandag i måneden kl. 16-18", 30),
    ("8", "Torsdage kl. 10-12", 700),
    ("24", "Torsdage kl. 13-15", 60),
]
MUNICIPALITIES = [("København", 50), ("Gladsaxe", 120), ("Ballerup", 420), ("Frederiksberg", 20)]
OTHERS = [
    ("58", Kind.SOCIAL_CARETAKER, "Den sociale vicevært på ejendomskontoret", "Hverdage kl. 8-10", 40),
    ("52", Kind.SOCIAL_CARETAKER, "Den sociale vicevært i Høje Gladsaxe", "Mandage og torsdage", 80),
    ("58", Kind.BRIDGE, "Frivilligcenter Broen", "Anden onsdag i måneden", 40),
    ("42", Kind.BRIDGE, "Boldklubben Solvang", "Hele sæsonen", 200),
    ("33", Kind.BRIDGE, "Rådgivning på Hjul", "Hver fredag formiddag", 90),
]


def make_services(departments: dict[str, Department], today: dt.date) -> None:
    def seen(days: int) -> dt.date:
        return today - dt.timedelta(days=days)

    rows = [
        SupportService(
            kind=Kind.DEBT_COUNSELLING,
            department=departments[number],
            who="AAB's gældsrådgiver",
            when=when,
            where="Beboerhuset",
            phone=PHONE,
            since_on=seen(days + 600),
            reviewed_on=seen(days),
        )
        for number, when, days in DEBT
    ]
    rows += [
        SupportService(
            kind=Kind.CONTACT_PERSONS,
            municipality=place,
            who=f"{place} Kommunes kontaktpersoner",
            when="Hverdage",
            phone=PHONE,
            reviewed_on=seen(days),
        )
        for place, days in MUNICIPALITIES
    ]
    rows += [
        SupportService(
            kind=kind,
            department=departments[number],
            who=who,
            when=when,
            since_on=seen(days + 400),
            reviewed_on=seen(days),
        )
        for number, kind, who, when, days in OTHERS
    ]
    for row in rows:
        row.is_fictitious = True
    SupportService.objects.bulk_create(rows)
