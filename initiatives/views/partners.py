"""Partners (K5, point 4.1) and result contracts (K6, point 5.2)."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from initiatives import rules
from initiatives.agreement_writing import add_version, takes_agreements
from initiatives.agreements import warnings_of
from initiatives.forms.partners import ContractForm, PartnerForm
from initiatives.models import Initiative, Partnership, SupportService
from initiatives.partners import (
    CONTRACT_COLUMNS,
    GIVES,
    add_partner,
    find_or_add,
    record_contract,
    remove_partner,
)
from initiatives.workflow import Refused

from .case import case_to_read, case_to_write, not_now
from .next_step import next_step
from .points import point_context

ANSWERS = ("role", "contact", "contact_email", *GIVES)


@require_http_methods(["GET", "HEAD", "POST"])
def partners(request, pk):
    """Who takes part, and as what. With `?ret=` one of them the form holds what is written about it."""
    initiative = case_to_read(request, pk)
    mended = _mended(request, initiative)
    form = PartnerForm(
        initial={name: getattr(mended, name) for name in ("partner", *ANSWERS)} if mended else {}
    )
    if request.method == "POST":
        case_to_write(request, pk)
        if closed := not_now(request, initiative):
            return closed
        if "remove" in request.POST:
            return _remove(request, initiative)
        form = PartnerForm(request.POST)
        if form.is_valid():
            data = form.cleaned_data
            try:
                # A partner that cannot be written into the case is not left behind by itself.
                with transaction.atomic():
                    partner = data["partner"] or find_or_add(data["new_name"], data["kind"], cvr=data["cvr"])
                    there = initiative.partnerships.filter(partner=partner).first()
                    add_partner(
                        initiative,
                        partner=partner,
                        # The form does not ask for it, so that it stays what it was.
                        contact_phone=there.contact_phone if there else "",
                        **{name: data[name] for name in ANSWERS},
                        by=request.user,
                    )
            except Refused as refusal:
                messages.error(request, str(refusal))
            else:
                messages.success(request, gettext("Partneren er skrevet ind."))
                if "another" in request.POST:
                    return redirect("initiatives:partners", pk=pk)
                return next_step(request, initiative, "4.1")
    return render(
        request,
        "initiatives/partners.html",
        {
            **point_context(initiative, "4.1"),
            "initiative": initiative,
            "may_edit": rules.may_edit(request.user, initiative),
            "partnerships": initiative.partnerships.select_related("partner", "result_contract"),
            "form": form,
            "mended": mended,
            "sees_all": rules.may_see_the_whole(request.user),
            "before": initiative.predecessors.exists(),
            "after": initiative.successors.exists(),
        },
    )


def _mended(request, initiative: Initiative) -> Partnership | None:
    """The partnership whose answers are to be mended; none when nobody asked, or it is gone."""
    wanted = request.GET.get("ret", "")
    if not _is_number(wanted):
        return None
    return initiative.partnerships.select_related("partner").filter(pk=wanted).first()


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 19


def _remove(request, initiative: Initiative):
    wanted = request.POST.get("remove", "")
    partnership = get_object_or_404(
        initiative.partnerships.select_related("partner", "initiative"),
        pk=wanted if _is_number(wanted) else 0,
    )
    try:
        remove_partner(partnership, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, gettext("%(partner)s er taget ud.") % {"partner": partnership.partner.name})
    return redirect("initiatives:partners", pk=initiative.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def contracts(request, pk):
    """A result contract for each municipal authority that takes part."""
    initiative = case_to_read(request, pk)
    authorities = [
        partnership
        for partnership in initiative.partnerships.select_related(
            "partner", "result_contract", "initiative"
        ).prefetch_related("result_contract__files__uploaded_by")
        if partnership.partner.is_municipal
    ]
    # A contract is renewed and followed up while the case runs, not only before.
    may_edit = rules.works_for_aab(request.user) and takes_agreements(initiative)
    sent = request.method == "POST"
    if sent:
        case_to_write(request, pk)
        if not takes_agreements(initiative):
            return not_now(request, initiative)
    rows = [
        (partnership, _contract_form(partnership, *([request.POST, request.FILES] if sent else [])))
        for partnership in authorities
    ]
    # Every form is checked, so that every fault is told at once.
    valid = [form.is_valid() for _partnership, form in rows]
    if rows and all(valid):
        try:
            # All the rows or none: the page is one press.
            with transaction.atomic():
                for partnership, form in rows:
                    _keep(partnership, dict(form.cleaned_data), by=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, gettext("Aftalen er gemt."))
            if not initiative.is_editable:
                return redirect("initiatives:contracts", pk)
            return next_step(request, initiative, "5.2")
    return render(
        request,
        "initiatives/contracts.html",
        {
            **point_context(initiative, "5.2"),
            "initiative": initiative,
            "may_edit": may_edit,
            "rows": rows,
            "warnings": warnings_of(
                initiative, [partnership for partnership, _form in rows], timezone.localdate()
            ),
            "strategic": initiative.strategic_agreements.select_related("main").prefetch_related(
                "parties__partner", "parts__area"
            ),
            "schemes": SupportService.objects.running(timezone.localdate())
            .reaching(initiative.departments.all())
            .filter(kind=SupportService.Kind.CONTACT_PERSONS),
            "forms": [form for _partnership, form in rows],
        },
    )


def _contract_form(partnership, *sent) -> ContractForm:
    contract = getattr(partnership, "result_contract", None)
    initial = {name: getattr(contract, name) for name in CONTRACT_COLUMNS} if contract else {}
    return ContractForm(*sent, prefix=f"p{partnership.pk}", initial=initial)


def _keep(partnership, said: dict, *, by) -> None:
    """The contract and, with it, a new version of its file."""
    upload, _ticked = said.pop("upload"), said.pop("looked_through")
    contract = record_contract(partnership, by=by, **said)
    if upload:
        add_version(contract, upload=upload, by=by)
