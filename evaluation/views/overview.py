"""Numbers across initiatives: which still run, and which reach their goals. Each number opens its rows."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from evaluation import overview, survival
from evaluation.results import Verdict
from initiatives.models import Initiative
from initiatives.rules import is_decider, works_for_aab

GROUPS = {"omraade": "area", "stoerrelse": "size", "baerer": "bearer"}
ANSWERS = {"koerer": "runs", "stoppet": "stopped", "ukendt": "unknown"}
HEADINGS = {
    "omraade": _("Efter område"),
    "stoerrelse": _("Efter beløb fra AAB"),
    "baerer": _("Efter hvem der tog over"),
}
VERDICTS = {
    "paa-vej": Verdict.ON_TRACK,
    "bagud": Verdict.BEHIND,
    "naaet": Verdict.REACHED,
    "ikke-maalt": Verdict.NOT_MEASURED,
}


def _only_those_who_steer(request: HttpRequest) -> None:
    if not (works_for_aab(request.user) or is_decider(request.user)):
        raise PermissionDenied(gettext("Siden er for AAB's ansatte og dem, der godkender indsatser."))


@require_safe
def self_running(request: HttpRequest) -> HttpResponse:
    """How many still run 12 months after the end, by area, size and bearer."""
    _only_those_who_steer(request)
    found = survival.fates(timezone.localdate())
    tables = [(word, HEADINGS[word], survival.table(found, group)) for word, group in GROUPS.items()]
    context = {"all": survival.count(found), "tables": tables, "fewest": survival.FEWEST}
    return render(request, "evaluation/self_running.html", context)


@require_safe
def self_running_rows(request: HttpRequest) -> HttpResponse:
    """The initiatives behind one number: `?efter=omraade&vaerdi=tryghed&svar=koerer`."""
    _only_those_who_steer(request)
    found = survival.fates(timezone.localdate())
    said = []
    word, key, answer = (request.GET.get(name, "") for name in ("efter", "vaerdi", "svar"))
    if word:
        if word not in GROUPS:
            raise Http404
        labels = dict(survival.labels_of(GROUPS[word]))
        if key not in labels:
            raise Http404
        found = [fate for fate in found if key in fate.keys(GROUPS[word])]
        said.append(labels[key])
    if answer:
        if answer not in ANSWERS:
            raise Http404
        found = [fate for fate in found if fate.answer == ANSWERS[answer]]
        said.append(
            {"koerer": gettext("kører"), "stoppet": gettext("stoppet"), "ukendt": gettext("ukendt")}[answer]
        )
    return render(request, "evaluation/self_running_rows.html", {"found": found, "said": said})


@require_safe
def goals(request: HttpRequest) -> HttpResponse:
    """How the goals of the running initiatives stand, by approved figures alone; `?svar=bagud` shows which."""
    _only_those_who_steer(request)
    word = request.GET.get("svar", "")
    if word and word not in VERDICTS:
        raise Http404
    visible = Initiative.objects.visible_to(request.user, timezone.localdate())
    found = overview.goals_across(visible, timezone.localdate())
    counts = [
        (address, verdict.label, sum(goal.verdict == verdict for goal in found))
        for address, verdict in VERDICTS.items()
    ]
    chosen = VERDICTS.get(word)
    context = {
        "counts": counts,
        "all": len(found),
        "chosen": chosen,
        "word": word,
        "found": [goal for goal in found if goal.verdict == chosen] if chosen else found,
        "unapproved": overview.unapproved(visible),
    }
    return render(request, "evaluation/goals_overview.html", context)
