"""Photographs for public pages: upright, 960 pixels wide, at most 120 kB, and nothing in them but the picture.

HEIC is taken here, unlike among evidence: board members send what their phone holds, and a story
without its picture is not told. Every picture is decoded and written anew as WebP.
"""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps
from pillow_heif import register_heif_opener

from accounts import uploads
from accounts.cpr import holds_personal_number
from accounts.filenames import clean_name, split_name
from accounts.forms.fields import EvidenceUploadField

WIDTH = 960
SMALLEST = 480  # pixels on the longer side; less than that is a blur on a phone
MOST_BYTES = 120_000
QUALITIES = (82, 74, 66, 58, 50, 42, 34)
NARROWER = (960, 800, 640, 480)
NO_PICTURE = _("Vi kan ikke læse billedet. Brug JPG, PNG, WebP eller HEIC")
TOO_SMALL = _("Billedet er for lille. Find det store billede på telefonen, og prøv igen")

register_heif_opener(thumbnails=False)


@dataclass(frozen=True)
class Photo(uploads.CheckedUpload):
    """A picture ready for a page."""

    @property
    def size_in_pixels(self) -> tuple[int, int]:
        with Image.open(io.BytesIO(self.content)) as image:
            return image.size


def check(file: UploadedFile) -> Photo:
    """The picture as the portal keeps it. Raises ValidationError with the sentence the person reads."""
    limit = settings.AAB_UPLOAD_MAX_BYTES
    content = file.read(limit + 1)
    if len(content) > limit:
        raise ValidationError(uploads.TOO_LARGE, code="too_large", params={"limit": limit // 1024 // 1024})
    if not content:
        raise ValidationError(uploads.EMPTY, code="empty")
    name = clean_name(file.name or "")
    if holds_personal_number(name):
        raise ValidationError(uploads.NUMBER_IN_NAME, code="cpr")
    small = shrink(content)
    stem = split_name(name)[0] or "billede"
    return Photo(
        name=f"{stem}.webp",
        content=small,
        content_type="image/webp",
        size=len(small),
        sha256=hashlib.sha256(small).hexdigest(),
    )


def shrink(content: bytes) -> bytes:
    """The picture anew as WebP: upright, no wider than a page, no heavier than a phone should fetch."""
    try:
        with Image.open(io.BytesIO(content), formats=["JPEG", "PNG", "WEBP", "HEIF"]) as image:
            if image.width * image.height > uploads.MAX_PIXELS:
                raise ValidationError(uploads.TOO_MANY_PIXELS, code="pixels")
            if max(image.size) < SMALLEST:
                raise ValidationError(TOO_SMALL, code="small")
            image.draft("RGB", (WIDTH * 2, WIDTH * 2))
            upright = ImageOps.exif_transpose(image).convert("RGB")
    except ValidationError:
        raise
    except Exception as error:  # whatever a decoder says about foreign bytes, the answer is the same
        raise ValidationError(NO_PICTURE, code="type") from error
    for width in NARROWER:
        smaller = upright.copy()
        smaller.thumbnail((width, width * 2))
        smaller.info.clear()
        for quality in QUALITIES:
            out = io.BytesIO()
            smaller.save(out, "WEBP", quality=quality, method=4, exif=b"", icc_profile=None)
            if out.tell() <= MOST_BYTES:
                return out.getvalue()
    raise ValidationError(uploads.TOO_MANY_PIXELS, code="pixels")


class PhotoField(EvidenceUploadField):
    """A photograph for a public page. Gives a checked upload or None; kept when the form comes back."""

    attrs = {"accept": ".jpg,.jpeg,.png,.webp,.heic,.heif,image/*"}

    def to_python(self, value):
        return check(value) if isinstance(value, UploadedFile) else super().to_python(value)
