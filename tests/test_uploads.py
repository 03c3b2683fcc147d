"""Evidence: every bad file is refused with a sentence, every good one is taken and washed."""

import io
import resource
import time
import zipfile
from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image, PngImagePlugin

from accounts import documents, uploads
from accounts.filenames import LONGEST_NAME, clean_name, split_name
from accounts.forms.widgets import ACCEPTED_FILES

PDF = b"%PDF-1.7\n1 0 obj\n<</Type/Catalog>>\nendobj\ntrailer\n<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504
TYPES = b'<?xml version="1.0"?><Types/>'
HYPERLINK = (
    b'<Relationships><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    b'relationships/hyperlink" Target="https://www.aab.dk" TargetMode="External"/></Relationships>'
)
TEMPLATE_ELSEWHERE = HYPERLINK.replace(b"/hyperlink", b"/attachedTemplate")


def utf16(text):
    return text.encode("utf-16-le")


def package(kind="docx", extra=None, compress=zipfile.ZIP_DEFLATED):
    main = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}[kind]
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", compress) as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr(main, b"<x/>")
        for name, content in (extra or {}).items():
            archive.writestr(name, content)
    return target.getvalue()


def picture(kind="JPEG", size=(80, 60), mode="RGB", **options):
    target = io.BytesIO()
    Image.new(mode, size, 128 if mode in ("L", "P", "1") else None).save(target, kind, **options)
    return target.getvalue()


def photo(turn=6, size=(80, 60)):
    """A phone's photo: lying on its side, with the place and the phone written in."""
    exif = Image.Exif()
    exif[0x0112] = turn
    exif[0x010F] = "Fabrikat"
    exif.get_ifd(0x8825)[2] = (55.0, 43.0, 10.0)
    return picture(size=size, exif=exif.tobytes())


def symlink():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr("word/document.xml", b"<x/>")
        link = zipfile.ZipInfo("word/link.xml")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    return target.getvalue()


def locked_zip():
    content = bytearray(package())
    for header, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = 0
        while (start := content.find(header, start)) >= 0:
            content[start + at] |= 1
            start += 4
    return bytes(content)


def pixel_flood():
    """A PNG that claims 30 000 × 30 000 pixels and holds a few bytes."""
    content = bytearray(picture("PNG"))
    content[16:24] = (30_000).to_bytes(4, "big") * 2
    import zlib

    content[29:33] = zlib.crc32(content[12:29]).to_bytes(4, "big")
    return bytes(content)


def text_bomb():
    """A PNG whose text unpacks to more than a reader should hold."""
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", "a" * 3_000_000, zip=True)
    return picture("PNG", pnginfo=info)


MB = 1024 * 1024
BAD = {
    "page.html": b"<html><script>alert(1)</script></html>",
    "drawing.svg": b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>",
    "program.exe": b"MZ\x90\0" + b"\0" * 100,
    "eicar.com": b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*",
    "eicar.pdf": b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*",
    "note.rtf": b"{\\rtf1 Referat}",
    "program.txt": b"MZ\x90\0",
    "page.txt": b"<html><script>alert(1)</script>",
    "no ending": PDF,
    "html.pdf": b"<html>%PDF-1.7</html>",
    "late.pdf": b"GIF89a" + PDF,
    "unfinished.pdf": b"%PDF-1.7\n1 0 obj\n",
    "zip behind.pdf": PDF + package(),
    "long tail.pdf": PDF + b"x" * 5000,
    "locked.pdf": PDF.replace(b"/Root 1 0 R", b"/Root 1 0 R/Encrypt 5 0 R"),
    "empty.pdf": b"",
    "blank.pdf": b"\0\0\n  \n",
    "too large.pdf": PDF + b"\0" * (20 * MB),
    "exe.jpg": b"MZ\x90\0" + b"\0" * 100,
    "html.png": b"<html></html>",
    "svg.png": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    "gif.jpg": picture("GIF", mode="P"),
    "cut.jpg": photo()[:200],
    "cut.png": picture("PNG")[:60],
    "flood.png": pixel_flood(),
    "many pixels.png": picture("PNG", (7000, 6000), "1"),
    "text bomb.png": text_bomb(),
    "photo.heic": b"\0\0\0\x18ftypheic" + b"\0" * 100,
    "renamed heic.jpg": b"\0\0\0\x18ftypmif1" + b"\0" * 100,
    "archive.zip": package(),
    "any.docx": b"PK\x03\x04 not a zip",
    "plain zip.docx": b"PK\x05\x06" + b"\0" * 18,
    "sheet.docx": package("xlsx"),
    "text.xlsx": package("docx"),
    "pdf.docx": PDF,
    "macro.docx": package(extra={"word/vbaProject.bin": b"x"}),
    "macro.docm": package(extra={"word/vbaProject.bin": b"x"}),
    "macro type.docx": package(extra={"_rels/types.rels": b"<x a='macroEnabled'/>"}),
    "activex.docx": package(extra={"word/activeX/activeX1.xml": b"<x/>"}),
    "program.xlsx": package("xlsx", {"xl/run.exe": b"MZ"}),
    "slip.docx": package(extra={"../../etc/cron.d/x": b"x"}),
    "root.docx": package(extra={"/etc/passwd": b"x"}),
    "link.docx": symlink(),
    "locked entries.docx": locked_zip(),
    "entities.docx": package(extra={"word/a.xml": b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"}),
    "template.docx": package(extra={"word/_rels/settings.xml.rels": TEMPLATE_ELSEWHERE}),
    "linked.xlsx": package("xlsx", {"xl/externalLinks/externalLink1.xml": b"<x/>"}),
    "bomb.docx": package(extra={f"word/{n}.xml": b"\0" * (30 * MB) for n in range(8)}),
    "many parts.docx": package(extra={f"word/{n}.xml": b"x" for n in range(600)}),
    "old.doc": OLE + utf16("WordDocument"),
    "old.xls": OLE + utf16("Workbook"),
    "very old.xls": OLE + utf16("Book"),
    "old by another name.docx": OLE + utf16("WordDocument"),
    "old by another name.xlsx": OLE + utf16("Workbook"),
    "macro.doc": OLE + utf16("WordDocument") + utf16("_VBA_PROJECT"),
    "locked.docx": OLE + utf16("EncryptedPackage"),
    "locked.xlsx": OLE + utf16("EncryptedPackage"),
    "installer.doc": OLE + utf16("MsiPatch"),
    "010190-1234.pdf": PDF,
    "a\0b.exe\u202efdp.exe": PDF,
}

GOOD = {
    "referat.pdf": PDF,
    "REFERAT.PDF": PDF,
    "Referat af afdelingsmøde 14. september.pdf": PDF,
    "æøå ÆØÅ.pdf": PDF,
    "referat (2).pdf": PDF,
    "tail.pdf": PDF + b"\n\n\n",
    "two ends.pdf": PDF + PDF[9:],
    "a/b\\c/referat.pdf": PDF,
    "navn" * 80 + ".pdf": PDF,
    "budget.xlsx": package("xlsx"),
    "stored.xlsx": package("xlsx", compress=zipfile.ZIP_STORED),
    "brev.docx": package(),
    "link.docx": package(extra={"word/_rels/document.xml.rels": HYPERLINK}),
    "billeder.docx": package(extra={f"word/media/{n}.png": picture("PNG") for n in range(20)}),
    "brev med fodnoter.docx": package(extra={"word/footnotes.xml": b"<x/>"}),
    "ark med noter.xlsx": package("xlsx", {"xl/comments1.xml": b"<x/>"}),
    "foto.jpg": photo(),
    "noter.txt": "Referat. Vi blev enige om en lektiecafé.".encode(),
    "deltagere.csv": b"dag;antal\nmandag;12\n",
    "svar.eml": b"From: karen@example.dk\nSubject: Referat\n\nBeboerne sagde ja.\n",
    "foto.JPEG": photo(1),
    "stort foto.jpg": photo(1, (4032, 3024)),
    "skærm.png": picture("PNG", mode="RGBA"),
    "gråt.png": picture("PNG", mode="L"),
    "16 bit.png": picture("PNG", mode="I;16"),
    "palet.png": picture("PNG", mode="P"),
    "tryk.jpg": picture(mode="CMYK"),
    "png kaldet jpg.jpg": picture("PNG"),
    "IMG_20250914_193000.jpg": photo(8),
}


def check(name, content):
    return uploads.check(SimpleUploadedFile(name, content))


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_refused_with_a_sentence(name):
    with pytest.raises(ValidationError) as caught:
        check(name, BAD[name])
    assert all(message and "%" not in message for message in caught.value.messages)


@pytest.mark.parametrize("name", GOOD)
def test_a_good_file_is_taken(name):
    taken = check(name, GOOD[name])
    assert taken.size == len(taken.content) > 0
    assert len(taken.sha256) == 64
    assert split_name(taken.name)[1] in (
        "pdf",
        "docx",
        "xlsx",
        "csv",
        "txt",
        "eml",
        "jpg",
        "png",
    )


def test_what_is_offered_to_pick_is_what_is_taken():
    offered = {kind[1:] for kind in ACCEPTED_FILES.split(",") if kind.startswith(".")}
    assert offered - {"jpeg"} == set(uploads._TYPES)


def test_the_corpus_is_as_large_as_promised():
    assert len(BAD) >= 40
    assert len(GOOD) >= 20


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("too large.pdf", "Filen er for stor. Den må højst fylde 20 MB"),
        ("note.rtf", "Vi kan ikke læse filen. Brug billede, PDF eller Word"),
        ("locked.pdf", "Filen har en kode på. Fjern koden, og prøv igen"),
        ("locked.docx", "Filen har en kode på. Fjern koden, og prøv igen"),
        ("empty.pdf", "Filen er tom"),
        ("macro.docx", "Filen har makroer. Gem den uden makroer, eller gem den som PDF"),
        ("old.doc", "Vi kan ikke læse gamle Word-filer. Gem filen som .docx eller .pdf, og læg den ind igen"),
        ("old.xls", "Vi kan ikke læse gamle Excel-ark. Gem filen som .xlsx eller .pdf, og læg den ind igen"),
        (
            "old by another name.docx",
            "Vi kan ikke læse gamle Word-filer. Gem filen som .docx eller .pdf, og læg den ind igen",
        ),
        ("photo.heic", "Vi kan ikke læse billeder af typen HEIC. Gem billedet som JPG, og prøv igen"),
        ("010190-1234.pdf", "Filens navn ligner et CPR-nummer. Giv filen et andet navn, og prøv igen"),
    ],
)
def test_each_sentence_says_what_to_do(name, sentence):
    with pytest.raises(ValidationError) as caught:
        check(name, BAD[name])
    assert caught.value.messages == [sentence]


# --- Pictures ---------------------------------------------------------------------------------


def test_a_photo_is_turned_upright_and_forgets_where_it_was_taken():
    taken = check("foto.jpg", photo(turn=6))
    with Image.open(io.BytesIO(taken.content)) as image:
        assert image.size == (60, 80)
        assert not image.getexif()
        assert set(image.info) <= {
            "jfif",
            "jfif_version",
            "jfif_unit",
            "jfif_density",
            "progressive",
            "progression",
        }
    assert b"Fabrikat" not in taken.content


def test_a_large_photo_is_made_as_large_as_a_page_needs():
    taken = check("foto.jpg", photo(1, (4032, 3024)))
    with Image.open(io.BytesIO(taken.content)) as image:
        assert max(image.size) == uploads.LONGEST_SIDE


def test_what_hides_behind_a_picture_is_left_out():
    taken = check("foto.jpg", photo() + package(extra={"secret.txt": b"secret"}))
    assert b"PK\x03\x04" not in taken.content


def test_the_name_follows_the_content():
    assert check("png kaldet jpg.jpg", picture("PNG")).name == "png kaldet jpg.png"
    assert check("foto.jpeg", photo()).name == "foto.jpg"


def test_the_largest_allowed_picture_stays_within_time_and_room():
    content = picture("JPEG", (7300, 5400))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.perf_counter()
    check("foto.jpg", content)
    assert time.perf_counter() - start < 5
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300 * 1024  # kB


# --- Names ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("../../etc/referat.pdf", "referat.pdf"),
        ("C:\\Brugere\\Karen\\referat.pdf", "referat.pdf"),
        ("exe\u202efdp.pdf", "exefdp.pdf"),
        ("a\0b\nc.pdf", "abc.pdf"),
        ("\u200breferat\u00a0 2025.pdf", "referat 2025.pdf"),
        ("<b>.pdf", "b.pdf"),
        (".pdf", "fil.pdf"),
        ("", "fil"),
        ("a\u030a.pdf", "å.pdf"),
        ("halv \ud800.pdf", "halv.pdf"),
    ],
)
def test_a_name_is_cleaned(given, shown):
    assert clean_name(given) == shown


def test_a_long_name_keeps_its_ending():
    name = clean_name("referat " * 40 + ".pdf")
    assert len(name) <= LONGEST_NAME
    assert name.endswith(".pdf")


def test_the_stored_name_is_drawn_by_lot():
    taken = check("referat.pdf", PDF)
    first, second = taken.storage_name(), taken.storage_name()
    assert first != second
    assert "referat" not in first
    assert first.endswith(".pdf")
    assert taken.as_file().read() == PDF


# --- Put aside for a day ----------------------------------------------------------------------


def test_a_file_put_aside_comes_back_whole():
    taken = check("referat.pdf", PDF)
    assert uploads.from_ticket(uploads.keep(taken)) == taken


def test_a_ticket_is_good_for_a_day():
    ticket = uploads.keep(check("referat.pdf", PDF))
    with (
        time_machine.travel(timezone.now() + timedelta(hours=25), tick=False),
        pytest.raises(ValidationError, match="Vælg filen igen"),
    ):
        uploads.from_ticket(ticket)


def test_old_files_put_aside_are_forgotten_once():
    uploads.keep(check("referat.pdf", PDF))
    assert uploads.forget_kept_files() == 0
    with time_machine.travel(timezone.now() + timedelta(hours=25), tick=False):
        assert uploads.forget_kept_files() == 1
        assert uploads.forget_kept_files() == 0


def test_the_kind_is_read_from_the_content():
    assert documents.kind_of(PDF) == "pdf"
    assert documents.kind_of(package("xlsx")) == "xlsx"
    assert documents.kind_of(b"") == ""
