"""What somebody has typed and not sent yet. It belongs to the person; nobody else sees it."""

from __future__ import annotations

from django.http import QueryDict
from django.utils import timezone

from accounts.cpr import refuse_personal_numbers
from accounts.expired_session import LONGEST

from .models import SavedAnswer


def keep(*, person, kind: str, object_id: int, data: dict[str, list[str]]) -> SavedAnswer | None:
    """Keep what the person has typed so far; a later call replaces it.

    `data` is {field name: values} as the browser posts it. Raises ValidationError, and keeps nothing,
    when it holds a CPR number; returns None when there is more of it than anybody types.
    """
    data = {name: [_storable(value) for value in values] for name, values in data.items()}
    texts = [value for values in data.values() for value in values]
    if sum(len(text) for text in texts) > LONGEST:
        return None
    for text in texts:
        refuse_personal_numbers(text)
    saved, _is_new = SavedAnswer.objects.update_or_create(
        person=person,
        kind=kind,
        object_id=object_id,
        defaults={"data": data, "saved_at": timezone.now()},
    )
    return saved


def kept(*, person, kind: str, object_id: int) -> SavedAnswer | None:
    """What the person typed here and has not sent, if anything."""
    return SavedAnswer.objects.filter(person=person, kind=kind, object_id=object_id).first()


def as_typed(saved: SavedAnswer) -> QueryDict:
    """What was typed, in the shape a form reads it."""
    typed = QueryDict(mutable=True)
    for name, values in saved.data.items():
        typed.setlist(name, [value for value in values if isinstance(value, str)])
    return typed


def forget(*, person, kind: str, object_id: int) -> None:
    """The answer has been sent; what was typed on the way is not needed any more."""
    SavedAnswer.objects.filter(person=person, kind=kind, object_id=object_id).delete()


def _storable(text: str) -> str:
    """Without NUL and half letters, which no database stores. The form says so when it is sent."""
    return text.replace("\x00", "").encode("utf-8", "ignore").decode()
