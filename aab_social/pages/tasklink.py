"""P12: the page behind a link in a mail. Opening it changes nothing; pressing Start does."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts import tasklinks
from accounts.forms.tasklinks import NewLinkForm
from accounts.models import TaskLink


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def task_link(request: HttpRequest, token: str) -> HttpResponse:
    """What the task is and how long it takes; already answered; or (410) a way to get a new link."""
    link = _link_or_404(token)
    with _language_for(request, link):
        card = tasklinks.describe(link)
        works = card is not None and link.works_on(timezone.localdate())
        starts = request.method == "POST" and "start" in request.POST
        if card is None or not (works or card.answered):
            return _gone(request, link)
        if card.answered:
            if starts and works and card.receipt_path:
                return _start(request, link, card.receipt_path)
            return render(
                request, "pages/task_link_answered.html", {"link": link, "card": card, "works": works}
            )
        if starts:
            return _start(request, link, card.answer_path)
        context = {
            "link": link,
            "card": card,
            "how_long": tasklinks.how_long(card),
            "answers_as": request.user
            if request.user.is_authenticated and request.user != link.person
            else None,
        }
        return render(request, "pages/task_link.html", context)


@login_not_required
@never_cache
@require_safe
def not_me(request: HttpRequest, token: str) -> HttpResponse:
    """Somebody got a mail that was meant for another: whom to ring. Changes nothing."""
    link = _link_or_404(token)
    with _language_for(request, link):
        return render(request, "pages/task_link_not_me.html", {"link": link})


def _start(request: HttpRequest, link: TaskLink, path: str) -> HttpResponse:
    tasklinks.start(request, link)
    response = redirect(path)
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            translation.get_language(),
            max_age=settings.LANGUAGE_COOKIE_AGE,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
            samesite=settings.LANGUAGE_COOKIE_SAMESITE,
        )
    return response


def _gone(request: HttpRequest, link: TaskLink) -> HttpResponse:
    """A link that has run out, was closed, or whose person may not answer any more: one page for all three."""
    asks = request.method == "POST" and "new_link" in request.POST
    form = NewLinkForm(request.POST if asks else None)
    asked = asks and form.is_valid()
    if asked:
        tasklinks.ask_for_new_link(link, address=form.cleaned_data["email"])
    return render(request, "pages/task_link_gone.html", {"form": form, "asked": asked}, status=410)


def _link_or_404(token: str) -> TaskLink:
    link = TaskLink.objects.for_token(token)
    if link is None:
        raise Http404
    return link


def _language_for(request: HttpRequest, link: TaskLink) -> translation.override:
    """The language chosen in this browser or log-in; before any choice, that of the mail."""
    chosen = request.user.is_authenticated or settings.LANGUAGE_COOKIE_NAME in request.COOKIES
    language = translation.get_language() if chosen else link.person.language
    request.LANGUAGE_CODE = language
    return translation.override(language)
