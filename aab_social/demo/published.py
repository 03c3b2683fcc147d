"""Five real initiatives, with what has been published about them and not a figure more.

They are older than the policy or were decided elsewhere, so nobody can hold them against the
checklist: they are taken over as they are, without a decision, and their history says so. What is
not published is left empty. Source of each: the column "Kilde" of the file.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_noop
from openpyxl import load_workbook

from accounts.models import User
from funding.models import Figures, FundingSource, PaidAs
from funding.plans import save_budget
from initiatives import history
from initiatives.drafts import CaseFacts, create_draft
from initiatives.models import (
    Department,
    FocusArea,
    Initiative,
    Partner,
    PolicyVersion,
    Status,
)
from initiatives.partners import add_partner

FILE = Path(settings.BASE_DIR) / "initiatives" / "data" / "indsatser.xlsx"
STATES = {"bevilget": "granted", "søgt": "applied", "idé": "idea", "afslag": "declined"}
FIGURES = {"hele perioden": Figures.WHOLE, "pr. år": Figures.PER_YEAR}
PAID_AS = {"kontant": PaidAs.CASH, "kontant og timer": PaidAs.MIXED}
# One has no published beginning; its figures are those of 2020, the last year, so it begins there.
BEGINS = {"Høje Gladsaxe": dt.date(2020, 1, 1)}
# The file holds the sum of the parts, as somebody added them up; what was published is the rounded whole.
PUBLISHED = {"Høje Gladsaxe": (4_300_000, "Hele indsatsen, offentliggjort som 4,3 mio. kr. om året")}


def take_over(*, by: User, version: PolicyVersion, sources: dict[str, FundingSource]) -> None:
    """Add the five initiatives of the file, closed, with their money, partners and results."""
    book = load_workbook(FILE, read_only=True, data_only=True)
    money = defaultdict(list)
    for row in _rows(book["Finansiering"]):
        money[row["Indsats"]].append(row)
    for row in _rows(book["Indsatser"]):
        _take_over(row, money[row["Navn"]], by=by, version=version, sources=sources)
    book.close()


def _rows(sheet) -> list[dict]:
    headings, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(headings, row, strict=True)) for row in rows]


def _take_over(row: dict, money: list[dict], *, by, version, sources) -> None:
    areas = FocusArea.objects.filter(name__in=_list(row["Områder"]))
    partners = [Partner.objects.get(name=name) for name in _partners(row)]
    funding = [
        {
            "source": sources[line["Kilde"]],
            "amount": Decimal(line["Beløb (kr.)"]),
            "state": STATES[line["Status"]],
            "note": _sentence(line["Bemærkning"]),
            "paid_as": PAID_AS[line["Type"]],
            "is_rounded": "afrundede" in (line["Bemærkning"] or ""),
        }
        for line in money
    ]
    initiative, _is_new = create_draft(
        by=by,
        facts=CaseFacts(
            name=row["Navn"],
            departments=tuple(_departments(row["Afdelinger"])),
            areas=tuple(areas),
            starts_on=_day(row["Start"]) or BEGINS[row["Navn"]],
            ends_on=_day(row["Slut"]),
            summary=_summary(row),
            target_group=row["Målgruppe"] or "",
            expects_outside_money=any(line["source"].is_outside for line in funding),
            involves_municipality=any(partner.is_municipal for partner in partners),
            concerns_debt="restance" in (row["Målgruppe"] or ""),
            responsible=by,
        ),
    )
    for partner in partners:
        # Nobody has published whom to call there, so nobody stands there, and nobody is to be forgotten later.
        add_partner(initiative, partner=partner, role=_role(row, partner.name), contact="", by=by)
    if row["Budget i alt (kr.)"]:
        rounded = any(line["is_rounded"] for line in funding)
        amount, text = PUBLISHED.get(
            row["Navn"], (row["Budget i alt (kr.)"], "Administration og aktiviteter")
        )
        save_budget(
            initiative,
            costs=[{"text": text, "amount": Decimal(amount), "is_rounded": rounded}],
            funding=funding,
            figures=FIGURES[row["Budgettet gælder"]],
            by=by,
        )
    _close(initiative, row, by=by, version=version)


def _close(initiative: Initiative, row: dict, *, by: User, version: PolicyVersion) -> None:
    """Mark a case as over that was never decided here. Demo data only: the portal has no such step."""
    now = timezone.now()
    Initiative.objects.filter(pk=initiative.pk).update(
        status=Status.CLOSED,
        status_since=now,
        first_submitted_at=now,
        policy_version=version,
        source=row["Kilde"],
    )
    history.record(
        initiative,
        by=by,
        kind="taken_over",
        sentence=gettext_noop("Overført fra offentlige kilder. Den blev ikke godkendt i portalen"),
        words=_results(row),
        from_status=Status.DRAFT,
        to_status=Status.CLOSED,
    )


# --- Reading the cells ------------------------------------------------------------------------
def _list(cell: str | None) -> list[str]:
    return [part.strip() for part in (cell or "").split(";") if part.strip()]


def _day(cell: dt.datetime | None) -> dt.date | None:
    return cell.date() if cell else None


def _departments(cell) -> list[Department]:
    """AAB's own by number; "fsb Voldparken" is the department Voldparken of fsb."""
    found = []
    for name in _list(str(cell) if cell is not None else ""):
        organisation, _space, number = name.partition(" ")
        if number:
            found.append(Department.objects.get(organisation__name=organisation, number=number))
        else:
            found.append(Department.objects.get(organisation__is_own=True, number=name))
    return found


def _partners(row: dict) -> list[str]:
    """The partners, and the other housing organisations that are named."""
    others = [name for name in _list(row["Boligorganisationer"]) if not name.startswith("AAB")]
    known = set(Partner.objects.values_list("name", flat=True))
    return [name for name in dict.fromkeys([*_list(row["Samarbejdspartnere"]), *others]) if name in known]


def _role(row: dict, name: str) -> str:
    if name == row["Administrerende organisation"]:
        return "Administrerende organisation"
    return "Med i indsatsen"


def _sentence(text: str | None) -> str:
    return f"{text[0].upper()}{text[1:].rstrip('.')}." if text else ""


def _summary(row: dict) -> str:
    parts = [
        _sentence(row["Formål"]) or "Formålet er ikke offentliggjort.",
        f"{row['Beboere i området']} beboere i området.".replace("7117", "7.117").replace("2700", "2.700")
        if row["Beboere i området"]
        else "",
        f"{row['Ansatte']} ansatte." if row["Ansatte"] else "",
        "Startdatoen er ikke offentliggjort; tallene er fra 2020." if row["Start"] is None else "",
        f"Områder i kilden: {row['Områder']}." if "Sundhed" in (row["Områder"] or "") else "",
        _results(row),
    ]
    return " ".join(part for part in parts if part)


def _results(row: dict) -> str:
    parts = [_sentence(row["Resultater"]), _sentence(row["Efter projektet"])]
    return " ".join(part for part in parts if part) or "Resultater er ikke offentliggjort."
