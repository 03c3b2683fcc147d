"""Files that people hand in: what is taken, what is refused, and what is washed off.

Taken: PDF, Word (.docx), Excel (.xlsx), plain text, CSV, mails, JPEG and PNG up to `AAB_UPLOAD_MAX_BYTES`. The content
decides, not the name.
Photos are turned upright, made no larger than a page needs, and written anew, which leaves out where and
with which phone they were taken. HEIC is refused with advice: its decoder is large and often mended, and
phones hand over a JPEG when the page asks for one.

This is no virus scanner. Evidence is only ever sent as a download, never shown inside a page.
"""

import hashlib
import io
import uuid
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

from . import documents, file_text
from .cpr import holds_personal_number, holds_tenancy_number
from .filenames import clean_name, split_name

UNREADABLE = _("Vi kan ikke læse filen. Brug billede, PDF eller Word")
TOO_LARGE = _("Filen er for stor. Den må højst fylde %(limit)d MB")
EMPTY = _("Filen er tom")
HEIC = _("Vi kan ikke læse billeder af typen HEIC. Gem billedet som JPG, og prøv igen")
TOO_MANY_PIXELS = _("Billedet er for stort. Gem det mindre, og prøv igen")
NUMBER_IN_NAME = _("Filens navn ligner et CPR-nummer. Giv filen et andet navn, og prøv igen")
NUMBER_IN_FILE = _(
    'I filen står noget, der ligner et CPR-nummer. Slet det i filen, skriv "en familie" i stedet, og prøv igen'
)
TENANCY_IN_FILE = _(
    'I filen står noget, der ligner et bolignummer. Slet det i filen, skriv "en familie" i stedet, og prøv igen'
)
CHOOSE_AGAIN = _("Vælg filen igen. Den har ligget for længe")

MAX_PIXELS = 40_000_000
LONGEST_SIDE = 3000  # pixels: an A4 page at 250 dots per inch, so that small print in minutes can be read
KEPT_FOR = timedelta(hours=24)

_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
    "txt": "text/plain",
    "eml": "message/rfc822",
    "jpg": "image/jpeg",
    "png": "image/png",
}
_OLD = {"doc", "xls"}
_TEXTS = {"csv", "txt", "eml"}
_IMAGES = {"jpg", "jpeg", "png", "heic", "heif"}


@dataclass(frozen=True)
class CheckedUpload:
    """A file that passed every check, as it will be stored. `name` is shown; `storage_name` is drawn by lot."""

    name: str
    content: bytes
    content_type: str
    size: int
    sha256: str

    @cached_property
    def is_read(self) -> bool:
        """False for a picture or a scan: nobody but a person can see whether a CPR number stands on it."""
        return file_text.words_in(split_name(self.name)[1], self.content) is not None

    def as_file(self) -> ContentFile:
        """For a FileField: the content under a name that says nothing and meets no other."""
        return ContentFile(self.content, name=self.storage_name())

    def storage_name(self) -> str:
        return f"{uuid.uuid4().hex}.{split_name(self.name)[1]}"


def check(file: UploadedFile) -> CheckedUpload:
    """The file as the portal keeps it. Raises ValidationError with the sentence the person reads."""
    limit = settings.AAB_UPLOAD_MAX_BYTES
    if file.size is None or file.size > limit:
        raise ValidationError(TOO_LARGE, code="too_large", params={"limit": limit // 1024 // 1024})
    content = file.read(limit + 1)
    if len(content) > limit:
        raise ValidationError(TOO_LARGE, code="too_large", params={"limit": limit // 1024 // 1024})
    if not content.strip(b"\0\t\r\n "):
        raise ValidationError(EMPTY, code="empty")
    name = clean_name(file.name or "")
    if holds_personal_number(name):
        raise ValidationError(NUMBER_IN_NAME, code="cpr")
    if holds_tenancy_number(name):
        raise ValidationError(TENANCY_IN_FILE, code="cpr")
    stem, ending = split_name(name)
    if ending in _IMAGES:
        kind, content = _image(content)
    elif ending in _TYPES.keys() | _OLD and (found := documents.kind_of(content)) in {ending, *_OLD}:
        kind = found
        documents.check(kind, content)
    elif ending in _TEXTS:
        kind = ending
        documents.check_text(kind, content)
    else:
        raise ValidationError(UNREADABLE, code="type")
    _read_for_numbers(kind, content)
    return CheckedUpload(
        name=f"{stem}.{kind}",
        content=content,
        content_type=_TYPES[kind],
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
    )


def _read_for_numbers(kind: str, content: bytes) -> None:
    """Nothing is put aside before it has been read: a file with a number in it never reaches the disk."""
    for words in file_text.words_in(kind, content) or ():
        if sum(sign.isdigit() for sign in words) < 6:
            continue
        if holds_personal_number(words):
            raise ValidationError(NUMBER_IN_FILE, code="cpr")
        if holds_tenancy_number(words):
            raise ValidationError(TENANCY_IN_FILE, code="cpr")


def _image(content: bytes) -> tuple[str, bytes]:
    """The picture written anew: upright, at most `LONGEST_SIDE`, without anything that is not a pixel."""
    if content[4:8] == b"ftyp":
        raise ValidationError(HEIC, code="heic")
    try:
        with Image.open(io.BytesIO(content), formats=["JPEG", "PNG"]) as image:
            if image.width * image.height > MAX_PIXELS:
                raise ValidationError(TOO_MANY_PIXELS, code="pixels")
            return _rewritten(image)
    except ValidationError:
        raise
    except Exception as error:  # whatever a decoder says about foreign bytes, the answer is the same
        raise ValidationError(UNREADABLE, code="type") from error


def _rewritten(image: Image.Image) -> tuple[str, bytes]:
    turn = image.getexif().get(0x0112, 1)
    png = image.format == "PNG"
    image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    transparent = png and ("A" in image.getbands() or "transparency" in image.info)
    plain = image.convert("RGBA" if transparent else "RGB")
    plain.info.clear()
    if turn != 1:
        exif = Image.Exif()
        exif[0x0112] = turn
        plain.info["exif"] = exif.tobytes()
        plain = ImageOps.exif_transpose(plain)
        plain.info.clear()
    target = io.BytesIO()
    if png:
        plain.save(target, "PNG", optimize=False, compress_level=6)
    else:
        plain.save(target, "JPEG", quality=85, progressive=True)
    return ("png" if png else "jpg"), target.getvalue()


# --- Files put aside while the rest of a form is mended ---------------------------------------

_SALT = "accounts.uploads"


def keep(upload: CheckedUpload) -> str:
    """Put a checked file aside for a day. Returns the ticket that fetches it."""
    key = default_storage.save(f"kept/{uuid.uuid4().hex}", ContentFile(upload.content))
    return ticket_for(key, name=upload.name, content_type=upload.content_type, sha256=upload.sha256)


def ticket_for(key: str, *, name: str, content_type: str, sha256: str) -> str:
    """A ticket, good for a day, to a checked file that lies in the storage under `key` already."""
    return signing.dumps({"key": key, "name": name, "type": content_type, "sha256": sha256}, salt=_SALT)


def from_ticket(ticket: str) -> CheckedUpload:
    """The file put aside under a ticket. Raises ValidationError when the ticket is old or not ours."""
    try:
        said = signing.loads(ticket, salt=_SALT, max_age=KEPT_FOR)
        with default_storage.open(said["key"]) as file:
            content = file.read()
    except (signing.BadSignature, OSError, UnicodeError, ValueError) as error:
        raise ValidationError(CHOOSE_AGAIN, code="ticket") from error
    return CheckedUpload(said["name"], content, said["type"], len(content), said["sha256"])


def forget_kept_files() -> int:
    """Delete files put aside more than `KEPT_FOR` ago. Returns how many; a second run finds none."""
    if not default_storage.exists("kept"):
        return 0
    oldest = timezone.now() - KEPT_FOR
    old = [
        name
        for name in (f"kept/{file}" for file in default_storage.listdir("kept")[1])
        if default_storage.get_modified_time(name) < oldest
    ]
    for name in old:
        default_storage.delete(name)
    return len(old)
