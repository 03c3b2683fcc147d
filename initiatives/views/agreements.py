"""Aftaler: the list of every agreement, the page of a main or a strategic one, and the versions of its file."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from initiatives import agreement_writing as writing
from initiatives import rules
from initiatives.agreements import NOTICE, warnings_about
from initiatives.forms.agreements import MainAgreementForm, PartForm, PartyForm, StrategicAgreementForm
from initiatives.models import (
    AgreementFile,
    Initiative,
    MainAgreement,
    PartnerContact,
    Partnership,
    ResultContract,
    StrategicAgreement,
    SupportService,
)
from initiatives.partners import forget_contacts
from initiatives.workflow import Refused

from .case import case_to_read, case_to_write

READS_AND_WRITES = ["GET", "HEAD", "POST"]


def _must_see_all(request: HttpRequest) -> None:
    if not rules.may_see_the_whole(request.user):
        raise PermissionDenied(gettext("Siden er for AAB's ansatte og dem, der godkender indsatser."))


@require_safe
def agreements(request: HttpRequest) -> HttpResponse:
    """The four kinds of agreements apart: what state they are in, and which end soon."""
    _must_see_all(request)
    today = timezone.localdate()
    contracts = ResultContract.objects.select_related("partnership__partner", "partnership__initiative")
    seen = {"partnership__initiative__in": _cases(request)}
    strategic = StrategicAgreement.objects.select_related("initiative", "main")
    return render(
        request,
        "initiatives/agreements.html",
        {
            "main": MainAgreement.objects.prefetch_related("parties__partner"),
            "strategic": strategic.filter(initiative__in=_cases(request)).order_by("initiative__sort_key"),
            "contracts": contracts.filter(**seen).order_by("partnership__initiative__sort_key", "pk"),
            "schemes": SupportService.objects.running(today)
            .filter(kind=SupportService.Kind.CONTACT_PERSONS)
            .order_by("municipality"),
            "today": today,
            "soon": today + NOTICE,
            "may_write": rules.works_for_aab(request.user),
        },
    )


def _cases(request: HttpRequest):
    return Initiative.objects.visible_to(request.user, timezone.localdate())


@require_http_methods(READS_AND_WRITES)
def main_new(request: HttpRequest) -> HttpResponse:
    """Write a hovedaftale in."""
    _must_write(request)
    return _write(request, MainAgreement(), None)


@require_http_methods(READS_AND_WRITES)
def main(request: HttpRequest, agreement: int) -> HttpResponse:
    """One hovedaftale: what it says, who has signed, and its file in versions."""
    _must_see_all(request)
    if request.method == "POST":
        _must_write(request)
    return _write(request, get_object_or_404(MainAgreement, pk=agreement), None)


def _must_write(request: HttpRequest) -> None:
    if not rules.works_for_aab(request.user):
        raise PermissionDenied(gettext("Kun AAB's ansatte kan skrive aftaler ind."))


@require_http_methods(READS_AND_WRITES)
def strategic_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a strategisk samarbejdsaftale in."""
    initiative = case_to_write(request, pk)
    return _write(request, StrategicAgreement(initiative=initiative), initiative)


@require_http_methods(READS_AND_WRITES)
def strategic(request: HttpRequest, pk: int, agreement: int) -> HttpResponse:
    """One strategisk samarbejdsaftale, with a delaftale for each focus area."""
    initiative = (case_to_write if request.method == "POST" else case_to_read)(request, pk)
    found = get_object_or_404(initiative.strategic_agreements.select_related("main"), pk=agreement)
    found.initiative = initiative
    return _write(request, found, initiative)


def _write(request: HttpRequest, agreement: writing.Agreement, initiative) -> HttpResponse:
    """Each button is an act of its own: the agreement, a party, an area's part."""
    is_strategic = isinstance(agreement, StrategicAgreement)
    form_class = StrategicAgreementForm if is_strategic else MainAgreementForm
    columns = (*writing.COLUMNS, "main" if is_strategic else "municipality")
    do = request.POST.get("do", "") if request.method == "POST" else ""
    form = form_class(
        request.POST if do == "save" else None,
        request.FILES if do == "save" else None,
        initial={name: getattr(agreement, name) for name in columns} if agreement.pk else {},
    )
    party = PartyForm(request.POST if do == "party" else None, prefix="party")
    part = PartForm(request.POST if do == "part" else None, prefix="part")
    if request.method == "POST" and (answer := _act(request, agreement, do, form, party, part)):
        return answer
    may_write = rules.works_for_aab(request.user) and (
        initiative is None or writing.takes_agreements(initiative)
    )
    return render(
        request,
        "initiatives/agreement.html",
        {
            "initiative": initiative,
            "agreement": agreement,
            "is_strategic": is_strategic,
            "form": form,
            "party": party,
            "part": part,
            "forms": [bound for bound in (form, party, part) if bound.is_bound],
            "may_write": may_write,
            "sees_main": rules.may_see_the_whole(request.user),
            "warnings": warnings_about(agreement, timezone.localdate()) if agreement.pk else [],
            "parties": agreement.parties.select_related("partner") if agreement.pk else [],
            "parts": agreement.parts.select_related("area") if agreement.pk and is_strategic else [],
            "files": agreement.files.select_related("uploaded_by") if agreement.pk else [],
        },
    )


def _act(request: HttpRequest, agreement, do: str, form, party, part) -> HttpResponse | None:
    by = request.user
    try:
        if do == "save" and form.is_valid():
            said = dict(form.cleaned_data)
            upload, _ticked = said.pop("upload"), said.pop("looked_through")
            writing.record_agreement(agreement, by=by, **said)
            if upload:
                writing.add_version(agreement, upload=upload, by=by)
            messages.success(request, gettext("Aftalen er gemt."))
        elif do == "party" and agreement.pk and party.is_valid():
            writing.set_party(agreement, by=by, **party.cleaned_data)
            messages.success(request, gettext("Parten er skrevet på."))
        elif do == "part" and agreement.pk and part.is_valid():
            writing.set_part(agreement, by=by, **part.cleaned_data)
            messages.success(request, gettext("Delaftalen er gemt."))
        elif do.startswith(("off:", "out:")) and agreement.pk:
            _take_out(agreement, do, by=by)
        else:
            return None
    except Refused as refusal:
        messages.error(request, str(refusal))
        return None
    return redirect(url_of(agreement))


def _take_out(agreement, do: str, *, by) -> None:
    what, _colon, number = do.partition(":")
    pk = int(number) if number.isdecimal() and len(number) < 19 else 0
    if what == "off":
        writing.remove_party(get_object_or_404(agreement.parties.all(), pk=pk), by=by)
    elif isinstance(agreement, StrategicAgreement):
        writing.remove_part(get_object_or_404(agreement.parts.select_related("area"), pk=pk), by=by)


def url_of(agreement) -> str:
    if isinstance(agreement, StrategicAgreement):
        return reverse("initiatives:strategic_agreement", args=[agreement.initiative_id, agreement.pk])
    return reverse("initiatives:main_agreement", args=[agreement.pk])


@require_http_methods(READS_AND_WRITES)
def contacts_gone(request: HttpRequest) -> HttpResponse:
    """Contacts who have left: whose names the nightly job empties next, and a button that does it now."""
    _must_write(request)
    today = timezone.localdate()
    if request.method == "POST":
        number = forget_contacts(today)
        messages.success(
            request,
            ngettext("%(number)s kontakt er glemt.", "%(number)s kontakter er glemt.", number)
            % {"number": number},
        )
        return redirect("initiatives:contacts_gone")
    due = list(PartnerContact.objects.to_forget(today).select_related("partner").order_by("left_on", "pk"))
    over = list(Partnership.objects.to_forget(today).select_related("partner", "initiative"))
    numbers = {contact.pk for contact in due}
    left = PartnerContact.objects.left(today).select_related("partner")
    return render(
        request,
        "initiatives/contacts_gone.html",
        {
            "days": settings.AAB_FORGET_CONTACT_DAYS,
            "due": due,
            "over": over,
            "number": len(due) + len(over),
            "later": [contact for contact in left if contact.pk not in numbers],
        },
    )


@require_safe
@cache_control(no_store=True, private=True)
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """One version of an agreement's paper, always as a download."""
    found = get_object_or_404(AgreementFile.objects.visible_to(request.user, timezone.localdate()), pk=pk)
    try:
        content = found.file.open("rb")
    except FileNotFoundError as missing:
        raise Http404 from missing
    response = FileResponse(content, as_attachment=True, filename=found.name, content_type=found.content_type)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
