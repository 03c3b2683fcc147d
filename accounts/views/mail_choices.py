"""Vælg mails (L4): which mails a person wants, a holiday from mails, and an address that does not work."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.forms.mails import MailsForm
from accounts.models import User
from accounts.outbox import returns, topics


def roles_of(person: User) -> set[str]:
    """In which roles mails reach the person today. Seats belong to the apps above and are read through the person."""
    on = timezone.localdate()
    roles = {topics.STAFF} if person.uses_password else set()
    if person.board_seats.in_office(on).exists():
        roles.add(topics.BOARD)
    if person.body_seats.in_office(on).exists():
        roles.add(topics.DECIDER)
    return roles


@require_http_methods(["GET", "HEAD", "POST"])
def choose_mails(request: HttpRequest) -> HttpResponse:
    person = request.user
    form = MailsForm(
        request.POST or None,
        topics=topics.topics_for(roles_of(person)),
        choices=topics.choices_of(person),
        initial={"paused_until": person.mails_paused_until},
    )
    if request.method == "POST" and form.is_valid():
        topics.choose_mails(
            person=person,
            choices=form.chosen,
            paused_until=form.cleaned_data["paused_until"],
            by=person,
        )
        messages.success(request, gettext("Dine valg er gemt."))
        return redirect("choose_mails")
    return render(request, "account/choose_mails.html", {"form": form})


@require_POST
def address_works(request: HttpRequest) -> HttpResponse:
    """The person says that mails reach them after all."""
    returns.works_again(request.user, by=request.user)
    messages.success(request, gettext("Tak. Vi sender mails til dig igen."))
    return redirect("choose_mails")
