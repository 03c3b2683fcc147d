"""The people of the demo. All are invented, and so is every address and telephone number."""

from __future__ import annotations

import datetime as dt
from itertools import count
from typing import NamedTuple

from accounts.models import Employment, User
from initiatives.models import BoardSeat, Body, BodySeat, Department, Deputy, RouteCondition, RouteStep
from initiatives.route import write_default_route

STAFF_PASSWORD = "demo-adgang-2017"  # noqa: S105 - printed by `make run`; only the demo has it
PHONE = "00 00 00 00"
MANAGEMENT_KR = 80_000  # above this the direktion of the demo decides before the board does
PASSWORD, CODE = "adgangskode", "kode på mail"

DEMO_LOGINS = [
    ("Boligsocial konsulent", "mette.holm@example.dk", PASSWORD),
    ("Boligsocial konsulent", "jonas.bech@example.dk", PASSWORD),
    ("Boligsocial leder, godkender små indsatser", "lars.krogh@example.dk", PASSWORD),
    ("Administrator", "admin@example.dk", PASSWORD),
    ("Direktionen, godkender store indsatser først", "hans.vang@example.dk", CODE),
    ("Organisationsbestyrelsen", "anne.lund@example.dk", CODE),
    ("Organisationsbestyrelsen", "per.dahl@example.dk", CODE),
    ("Bestyrelsen i Afdeling 58", "karen.juhl@example.dk", CODE),
    ("Bestyrelsen i Afdeling 58", "bo.lind@example.dk", CODE),
    ("Bestyrelsen i Afdeling 52", "amir.said@example.dk", CODE),
    ("Bestyrelsen i Afdeling 33", "vibeke.riis@example.dk", CODE),
    ("Bestyrelserne i Afdeling 8 og 24", "tove.bang@example.dk", CODE),
    ("Tidligere i bestyrelsen i Afdeling 58", "inge.toft@example.dk", CODE),
]
"""(role, mail, how to log in) of everybody it is worth logging in as."""

Office = BoardSeat.Office


class Member(NamedTuple):
    name: str
    departments: tuple[str, ...]
    office: str = Office.MEMBER
    from_days_ago: int = 900
    until_days_ago: int | None = None


MEMBERS = [
    Member("Karen Juhl", ("58",), Office.CHAIR, 2200),
    Member("Bo Lind", ("58",), Office.TREASURER, 1500),
    Member("Inge Toft", ("58",), Office.MEMBER, 2300, 400),
    Member("Amir Said", ("52",), Office.CHAIR, 1800),
    Member("Ruth Kjær", ("52",), Office.MEMBER, 1300),
    Member("Vibeke Riis", ("33",), Office.CHAIR, 2000),
    Member("Tove Bang", ("8", "24"), Office.CHAIR, 1700),
]
NEW_ADDRESS_WANTED = "Ruth Kjær"
"""Whose mails come back."""
# Boards of the other departments that take part in something: two members each, in turn from the names below.
OTHER_BOARDS = [
    "16",
    "20",
    "23",
    "24",
    "27",
    "33",
    "35",
    "38",
    "42",
    "47",
    "49",
    "50",
    "62",
    "74",
    "80",
    "107",
]
OTHER_NAMES = [
    "Grethe Holst",
    "Leif Brandt",
    "Fatima Yildiz",
    "Jørgen Thomsen",
    "Lone Vinther",
    "Hassan Karimi",
    "Birthe Skov",
    "Kaj Friis",
    "Åse Østergaard",
    "Ole Bruun",
    "Maryam Haddad",
    "Torben Winther",
    "Hanne Lykke",
    "Erik Dam",
    "Yasmin Kaya",
    "Poul Munk",
    "Else Bjerre",
    "Søren Lassen",
    "Aisha Noor",
    "Niels Krag",
    "Kirsten Falk",
    "Ali Rahimi",
    "Bente Høj",
    "Svend Storm",
    "Merete Aagaard",
    "Omar Salem",
    "Jytte Thygesen",
    "Flemming Greve",
    "Sanne Ravn",
    "Preben Balle",
    "Dorthe Husted",
    "Viggo Elkjær",
]


def make_staff(today: dt.date) -> dict[str, User]:
    """The people employed at AAB, the administrator, and the deciders with their seats. By first name."""
    consultant, leader = Employment.CONSULTANT, Employment.LEADER
    people = {
        "mette": _person("Mette Holm", employment=consultant, password=STAFF_PASSWORD),
        "jonas": _person("Jonas Bech", employment=consultant, password=STAFF_PASSWORD),
        "lars": _person("Lars Krogh", employment=leader, password=STAFF_PASSWORD),
        "dorte": User.objects.create_superuser(
            "admin@example.dk", STAFF_PASSWORD, name="Dorte Skov", phone=PHONE
        ),
        "hans": _person("Hans Vang"),
        "eva": _person("Eva Storm"),
        "anne": _person("Anne Lund"),
        "per": _person("Per Dahl"),
    }
    leaders = Body.objects.create(kind=Body.Kind.LEADER, name="Den boligsociale leder")
    board = Body.objects.create(kind=Body.Kind.ORGANISATION_BOARD, name="Organisationsbestyrelsen")
    management = Body.objects.create(kind=Body.Kind.MANAGEMENT, name="Direktionen")
    Body.objects.create(kind=Body.Kind.COUNCIL, name="Repræsentantskabet", decides=False)
    for body, name in ((leaders, "lars"), (management, "hans"), (board, "anne"), (board, "per")):
        BodySeat.objects.create(body=body, person=people[name], from_on=today - dt.timedelta(days=2500))
    for body, name in ((leaders, "lars"), (management, "hans")):
        summer = today.year + (today.month > 7)
        Deputy.objects.create(
            body=body,
            person=people["eva"],
            for_person=people[name],
            from_on=dt.date(summer, 7, 1),
            until_on=dt.date(summer, 7, 31),
        )
    return people


def make_route() -> None:
    """The default route, with a step of the direktion before the board for cases of much money from AAB."""
    write_default_route()
    board = RouteStep.objects.get(body__kind=Body.Kind.ORGANISATION_BOARD)
    RouteStep.objects.filter(pk=board.pk).update(order=3)
    step = RouteStep.objects.create(order=2, body=Body.objects.get(kind=Body.Kind.MANAGEMENT))
    RouteCondition.objects.create(
        step=step, fact="aab_amount", operator=RouteCondition.Operator.ABOVE, value=str(MANAGEMENT_KR)
    )


def make_boards(departments: dict[str, Department], today: dt.date) -> dict[str, list[User]]:
    """The boards with their seats. Gives {department number: members in office today, longest first}."""
    boards: dict[str, list[User]] = {}
    names = iter(OTHER_NAMES)
    others = [
        Member(next(names), (number,), office, 1400 - 20 * place)
        for place, number in enumerate(OTHER_BOARDS)
        for office in (Office.CHAIR, Office.MEMBER)
    ]
    paper = count()
    for member in [*MEMBERS, *others]:
        person = _person(member.name)
        for number in member.departments:
            until = member.until_days_ago
            BoardSeat.objects.create(
                department=departments[number],
                person=person,
                office=member.office,
                from_on=today - dt.timedelta(days=member.from_days_ago),
                until_on=None if until is None else today - dt.timedelta(days=until),
                # One of the elected in Den Engelske Haveby wants letters, not mails.
                wants_paper=number == "20" and next(paper) == 0,
            )
            if until is None:
                boards.setdefault(number, []).append(person)
    return boards


def logins() -> str:
    """Who can log in and how, as `make run` shows it."""
    lines = [f"  {email:<26} {how:<14} {role}" for role, email, how in DEMO_LOGINS]
    return "\n".join(
        [*lines, f"  Adgangskoden er {STAFF_PASSWORD}. Koder står i de mails, portalen skriver.", ""]
    )


def _person(name: str, *, password: str | None = None, **fields) -> User:
    return User.objects.create_user(_address(name), password, name=name, phone=PHONE, **fields)


def _address(name: str) -> str:
    local = name.lower().replace(" ", ".")
    for danish, plain in (("æ", "ae"), ("ø", "oe"), ("å", "aa")):
        local = local.replace(danish, plain)
    return f"{local}@example.dk"
