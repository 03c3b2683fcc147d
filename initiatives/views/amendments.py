"""Changing an approved initiative: small corrections, proposals, and its approved versions side by side."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.expired_session import typed_before_login, words_wait
from initiatives import rules
from initiatives.amendments import AMENDABLE, correct, kind_of, open_amendment, propose, proposed_changes
from initiatives.approved_versions import Line, side_by_side
from initiatives.forms.amendments import CorrectionForm, ProposeForm
from initiatives.models import Amendment, ApprovedVersion, Initiative
from initiatives.wording import one_of, status_in_sentence
from initiatives.workflow import Refused

from .case import case_to_read

Kind = Amendment.Kind


@dataclass(frozen=True)
class Proposal:
    """A proposal to change a case, as pages show it."""

    amendment: Amendment
    kind: str
    lines: list[Line]

    @property
    def kind_words(self) -> str:
        return str(Kind(self.kind).label) if self.kind else ""


def proposal_of(initiative: Initiative) -> Proposal | None:
    """What the case would change in another; None when it is no proposal, which costs nothing to find out."""
    if initiative.amends_id is None:
        return None
    amendment = Amendment.objects.select_related("initiative", "proposed_by").get(draft=initiative)
    initiative.amendment = amendment
    lines = proposed_changes(initiative)
    return Proposal(amendment, kind_of(lines), lines)


def _case(request: HttpRequest, pk: int) -> Initiative:
    initiative = case_to_read(request, pk)
    if not rules.works_for_aab(request.user):
        raise PermissionDenied(gettext("Kun AAB's ansatte kan ændre en indsats."))
    return initiative


def _stands_in_the_way(initiative: Initiative) -> str:
    """Why the case cannot be changed as it stands; "" when it can."""
    if initiative.amends_id is not None:
        return gettext("Det er selv et forslag til ændring. Ret i det på tjeklisten.")
    if initiative.status in AMENDABLE:
        return ""
    if initiative.is_editable:
        return gettext("Indsatsen er ikke godkendt endnu. Ret den på tjeklisten.")
    return gettext(
        "Indsatsen er %(status)s. Den kan kun ændres, når den er %(from)s. %(person)s ændrede den sidst."
    ) % {
        "status": status_in_sentence(initiative.status),
        "from": one_of(status_in_sentence(status) for status in sorted(AMENDABLE)),
        "person": initiative.changed_by,
    }


@words_wait
@require_http_methods(["GET", "HEAD", "POST"])
def amend(request: HttpRequest, pk: int) -> HttpResponse:
    """What shall be changed, and why; the answer leads to the page where it is written."""
    initiative = _case(request, pk)
    refusal = _stands_in_the_way(initiative)
    standing = open_amendment(initiative) if not refusal else None
    if request.method == "POST" and not refusal and standing is None:
        form = ProposeForm(request.POST)
        if form.is_valid():
            if form.cleaned_data["kind"] == Kind.CORRECTION:
                return redirect("initiatives:correct", pk)
            try:
                made = propose(initiative, by=request.user, reason=form.cleaned_data["reason"])
            except Refused as refused:
                refusal = str(refused)
            else:
                messages.success(
                    request, gettext("Forslaget er oprettet. Indsatsen gælder uændret, til der er svaret.")
                )
                page = "funding:budget" if form.cleaned_data["kind"] == Kind.MONEY else "initiatives:edit"
                return redirect(page, made.draft_id)
    elif (waited := typed_before_login(request)) is not None:
        form = ProposeForm(waited, unjudged=True)
    else:
        form = ProposeForm()
    return render(
        request,
        "initiatives/amend.html",
        {
            "initiative": initiative,
            "refusal": refusal,
            "standing": standing,
            "form": form,
            "versions": initiative.approved_versions.count(),
        },
        status=409 if request.method == "POST" and (refusal or standing) else 200,
    )


@words_wait
@require_http_methods(["GET", "HEAD", "POST"])
def correction(request: HttpRequest, pk: int) -> HttpResponse:
    """A small thing in an approved case, mended at once; both versions are kept."""
    initiative = _case(request, pk)
    refusal = _stands_in_the_way(initiative)
    if request.method == "POST" and not refusal:
        form = CorrectionForm(request.POST, initiative=initiative)
        if form.is_valid():
            try:
                changed = correct(
                    initiative,
                    by=request.user,
                    correction=form.correction(),
                    reason=form.cleaned_data["reason"],
                )
            except Refused as refused:
                refusal = str(refused)
            else:
                if changed:
                    messages.success(request, gettext("Rettelsen gælder nu."))
                return redirect(Initiative.everything.get(pk=pk))
    elif (waited := typed_before_login(request)) is not None:
        form = CorrectionForm(waited, initiative=initiative, unjudged=True)
    else:
        form = CorrectionForm(initial=CorrectionForm.initial_of(initiative), initiative=initiative)
    return render(
        request,
        "initiatives/correct.html",
        {"initiative": initiative, "refusal": refusal, "form": form},
        status=409 if request.method == "POST" and refusal else 200,
    )


@require_safe
def versions(request: HttpRequest, pk: int) -> HttpResponse:
    """Two approved versions side by side; of a proposal, what it would change."""
    initiative = case_to_read(request, pk)
    proposal = proposal_of(initiative)
    context = {"initiative": initiative, "proposal": proposal, "all": "alt" in request.GET}
    if proposal is None:
        found = list(initiative.approved_versions.select_related("made_by", "decision__submission__body"))
        new = _chosen(found, request.GET.get("ny"), found[-1] if found else None)
        old = _chosen(found, request.GET.get("gammel"), _before(found, new))
        context |= {"versions": found, "old": old, "new": new}
        context["lines"] = side_by_side(old.contents, new.contents) if old and new else []
    else:
        context["lines"] = proposal.lines
    if not context["all"]:
        context["lines"] = [line for line in context["lines"] if line.differs]
    return render(request, "initiatives/versions.html", context)


def _chosen(found: list[ApprovedVersion], number: str | None, otherwise: ApprovedVersion | None):
    return next((version for version in found if str(version.number) == number), otherwise)


def _before(found: list[ApprovedVersion], version: ApprovedVersion | None):
    earlier = [other for other in found if version and other.number < version.number]
    return earlier[-1] if earlier else version
