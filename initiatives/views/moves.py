"""Start, pause, resume or withdraw an initiative: one page each, with what follows from it."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.expired_session import typed_before_login, words_wait
from initiatives import rules, workflow
from initiatives.forms.moves import MoveForm
from initiatives.models import Initiative, Status
from initiatives.wording import one_of, status_in_sentence
from initiatives.workflow import MOVES, STAFF_MOVES, Refused

from .case import case_to_read

CONSEQUENCES = {
    "start": _("Indsatsen går i gang. Vi sender mails om måling og evaluering, når det er tid."),
    "pause": _("Indsatsen stopper for en tid. Ingen får mails om den, før den går i gang igen."),
    "resume": _("Indsatsen går i gang igen. Vi sender igen mails om måling og evaluering."),
    "withdraw": _("Indsatsen bliver stoppet, før der er svaret, og kan ikke sendes igen. Alt er gemt."),
}
DONE = {
    "start": _("Indsatsen er sat i gang."),
    "pause": _("Indsatsen er sat på pause."),
    "resume": _("Indsatsen er sat i gang igen."),
    "withdraw": _("Indsatsen er trukket tilbage."),
}


@words_wait
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """One move. Where the case stands so that it does not exist, a sentence says why and who can change it."""
    initiative = case_to_read(request, pk)
    if name == "close":  # asks more than a reason, and has a page of its own
        return redirect("close", pk)
    if name not in STAFF_MOVES:
        raise Http404
    if not rules.works_for_aab(request.user):
        raise PermissionDenied(
            gettext("Kun AAB's ansatte kan sætte indsatsen i gang, stoppe den eller afslutte den.")
        )
    data = request.POST if request.method == "POST" else None
    waited = typed_before_login(request) or {}
    form = MoveForm(data, needs_words=MOVES[name].needs_words, initial={"words": waited.get("words", "")})
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            workflow.move(initiative, name, by=request.user, words=form.cleaned_data.get("words", ""))
        except Refused as refused:
            refusal = refused
            initiative = case_to_read(request, pk)
        else:
            messages.success(request, DONE[name])
            return redirect(Initiative.everything.get(pk=pk))
    exists = name in workflow.possible_moves(initiative)
    return render(
        request,
        "initiatives/move.html",
        {
            "initiative": initiative,
            "name": name,
            "move": MOVES[name],
            "stands": status_in_sentence(initiative.status),
            "consequence": CONSEQUENCES[name],
            "exists": exists,
            "refusal": refusal,
            "possible_from": one_of(status_in_sentence(s) for s in Status if s in MOVES[name].sources),
            "form": form,
        },
        status=409 if request.method == "POST" and (refusal or not exists) else 200,
    )
