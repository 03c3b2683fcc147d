"""From a file to rows of text, with every fault told by line, column and what to do."""

from __future__ import annotations

import csv
import datetime as dt
import io
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from openpyxl import load_workbook

from accounts import documents
from accounts.cpr import refuse_personal_numbers
from accounts.text import clean_text

MAX_BYTES = 1024 * 1024
MAX_ROWS = 2000
MAX_CELL = 500  # signs; the longest column of a department holds 300


@dataclass(frozen=True)
class Fault:
    """One thing to mend in a file. `line` counts from 1 with the headings; empty when it is the whole file."""

    text: str
    line: int | None = None
    column: str = ""

    def __str__(self) -> str:
        if self.line is None:
            return self.text
        where = {"line": self.line, "column": self.column, "text": self.text}
        if not self.column:
            return gettext("Linje %(line)s: %(text)s") % where
        return gettext("Linje %(line)s, kolonnen %(column)s: %(text)s") % where


class Unreadable(Exception):
    """The file as a whole cannot be read; `faults` says why and what to do."""

    def __init__(self, *faults: Fault):
        self.faults = faults
        super().__init__("\n".join(str(fault) for fault in faults))


@dataclass(frozen=True)
class Row:
    """One line of the file: {column: text}."""

    line: int
    cells: dict[str, str]


def decode(data: bytes) -> str:
    """The file as text. UTF-8 first; otherwise CP1252, which older Excel writes. Raises Unreadable."""
    if len(data) > MAX_BYTES:
        raise Unreadable(Fault(gettext("Filen er for stor. Den må højst fylde 1 MB.")))
    if data.startswith((b"PK", b"\xd0\xcf\x11\xe0")):
        raise Unreadable(
            Fault(gettext('Det er et regneark. Gem det som "CSV (semikolonsepareret)", og prøv igen.'))
        )
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unreadable(Fault(gettext('Gem filen som "CSV UTF-8", og prøv igen.')))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = data.decode("cp1252")
        except UnicodeDecodeError:
            raise Unreadable(
                Fault(gettext('Vi kan ikke læse bogstaverne i filen. Gem den som "CSV UTF-8", og prøv igen.'))
            ) from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read_rows(
    text: str, *, columns: tuple[str, ...], required: tuple[str, ...]
) -> tuple[list[Row], list[Fault]]:
    """The rows of a file with `;` between its columns, and the faults of rows that have no right shape.

    Empty lines are passed over. Raises Unreadable when the headings are wrong or the file too long.
    """
    reader = csv.reader(io.StringIO(text), delimiter=";", strict=True)
    rows: list[Row] = []
    faults: list[Fault] = []
    headings: list[str] | None = None
    begins = 1
    try:
        for cells in reader:
            line, begins = begins, reader.line_num + 1
            if not any(cell.strip() for cell in cells):
                continue
            if headings is None:
                headings = _headings(cells, columns, required)
                continue
            if len(rows) + len(faults) >= MAX_ROWS:
                raise Unreadable(
                    Fault(
                        gettext("Filen har mere end %(count)s linjer. Del den i flere filer.")
                        % {"count": MAX_ROWS}
                    )
                )
            if len(cells) != len(headings):
                faults.append(_wrong_width(line, len(cells), len(headings)))
                continue
            rows.append(Row(line, dict(zip(headings, cells, strict=True))))
    except csv.Error as error:
        if "field larger" in str(error):
            text = gettext("Et felt er alt for langt. Se efter et anførselstegn, der mangler.")
        else:
            text = gettext("Et anførselstegn mangler eller står et forkert sted. Ret det, og prøv igen.")
        faults.append(Fault(text, line=begins))
    if headings is None:
        raise Unreadable(
            Fault(gettext("Filen er tom. Vælg en fil med en linje overskrifter og en linje pr. afdeling."))
        )
    return rows, faults


def read_file(
    data: bytes, *, columns: tuple[str, ...], required: tuple[str, ...]
) -> tuple[list[Row], list[Fault]]:
    """The rows of a CSV file or of the first sheet of an Excel file. Raises Unreadable."""
    if not data.startswith(b"PK"):
        return read_rows(decode(data), columns=columns, required=required)
    return read_rows(_sheet_as_csv(data), columns=columns, required=required)


def _sheet_as_csv(data: bytes) -> str:
    """The first sheet as text; each line of the sheet is a line of the text, so that faults name it right."""
    if len(data) > MAX_BYTES:
        raise Unreadable(Fault(gettext("Filen er for stor. Den må højst fylde 1 MB.")))
    try:
        if documents.kind_of(data) != "xlsx":
            raise ValidationError(documents.UNREADABLE)
        documents.check("xlsx", data)
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    except ValidationError as error:
        raise Unreadable(Fault(f"{error.messages[0]}.")) from error
    except Exception as error:  # whatever a reader says about foreign bytes, the answer is the same
        raise Unreadable(
            Fault(gettext("Vi kan ikke læse regnearket. Gem det som CSV, og prøv igen."))
        ) from error
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\n")
    width = 0
    for row in book.worksheets[0].iter_rows(values_only=True, max_row=MAX_ROWS + 2):
        cells = [_cell_words(value) for value in row]
        if not any(cells):
            out.write("\n")
            continue
        while len(cells) > max(width, 1) and not cells[-1]:
            cells.pop()
        width = width or len(cells)
        writer.writerow([*cells, *[""] * (width - len(cells))])
    return out.getvalue()


def _cell_words(value) -> str:
    """A cell as a person reads it: days as 1.3.2027, whole numbers without a point."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime | dt.date):
        return f"{value.day}.{value.month}.{value.year}"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return " ".join(str(value).split())


def _headings(cells: list[str], columns: tuple[str, ...], required: tuple[str, ...]) -> list[str]:
    found = [
        " ".join(cell.split()).lower().replace("æ", "ae").replace("ø", "oe").replace("å", "aa")
        for cell in cells
    ]
    if len(found) == 1 and any(sign in cells[0] for sign in ",\t"):
        raise Unreadable(Fault(gettext("Brug semikolon mellem kolonnerne, og prøv igen."), line=1))
    faults = [
        Fault(
            gettext(
                'Vi kender ikke kolonnen "%(name)s". Slet den, eller ret navnet til et af disse: %(names)s.'
            )
            % {"name": cell.strip()[:40], "names": ", ".join(columns)},
            line=1,
        )
        for cell, name in zip(cells, found, strict=True)
        if name not in columns
    ]
    faults += [
        Fault(gettext('Kolonnen "%(name)s" står der flere gange. Slet den ene.') % {"name": name}, line=1)
        for name in dict.fromkeys(found)
        if name in columns and found.count(name) > 1
    ]
    faults += [
        Fault(gettext('Kolonnen "%(name)s" mangler. Tilføj den i første linje.') % {"name": name}, line=1)
        for name in required
        if name not in found
    ]
    if faults:
        raise Unreadable(*faults)
    return found


def _wrong_width(line: int, found: int, expected: int) -> Fault:
    text = gettext("Linjen har %(found)s felter, men der er %(expected)s kolonner. ") % {
        "found": found,
        "expected": expected,
    }
    if found > expected:
        text += gettext("Slet de semikoloner, der er for mange, eller sæt teksten i anførselstegn.")
    else:
        text += gettext("Sæt et semikolon for hvert felt, også de tomme.")
    return Fault(text, line=line)


def cell_text(row: Row, column: str, *, max_length: int) -> str:
    """One cell as clean text on one line. Raises ValidationError with what to do.

    Formulas and markup are kept as the letters they are: pages escape them, and files that we write
    mark them as text.
    """
    raw = row.cells.get(column, "")
    if len(raw) > MAX_CELL:
        raise ValidationError(
            gettext("Teksten er for lang. Skriv højst %(count)s tegn.") % {"count": max_length}
        )
    text = " ".join(clean_text(raw, one_line=True).split())
    if len(text) > max_length:
        raise ValidationError(
            gettext("Teksten er for lang. Skriv højst %(count)s tegn.") % {"count": max_length}
        )
    refuse_personal_numbers(text)
    return text
