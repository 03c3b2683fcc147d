"""The words inside a file, so that the CPR guard reads what a person would read in it.

PDF: every page, its comments and form fields, and the properties. Word and Excel: every part of the package, so
also headers, footers, comments, hidden sheets and properties. Plain text, CSV and mails: all of it. A picture and
a scan without a text layer hold no words that can be read here: those are marked as not checked, and whoever hands
them in says to have looked. The old formats of Office are not taken (`documents.check`).
"""

from __future__ import annotations

import email
import email.policy
import html
import io
import logging
import re
import zipfile
from collections.abc import Iterator

from pypdf import PdfReader
from pypdf.errors import PyPdfError

logging.getLogger("pypdf").setLevel(logging.ERROR)  # it warns of every oddity of every printer

MAX_PAGES = 400
"""A longer PDF is read no further and counts as not checked."""
READABLE = frozenset({"pdf", "docx", "xlsx", "csv", "txt", "eml"})

_PART = re.compile(r"\.(?:xml|rels)$", re.IGNORECASE)
# Where one line or cell ends and the next begins; every other tag may stand in the middle of a number.
_ENDS = re.compile(
    r"</(?:[a-z0-9]+:)?(?:p|tr|tc|si|c|row|is|comment|text|oddHeader|oddFooter|evenHeader|evenFooter|title|subject"
    r"|creator|keywords|description|lastModifiedBy|category|Company|Manager|lpwstr|definedName|v)>|<(?:w:)?(?:br|tab)\b[^>]*/>",
)
_TAG = re.compile(r"<[^>]*>")
_ATTRIBUTE = re.compile(r'\b(?:name|author|title|descr|val|Target)="([^"]{4,})"')


def words_in(kind: str, content: bytes) -> list[str] | None:
    """Every piece of text in the file; None where there is none that can be read.

    `kind` is the ending the content stands for. Never raises for a file that passed `documents.check`.
    """
    if kind == "pdf":
        return _pdf(content)
    if kind in ("docx", "xlsx"):
        return list(_package(content))
    if kind in ("txt", "csv"):
        text = decoded(content)
        return None if text is None else [*text.splitlines(), text]
    if kind == "eml":
        return _mail(content)
    return None


def decoded(content: bytes) -> str | None:
    """Plain text in one of the encodings that Danish programs write; None when it is no text."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if re.search(r"[\x00-\x08\x0e-\x1f]", text) else text
    return None


def _pdf(content: bytes) -> list[str] | None:
    try:
        reader = PdfReader(io.BytesIO(content), strict=False)
        if len(reader.pages) > MAX_PAGES:
            return None
        properties = [str(value) for value in (reader.metadata or {}).values() if value]
        pages = [page.extract_text() or "" for page in reader.pages]
        notes = list(_notes(reader))
        fields = [str(field.get("/V", "")) for field in (reader.get_fields() or {}).values()]
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, OSError):
        return None
    words = [*properties, *pages, *notes, *fields]
    # A scan has pages without a word on them; its properties alone say nothing about what it shows.
    return (
        words
        if any(text.strip() for text in pages) or any(_has_no_picture(page) for page in reader.pages)
        else None
    )


def _notes(reader: PdfReader) -> Iterator[str]:
    for page in reader.pages:
        for note in page.get("/Annots") or []:
            found = note.get_object()
            for key in ("/Contents", "/T", "/TU", "/V"):
                if found.get(key):
                    yield str(found[key])


def _has_no_picture(page) -> bool:
    """True for a page that is simply blank."""
    resources = page.get("/Resources")
    objects = resources.get_object().get("/XObject") if resources else None
    return not objects and page.get_contents() is None


def _package(content: bytes) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        for entry in package.infolist():
            yield entry.filename
            if _PART.search(entry.filename):
                text = package.read(entry).decode("utf-8", errors="ignore")
                yield from (html.unescape(value) for value in _ATTRIBUTE.findall(text))
                for line in _ENDS.sub("\n", text).split("\n"):
                    if words := html.unescape(_TAG.sub("", line)).strip():
                        yield words


def _mail(content: bytes) -> list[str] | None:
    message = email.message_from_bytes(content, policy=email.policy.default)
    words = [str(value) for value in message.values()]
    for part in message.walk():
        if part.get_content_maintype() == "text":
            text = part.get_content()
            if part.get_content_subtype() == "html":
                text = html.unescape(_TAG.sub("", re.sub(r"<(?:br|/p|/div|/td|/tr)\b[^>]*>", "\n", text)))
            words.append(text)
    return words


def has_attachments(content: bytes) -> bool:
    """True for a mail that carries other files, which nobody could see to."""
    message = email.message_from_bytes(content, policy=email.policy.default)
    return any(
        part.get_filename() or part.get_content_maintype() not in ("text", "multipart")
        for part in message.walk()
    )
