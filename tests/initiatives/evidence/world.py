"""What the tests of evidence share: files to send, and how somebody fetches them."""

import hashlib
import io
import os

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from accounts import uploads


def picture(name: str = "Referat fra mødet.jpg") -> SimpleUploadedFile:
    target = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(target, "JPEG")
    return SimpleUploadedFile(name, target.getvalue(), content_type="image/jpeg")


def checked(name: str = "Referat fra mødet.jpg") -> uploads.CheckedUpload:
    return uploads.check(picture(name))


def files_on_disk(settings) -> list[str]:
    found = []
    for folder, _folders, names in os.walk(settings.MEDIA_ROOT):
        found += [os.path.join(folder, name) for name in names]
    return found


def fetch(person, file):
    browser = Client()
    if person:
        browser.force_login(person)
    return browser.get(reverse("initiatives:evidence", args=[file.pk]))


def status(person, file) -> int:
    answer = fetch(person, file)
    if answer.streaming:
        b"".join(answer.streaming_content)  # read to its end, the file is closed
    return answer.status_code


def pdf(words: str = "Aftale") -> uploads.CheckedUpload:
    return uploads.CheckedUpload(
        name=f"{words}.pdf",
        content=words.encode(),
        content_type="application/pdf",
        size=len(words),
        sha256=hashlib.sha256(words.encode()).hexdigest(),
    )


def about(file) -> str:
    return reverse("initiatives:evidence_about", args=[file.pk])
