"""Minutes of invented meetings, as the one-page PDF files that boards hand in."""

from __future__ import annotations

import datetime as dt

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.uploads import CheckedUpload, check
from initiatives.models import Department


def minutes(department: Department, held_on: dt.date, name: str) -> CheckedUpload:
    """Minutes that say yes to an initiative, checked as every file handed in is."""
    lines = [
        f"Referat af beboernes møde i {department.title}",
        f"{held_on:%d.%m.%Y}. Opdigtet til visning.",
        "",
        f"Punkt 4. {name}",
        "Bestyrelsen fortalte om indsatsen. Beboerne spurgte og gav forslag.",
        "Mødet stemte for.",
    ]
    file_name = f"referat-afdeling-{department.number.replace(' ', '-')}.pdf"
    return check(SimpleUploadedFile(file_name, one_page(lines), "application/pdf"))


def one_page(lines: list[str]) -> bytes:
    """A PDF of one page with these lines."""
    shown = "".join(f"({line.replace('(', '').replace(')', '')}) Tj T*\n" for line in lines)
    content = f"BT /F1 12 Tf 60 780 Td 20 TL\n{shown}ET".encode("cp1252")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    body, places = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n", []
    for number, text in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, text)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return (
        body
        + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        % (
            size,
            table,
            size,
            len(body),
        )
    )
