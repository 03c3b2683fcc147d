"""Keeping what is typed on a page, a few seconds after the last key (see `initiatives.saved_answers`)."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone
from django.utils.translation import gettext

from accounts.expired_session import typed_before_login
from accounts.templatetags.portal import clock
from initiatives import saved_answers


def keep_what_is_typed(request: HttpRequest, kind: str, object_id: int, *, person=None) -> HttpResponse:
    """Keep the posted form as the person's own, and answer with the sentence the page shows.

    `person` is who answers through a link from a mail; otherwise it is the one who is logged in.
    """
    data = {name: request.POST.getlist(name) for name in request.POST if name != "csrfmiddlewaretoken"}
    try:
        saved = saved_answers.keep(person=person or request.user, kind=kind, object_id=object_id, data=data)
    except ValidationError as error:
        return _sentence(gettext("Ikke gemt.") + " " + error.messages[0], 400)
    if saved is None:
        return _sentence(gettext("Ikke gemt. Teksten er for lang."), 400)
    words = gettext("Gemt %(time)s. Du kan gå fra siden og komme tilbage.")
    return _sentence(words % {"time": clock(saved.saved_at)})


def not_kept() -> HttpResponse:
    return _sentence(gettext("Ikke gemt. Indsatsen kan ikke rettes nu."), 409)


def typed_before(
    request: HttpRequest, kind: str, object_id: int, context: dict, *, person=None
) -> QueryDict | None:
    """What the person typed here and never sent, just now or earlier; the page says when (`typed_at`)."""
    if (waited := typed_before_login(request)) is not None:
        context["typed_at"] = timezone.now()
        return waited
    saved = saved_answers.kept(person=person or request.user, kind=kind, object_id=object_id)
    if saved is None:
        return None
    context["typed_at"] = saved.saved_at
    return saved_answers.as_typed(saved)


def _sentence(words: str, status: int = 200) -> HttpResponse:
    return HttpResponse(words, status=status, content_type="text/plain; charset=utf-8")
