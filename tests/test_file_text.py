"""No CPR number gets in by a file: every place in it where words can stand, and a mark where there are none (G6)."""

import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook
from openpyxl.comments import Comment
from PIL import Image
from pypdf import PdfWriter
from pypdf.annotations import FreeText
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from accounts import uploads

# Made up. Two satisfy modulus 11, two do not.
NUMBERS = ["070761-4285", "1409480331", "010190-1234", "01.10.12 5555"]
HARMLESS = "Mødet var den 14.09.2025 kl. 19.30. Ring på 20 12 34 56."


def pdf(text: str = HARMLESS, *, title: str = "", note: str = "", pages: int = 1) -> bytes:
    writer = PdfWriter()
    for _page in range(pages):
        page = writer.add_blank_page(300, 200)
        stream = DecodedStreamObject()
        stream.set_data(f"BT /F1 12 Tf 20 100 Td ({text}) Tj ET".encode("latin-1"))
        font = DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Font"),
                NameObject("/Subtype"): NameObject("/Type1"),
                NameObject("/BaseFont"): NameObject("/Helvetica"),
                NameObject("/Encoding"): NameObject("/WinAnsiEncoding"),
            }
        )
        page[NameObject("/Resources")] = DictionaryObject(
            {NameObject("/Font"): DictionaryObject({NameObject("/F1"): font})}
        )
        page[NameObject("/Contents")] = writer._add_object(stream)
    if title:
        writer.add_metadata({"/Title": title})
    if note:
        writer.add_annotation(0, FreeText(text=note, rect=(10, 10, 90, 40)))
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def scan() -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (60, 80), "white").save(target, "PDF")
    return target.getvalue()


def word(text: str = HARMLESS, *, part: str = "word/document.xml", split: bool = False) -> bytes:
    runs = (
        f"<w:r><w:t>{text[:6]}</w:t></w:r><w:r><w:t>{text[6:]}</w:t></w:r>"
        if split
        else f"<w:r><w:t>{text}</w:t></w:r>"
    )
    parts = {"word/document.xml": f"<w:p>{HARMLESS}</w:p>", part: f"<w:p>{runs}</w:p>"}
    if part.startswith("docProps"):
        parts[part] = f"<cp:coreProperties><dc:title>{text}</dc:title></cp:coreProperties>"
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        for name, xml in parts.items():
            package.writestr(name, xml)
    return target.getvalue()


def sheet(place: str, text: str = HARMLESS) -> bytes:
    book = Workbook()
    page = book.active
    page["A1"] = HARMLESS
    if place == "hidden":
        hidden = book.create_sheet("Gemt")
        hidden.sheet_state = "hidden"
        hidden["C9"] = text
    elif place == "very hidden":
        hidden = book.create_sheet("Gemt")
        hidden.sheet_state = "veryHidden"
        hidden["C9"] = text
    elif place == "comment":
        page["A1"].comment = Comment(text, "Mette")
    elif place == "property":
        book.properties.description = text
    elif place == "header":
        page.oddHeader.center.text = text
    elif place == "sheet name":
        page.title = text.replace("/", " ")
    elif place == "number":
        page["B2"] = int("".join(sign for sign in text if sign.isdigit()))
    else:
        page["B2"] = text
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def mail(text: str, place: str) -> bytes:
    subject = text if place == "subject" else "Referat"
    body = text if place == "body" else HARMLESS
    return (
        f"From: mette@example.dk\nTo: karen@example.dk\nSubject: {subject}\nMIME-Version: 1.0\n"
        f"Content-Type: text/{'html' if place == 'html' else 'plain'}; charset=utf-8\n\n"
        f"{f'<p>{text[:6]}<b>{text[6:]}</b></p>' if place == 'html' else body}\n"
    ).encode()


HIDING = {
    "pdf page": lambda n: ("a.pdf", pdf(n)),
    "pdf title": lambda n: ("a.pdf", pdf(title=n)),
    "pdf note": lambda n: ("a.pdf", pdf(note=n)),
    "word text": lambda n: ("a.docx", word(n)),
    "word in two runs": lambda n: ("a.docx", word(n, split=True)),
    "word header": lambda n: ("a.docx", word(n, part="word/header1.xml")),
    "word footer": lambda n: ("a.docx", word(n, part="word/footer2.xml")),
    "word comment": lambda n: ("a.docx", word(n, part="word/comments.xml")),
    "word footnote": lambda n: ("a.docx", word(n, part="word/footnotes.xml")),
    "word property": lambda n: ("a.docx", word(n, part="docProps/core.xml")),
    "excel cell": lambda n: ("a.xlsx", sheet("cell", n)),
    "excel hidden sheet": lambda n: ("a.xlsx", sheet("hidden", n)),
    "excel very hidden sheet": lambda n: ("a.xlsx", sheet("very hidden", n)),
    "excel comment": lambda n: ("a.xlsx", sheet("comment", n)),
    "excel property": lambda n: ("a.xlsx", sheet("property", n)),
    "excel header": lambda n: ("a.xlsx", sheet("header", n)),
    "excel sheet name": lambda n: ("a.xlsx", sheet("sheet name", n)),
    "csv": lambda n: ("a.csv", f"navn;tal\nen familie;{n}\n".encode("cp1252")),
    "txt": lambda n: ("a.txt", f"Note\n{n}".encode()),
    "txt in utf-16": lambda n: ("a.txt", n.encode("utf-16")),
    "mail subject": lambda n: ("a.eml", mail(n, "subject")),
    "mail body": lambda n: ("a.eml", mail(n, "body")),
    "mail html": lambda n: ("a.eml", mail(n, "html")),
    "file name": lambda n: (f"referat {n}.pdf", pdf()),
}


def check(name: str, content: bytes) -> uploads.CheckedUpload:
    return uploads.check(SimpleUploadedFile(name, content))


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("place", HIDING)
def test_a_number_is_found_wherever_it_stands_in_the_file(place, number):
    with pytest.raises(ValidationError) as refused:
        check(*HIDING[place](number))
    assert refused.value.code == "cpr"
    assert number not in str(refused.value)


def test_the_corpus_is_as_large_as_promised():
    assert len(NUMBERS) * len(HIDING) >= 60


@pytest.mark.parametrize("place", HIDING)
def test_the_same_file_without_a_number_is_taken_and_counts_as_checked(place):
    upload = check(*HIDING[place]("uden tal"))
    assert upload.is_read is True


def test_a_spreadsheet_cell_that_lost_its_leading_zero_is_found():
    with pytest.raises(ValidationError, match="CPR"):
        check("a.xlsx", sheet("number", "010190-1234"))


def test_a_tenancy_number_in_a_file_is_stopped_too():
    with pytest.raises(ValidationError, match="bolignummer"):
        check("a.txt", b"Bolig 1-58-123-2 er fraflyttet")


def picture() -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (20, 20)).save(target, "JPEG")
    return target.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.jpg", picture()), ("a.pdf", scan())],
    ids=["picture", "scan without a text layer"],
)
def test_what_cannot_be_read_is_marked_as_not_checked(name, content):
    assert check(name, content).is_read is False


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.txt", b"<html><script>alert(1)</script></html>"),
        ("a.csv", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("a.txt", b"MZ\x90\x00\x03"),
        ("a.eml", b"not a mail at all"),
        (
            "a.eml",
            b"From: a@example.dk\nSubject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n"
            b"--b\nContent-Type: application/octet-stream\n"
            b'Content-Disposition: attachment; filename="x.exe"\n\nMZ\n--b--\n',
        ),
    ],
    ids=["html as text", "svg as csv", "program as text", "no mail", "mail with a program"],
)
def test_what_only_looks_like_text_is_refused(name, content):
    with pytest.raises(ValidationError):
        check(name, content)
