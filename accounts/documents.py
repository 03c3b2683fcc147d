"""PDF, Word and Excel files: what they are by their content, and what is not taken."""

import io
import re
import zipfile
import zlib

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from . import file_text

UNREADABLE = _("Vi kan ikke læse filen. Brug billede, PDF eller Word")
LOCKED = _("Filen har en kode på. Fjern koden, og prøv igen")
MACROS = _("Filen har makroer. Gem den uden makroer, eller gem den som PDF")
OLD_WORD = _("Vi kan ikke læse gamle Word-filer. Gem filen som .docx eller .pdf, og læg den ind igen")
OLD_EXCEL = _("Vi kan ikke læse gamle Excel-ark. Gem filen som .xlsx eller .pdf, og læg den ind igen")
FETCHES = _("Filen henter noget fra andre steder. Gem den som PDF, og prøv igen")
ATTACHMENTS = _("Mailen har filer med. Gem dem hver for sig, og læg dem ind én ad gangen")
TOO_MUCH_INSIDE = _("Filen fylder for meget, når den pakkes ud. Gem den som PDF, og prøv igen")

MAX_UNPACKED = 200 * 1024 * 1024
MAX_ENTRIES = 500

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAIN_PART = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}


def _utf16(text: str) -> bytes:
    return text.encode("utf-16-le")


def kind_of(content: bytes) -> str:
    """ "pdf", "doc", "xls", "docx", "xlsx" or "" for anything else. Locked documents count as what they hold."""
    if content.startswith(b"%PDF-"):
        return "pdf"
    if content.startswith(_OLE):
        if _utf16("EncryptedPackage") in content:
            raise ValidationError(LOCKED, code="locked")
        if _utf16("WordDocument") in content:
            return "doc"
        if _utf16("Workbook") in content or _utf16("Book") in content:
            return "xls"
        return ""
    if content.startswith(b"PK\x03\x04"):
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as package:
                names = set(package.namelist())
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError):
            return ""
        for kind, part in _MAIN_PART.items():
            if part in names and "[Content_Types].xml" in names:
                return kind
    return ""


def check(kind: str, content: bytes) -> None:
    """Raises ValidationError for a document that is locked, holds macros, fetches things, or is a trick.

    Also for .doc and .xls: nobody but Office reads them whole, so a CPR number in one would be stored unread.
    """
    if kind == "pdf":
        _check_pdf(content)
    elif kind in ("doc", "xls"):
        raise ValidationError(OLD_WORD if kind == "doc" else OLD_EXCEL, code="old")
    else:
        _check_package(content)


_MARKUP = re.compile(r"<\s*(?:!doctype|html|head|body|script|svg|iframe|\?xml|\?php)", re.IGNORECASE)


def check_text(kind: str, content: bytes) -> None:
    """Raises ValidationError for a plain text, CSV or mail that is something else under that name."""
    if kind == "eml":
        if b"\0" in content or not re.match(
            rb"(?:[!-9;-~]+:[^\n]*\r?\n(?:[ \t][^\n]*\r?\n)*)+\r?\n", content
        ):
            raise ValidationError(UNREADABLE, code="type")
        if file_text.has_attachments(content):
            raise ValidationError(ATTACHMENTS, code="attachments")
        return
    text = file_text.decoded(content)
    if text is None or _MARKUP.search(text) or content.startswith((b"MZ", b"#!", b"%PDF", b"PK")):
        raise ValidationError(UNREADABLE, code="type")


def _check_pdf(content: bytes) -> None:
    end = content.rfind(b"%%EOF")
    if end < 0:
        raise ValidationError(UNREADABLE, code="type")
    # A second file hidden after the end, such as a program packed as zip.
    if len(content) - end > 2048 or b"PK\x05\x06" in content[-70_000:]:
        raise ValidationError(UNREADABLE, code="type")
    if re.search(rb"/Encrypt\s*(?:\d+\s+\d+\s+R|<<)", content):
        raise ValidationError(LOCKED, code="locked")


def _check_package(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            entries = package.infolist()
            if len(entries) > MAX_ENTRIES or sum(e.file_size for e in entries) > MAX_UNPACKED:
                raise ValidationError(TOO_MUCH_INSIDE, code="bomb")
            left = MAX_UNPACKED
            for entry in entries:
                _check_entry(entry)
                with package.open(entry) as part:
                    left -= _check_part(entry.filename.lower(), part, left)
    except ValidationError:
        raise
    except (
        zipfile.BadZipFile,
        zlib.error,
        RuntimeError,
        NotImplementedError,
        OSError,
        EOFError,
        ValueError,
    ) as error:
        raise ValidationError(UNREADABLE, code="type") from error


def _check_entry(entry: zipfile.ZipInfo) -> None:
    name = entry.filename
    lower = name.lower()
    if name.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", name) or ":" in name:
        raise ValidationError(UNREADABLE, code="type")
    if (entry.external_attr >> 16) & 0o170000 == 0o120000:  # a link to another file
        raise ValidationError(UNREADABLE, code="type")
    if entry.flag_bits & 0x1:
        raise ValidationError(LOCKED, code="locked")
    if "/activex/" in lower or lower.endswith(("vbaproject.bin", ".exe", ".dll", ".js", ".vbs")):
        raise ValidationError(MACROS, code="macros")
    if "/externallinks/" in lower:
        raise ValidationError(FETCHES, code="fetches")


def _check_part(name: str, part, left: int) -> int:
    """Reads one part, which proves that it unpacks to no more than it says. Returns its size in bytes."""
    size = 0
    kept = []
    while chunk := part.read(1024 * 1024):
        size += len(chunk)
        if size > left:
            raise ValidationError(TOO_MUCH_INSIDE, code="bomb")
        if name.endswith((".rels", "[content_types].xml")) and size < 4 * 1024 * 1024:
            kept.append(chunk)
        elif size == len(chunk) and name.endswith(".xml"):
            kept.append(chunk[:4096])  # entities are declared at the start
    text = b"".join(kept)
    if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
        raise ValidationError(UNREADABLE, code="type")
    if b"macroEnabled" in text:
        raise ValidationError(MACROS, code="macros")
    for relation in re.findall(rb"<Relationship\b[^>]*>", text):
        if re.search(rb"TargetMode\s*=\s*[\"']External", relation) and not re.search(
            rb"Type\s*=\s*[\"'][^\"']*/hyperlink[\"']", relation
        ):
            raise ValidationError(FETCHES, code="fetches")
    return size
