"""Answers that are begun and not sent, together with the file that was chosen for them.

What is typed lives in `saved_answers`. A browser forgets a chosen file, so the file is held here for as
long as the answer is: until it is sent, or nobody has touched it for AAB_TASK_LINK_DAYS.
"""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.http import QueryDict
from django.utils import timezone

from accounts import uploads
from accounts.forms.widgets import KeptFileInput

from . import saved_answers
from .models import SavedAnswer

FOLDER = "held"
FILE = "file held"
"""Where the held file stands among the typed values; no form field can be called that."""


@dataclass(frozen=True)
class HeldFile:
    key: str
    name: str
    content_type: str
    sha256: str

    @classmethod
    def of(cls, saved: SavedAnswer | None) -> HeldFile | None:
        parts = saved.data.get(FILE) if saved else None
        return cls(*parts) if isinstance(parts, list) and len(parts) == 4 else None

    @property
    def ticket(self) -> str:
        return uploads.ticket_for(
            self.key, name=self.name, content_type=self.content_type, sha256=self.sha256
        )


def keep(
    *,
    person,
    kind: str,
    object_id: int,
    data: dict[str, list[str]],
    upload: uploads.CheckedUpload | None = None,
) -> SavedAnswer | None:
    """Keep what is typed, and the chosen file beside it. Without `upload` the file from before stays.

    Raises ValidationError for a CPR number; None when there is more text than anybody types.
    """
    before = HeldFile.of(saved_answers.kept(person=person, kind=kind, object_id=object_id))
    data = {name: values for name, values in data.items() if name != FILE}
    saved = saved_answers.keep(person=person, kind=kind, object_id=object_id, data=data)
    if saved is None:
        return None
    held = before
    if upload is not None and (before is None or before.sha256 != upload.sha256):
        key = default_storage.save(f"{FOLDER}/{uuid.uuid4().hex}", ContentFile(upload.content))
        held = HeldFile(key, upload.name, upload.content_type, upload.sha256)
    if held is not None:
        saved.data[FILE] = [held.key, held.name, held.content_type, held.sha256]
        saved.save(update_fields=["data"])
    if before is not None and before != held:
        _delete_later(before)
    return saved


def typed(saved: SavedAnswer, *, file_field: str) -> QueryDict:
    """What was typed, as the browser would post it, with a ticket to the held file under `file_field`."""
    data = QueryDict(mutable=True)
    for name, values in saved.data.items():
        if name != FILE and isinstance(values, list):
            data.setlist(name, values)
    held = HeldFile.of(saved)
    if held is not None and default_storage.exists(held.key):
        data[KeptFileInput.ticket_name(file_field)] = held.ticket
    else:
        data.pop(KeptFileInput.ticket_name(file_field), None)
    return data


def forget(*, person, kind: str, object_id: int) -> None:
    """The answer has been sent. The file goes when the transaction comes through."""
    held = HeldFile.of(saved_answers.kept(person=person, kind=kind, object_id=object_id))
    saved_answers.forget(person=person, kind=kind, object_id=object_id)
    if held is not None:
        _delete_later(held)


def forget_old(kinds: tuple[str, ...], *, today: dt.date) -> int:
    """Drop answers of these kinds that nobody has touched for AAB_TASK_LINK_DAYS. Returns how many."""
    oldest = timezone.make_aware(dt.datetime.combine(today, dt.time())) - dt.timedelta(
        days=settings.AAB_TASK_LINK_DAYS
    )
    old = list(SavedAnswer.objects.filter(kind__in=kinds, saved_at__lt=oldest).select_related("person"))
    for saved in old:
        forget(person=saved.person, kind=saved.kind, object_id=saved.object_id)
    return len(old)


def forget_orphans(kinds: tuple[str, ...]) -> int:
    """Delete held files that no answer knows, such as a crash leaves behind. Returns how many."""
    if not default_storage.exists(FOLDER):
        return 0
    answers = SavedAnswer.objects.filter(kind__in=kinds)
    known = {held.key for saved in answers.iterator() if (held := HeldFile.of(saved))}
    # A file lies there a moment before its answer does.
    yesterday = timezone.now() - dt.timedelta(days=1)
    orphans = [
        key
        for key in (f"{FOLDER}/{name}" for name in default_storage.listdir(FOLDER)[1])
        if key not in known and default_storage.get_modified_time(key) < yesterday
    ]
    for key in orphans:
        default_storage.delete(key)
    return len(orphans)


def _delete_later(held: HeldFile) -> None:
    transaction.on_commit(lambda: default_storage.delete(held.key))
