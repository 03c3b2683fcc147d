"""Spreadsheets people take home: XLSX and CSV. The only place where the portal writes them.

A text that begins with "=", "+", "-" or "@" is a text and never a formula: what somebody typed into
a form must not run on the machine of whoever opens the sheet.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.http import HttpResponse
from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font

Value = str | int | Decimal | dt.date | dt.datetime | bool | None

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")
_LONGEST_CELL = 32_767  # what Excel holds


def as_xlsx(headings: Sequence[str], rows: Iterable[Sequence[Value]], *, sheet: str) -> bytes:
    """One sheet with a bold heading row. Dates are dates and numbers numbers."""
    book = Workbook(write_only=True)
    page = book.create_sheet(sheet[:31])
    page.freeze_panes = "A2"
    for column, heading in enumerate(headings, start=1):
        page.column_dimensions[_letter(column)].width = max(12, min(50, len(heading) + 6))
    page.append([_cell(page, heading, bold=True) for heading in headings])
    for row in rows:
        page.append([_cell(page, value) for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _letter(column: int) -> str:
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _cell(page, value: Value, *, bold: bool = False) -> WriteOnlyCell:
    if isinstance(value, dt.datetime):
        value = timezone.localtime(value).replace(tzinfo=None) if timezone.is_aware(value) else value
    if isinstance(value, str):
        value = ILLEGAL_CHARACTERS_RE.sub("", value)[:_LONGEST_CELL]
    cell = WriteOnlyCell(page, value)
    if isinstance(value, str):
        cell.data_type = "s"  # also when it begins with "=", which would make it a formula
    elif isinstance(value, dt.datetime):
        cell.number_format = "dd-mm-yyyy hh:mm"
    elif isinstance(value, dt.date):
        cell.number_format = "dd-mm-yyyy"
    if bold:
        cell.font = Font(bold=True)
    return cell


def as_csv(headings: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """Semicolons and a byte order mark, so that a Danish Excel opens it right.

    CSV has no types, so a text that a spreadsheet would take for a formula gets an apostrophe in front.
    """
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([_plain(heading) for heading in headings])
    for row in rows:
        writer.writerow([_plain(value) for value in row])
    return ("\ufeff" + out.getvalue()).encode("utf-8")


def _plain(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return f"{timezone.localtime(value) if timezone.is_aware(value) else value:%d-%m-%Y %H:%M}"
    if isinstance(value, dt.date):
        return f"{value:%d-%m-%Y}"
    if isinstance(value, Decimal | int) and not isinstance(value, bool):
        return str(value).replace(".", ",")  # without points for thousands, which a sheet reads as text
    text = str(value)
    return f"'{text}" if text.startswith(_DANGEROUS) else text


CONTENT_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


def download(
    kind: str, headings: Sequence[str], rows: Iterable[Sequence[Value]], *, sheet: str, filename: str
) -> HttpResponse:
    """The sheet as a file to save. `kind` is "xlsx" or "csv"; `filename` has no ending."""
    content = as_xlsx(headings, rows, sheet=sheet) if kind == "xlsx" else as_csv(headings, rows)
    response = HttpResponse(content, content_type=CONTENT_TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="{filename}.{kind}"'
    return response
