"""Actuals from the bookkeeping, as CSV or XLSX: read, matched and shown first, then entered once."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop
from openpyxl import load_workbook

from accounts.forms.days import read_day
from accounts.forms.numbers import read_kroner, write_kroner
from initiatives.history import record
from initiatives.imports.plans import FilePlan
from initiatives.imports.reading import MAX_ROWS, Fault, Row, Unreadable, cell_text, decode, read_rows
from initiatives.models import Initiative
from initiatives.workflow import Refused

from .models import BudgetLine, Commitment, ImportBatch, MoneyEntry
from .money import spend

COLUMNS = ("dato", "tekst", "beloeb", "bilag", "slags", "kilde")
REQUIRED = ("dato", "beloeb", "slags")


@dataclass
class ActualRow:
    """One line of the file: what would be entered, whether it is there already, and what is wrong with it."""

    line: int
    on: dt.date | None = None
    text: str = ""
    amount: Decimal | None = None
    voucher: str = ""
    category: str = ""
    source: str = ""
    commitment: Commitment | None = None
    key: str = ""
    is_known: bool = False
    faults: list[Fault] = field(default_factory=list)

    @property
    def category_name(self) -> str:
        return str(BudgetLine.Category(self.category).label) if self.category else ""


@dataclass
class ActualsPlan(FilePlan):
    """What entering a file of spending would do; a row that is known already is not entered again."""

    rows: list[ActualRow] = field(default_factory=list)

    @property
    def new(self) -> list[ActualRow]:
        return [row for row in self.rows if not row.is_known and not row.faults]

    @property
    def known(self) -> list[ActualRow]:
        return [row for row in self.rows if row.is_known]

    @property
    def sum(self) -> Decimal:
        return sum((row.amount for row in self.new), Decimal("0.00"))


class Faulty(Exception):
    """The file has faults, and nothing of it is entered. `plan` names them all."""

    def __init__(self, plan: ActualsPlan):
        self.plan = plan
        super().__init__("\n".join(str(fault) for fault in plan.faults))


def text_of(data: bytes) -> str:
    """The file as the CSV text it is, or would be. Raises Unreadable."""
    if not data.startswith(b"PK"):
        return decode(data)
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        lines = []
        for row in sheet.iter_rows(max_row=MAX_ROWS + 2, max_col=40, values_only=True):
            lines.append(list(row))
        book.close()
    except Exception as error:
        raise Unreadable(Fault(gettext("Vi kan ikke læse regnearket. Gem det igen, og prøv så."))) from error
    while lines and not any(value not in (None, "") for value in lines[-1]):
        lines.pop()
    width = max((n + 1 for row in lines for n, value in enumerate(row) if value not in (None, "")), default=0)
    return "\n".join(";".join(_cell(value) for value in row[:width]) for row in lines)


def _cell(value) -> str:
    if value is None:
        return ""
    if isinstance(value, dt.datetime | dt.date):
        return f"{value:%d-%m-%Y}"
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return write_kroner(Decimal(str(value)).quantize(Decimal("0.01")))
    text = str(value).replace("\n", " ").replace("\r", " ")
    return '"' + text.replace('"', '""') + '"' if any(sign in text for sign in ';"') else text


def plan_actuals(initiative: Initiative, text: str) -> ActualsPlan:
    """Say what entering the file would do, line by line. Stores nothing."""
    plan = ActualsPlan()
    try:
        rows, plan.loose_faults = read_rows(text, columns=COLUMNS, required=REQUIRED)
    except Unreadable as fault:
        plan.loose_faults = list(fault.faults)
        return plan
    commitments = list(
        Commitment.objects.filter(line__initiative=initiative)
        .select_related("line__source")
        .order_by("year", "pk")
    )
    left = {commitment.pk: commitment.remaining for commitment in commitments}
    alike: Counter = Counter()
    for row in rows:
        plan.rows.append(_read(initiative, row, alike))
    known = set(
        MoneyEntry.objects.filter(key__in=[row.key for row in plan.rows if row.key]).values_list(
            "key", flat=True
        )
    )
    for row in plan.rows:
        row.is_known = row.key in known
        if row.source and not row.is_known and not row.faults:
            _match(row, commitments, left)
    return plan


def _read(initiative: Initiative, row: Row, alike: Counter) -> ActualRow:
    found = ActualRow(row.line)

    def cell(column: str, length: int) -> str:
        try:
            return cell_text(row, column, max_length=length)
        except ValidationError as error:
            found.faults += [Fault(str(text), line=row.line, column=column) for text in error.messages]
            return ""

    found.on = read_day([cell("dato", 20)])
    if found.on is None:
        found.faults.append(Fault(gettext("Skriv datoen som 14-09-2025."), line=row.line, column="dato"))
    # Read before it is looked at for CPR numbers: 708 million kr. without stops looks like one. One of ten figures
    # is no amount either, for it is more than a billion.
    found.amount = read_kroner(row.cells["beloeb"])
    if found.amount is None:
        cell("beloeb", 30)
        found.faults.append(Fault(gettext("Skriv beløbet som 1.234,50."), line=row.line, column="beloeb"))
    elif found.amount == 0 or abs(found.amount) > 999_999_999:
        found.faults.append(
            Fault(
                gettext("Beløbet skal være mere end 0 og mindre end en milliard."),
                line=row.line,
                column="beloeb",
            )
        )
    found.text, found.voucher, found.source = cell("tekst", 200), cell("bilag", 60), cell("kilde", 120)
    labels = {str(label).casefold(): key for key, label in BudgetLine.Category.choices}
    category = cell("slags", 60)
    found.category = labels.get(category.casefold(), "")
    if not found.category:
        text = gettext('Vi kender ikke "%(text)s". Skriv et af disse: %(names)s.')
        names = ", ".join(str(label) for label in BudgetLine.Category.labels)
        found.faults.append(Fault(text % {"text": category, "names": names}, line=row.line, column="slags"))
    if not found.faults:
        same = (initiative.pk, found.on, found.text, found.amount, found.voucher, found.category)
        alike[same] += 1  # two lines that read the same in one file are two movements
        found.key = hashlib.sha256(repr((*same, alike[same])).encode()).hexdigest()
    return found


def _match(row: ActualRow, commitments: list[Commitment], left: dict[int, Decimal]) -> None:
    """The first commitment of the named source that has room, of the year of the entry before others."""
    named = [c for c in commitments if c.line.source.name.casefold() == row.source.casefold()]
    named.sort(key=lambda c: c.year != row.on.year)
    row.commitment = next((c for c in named if left[c.pk] >= row.amount), None)
    if row.commitment is not None:
        left[row.commitment.pk] -= row.amount
        return
    text = (
        gettext(
            'Der er ikke så meget tilbage af tilsagnet fra "%(source)s". Ret beløbet, eller lad kilden stå tom.'
        )
        if named
        else gettext('Indsatsen har intet tilsagn fra "%(source)s". Ret navnet, eller lad kilden stå tom.')
    )
    row.faults.append(Fault(text % {"source": row.source}, line=row.line, column="kilde"))


@transaction.atomic
def enter_actuals(initiative: Initiative, *, text: str, name: str, by) -> ImportBatch:
    """Enter the lines that are new, all or nothing. The same file twice adds nothing the second time.

    Raises Faulty with every fault of the file, Refused when the case takes no entries.
    """
    plan = plan_actuals(initiative, text)
    if plan.faults:
        raise Faulty(plan)
    if not plan.new:
        raise Refused(gettext("Alle linjer er skrevet ind i forvejen. Intet er ændret."))
    batch = ImportBatch.objects.create(
        initiative=initiative,
        name=name[:120],
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        added=len(plan.new),
        made_by=by,
        made_at=timezone.now(),
    )
    for row in plan.new:
        spend(
            initiative,
            amount=row.amount,
            on=row.on,
            category=row.category,
            text=row.text,
            voucher=row.voucher,
            commitment=row.commitment,
            batch=batch,
            key=row.key,
            by=by,
        )
    record(
        initiative,
        by=by,
        kind="actuals",
        sentence=gettext_noop("Læste %(count)s linjer ind fra regnskabet"),
        params={"count": len(plan.new)},
    )
    return batch
