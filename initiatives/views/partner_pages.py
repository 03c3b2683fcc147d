"""Every partner AAB works with; and one: what it is, whom to call there, and the initiatives it takes part in."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from initiatives import rules
from initiatives.contacts import record_contact
from initiatives.forms.contacts import ContactForm
from initiatives.models import Initiative, Partner, PartnerContact

COLUMNS = ("name", "role", "email", "phone", "left_on")


def _must_see_all(request: HttpRequest) -> None:
    if not rules.may_see_the_whole(request.user):
        raise PermissionDenied(gettext("Siden er for AAB's ansatte og dem, der godkender indsatser."))


@require_safe
def partner_list(request: HttpRequest) -> HttpResponse:
    """All partners by name, with how many initiatives each takes part in."""
    _must_see_all(request)
    seen = Initiative.objects.visible_to(request.user, timezone.localdate())
    found = Partner.objects.annotate(
        cases=Count("partnerships", filter=Q(partnerships__initiative__in=seen), distinct=True)
    ).order_by("sort_key")
    return render(request, "initiatives/partner_list.html", {"partners": found})


@require_http_methods(["GET", "HEAD", "POST"])
def partner(request: HttpRequest, partner: int) -> HttpResponse:
    """One partner; staff write its contacts, and the last day of one who stops."""
    _must_see_all(request)
    found = get_object_or_404(Partner.objects.select_related("part_of"), pk=partner)
    may_write = rules.works_for_aab(request.user)
    today = timezone.localdate()
    contacts = list(found.contacts.filter(anonymised_at=None).order_by("role", "pk")) if may_write else []
    new = ContactForm()
    forms = {contact.pk: _form(contact) for contact in contacts}
    if request.method == "POST":
        if not may_write:
            raise PermissionDenied(gettext("Kun AAB's ansatte kan skrive kontakter."))
        mended = next((c for c in contacts if request.POST.get("contact") == str(c.pk)), None)
        if request.POST.get("contact") and mended is None:
            messages.warning(request, gettext("Kontakten er glemt i mellemtiden."))
            return redirect("initiatives:partner", partner)
        form = _form(mended, request.POST) if mended else ContactForm(request.POST)
        if form.is_valid():
            record_contact(mended or PartnerContact(partner=found), by=request.user, **form.cleaned_data)
            messages.success(request, gettext("Kontakten er gemt."))
            return redirect("initiatives:partner", partner)
        if mended:
            forms[mended.pk] = form
        else:
            new = form
    seen = Initiative.objects.visible_to(request.user, today)
    partnerships = found.partnerships.filter(initiative__in=seen).select_related(
        "initiative", "result_contract"
    )
    return render(
        request,
        "initiatives/partner.html",
        {
            "partner": found,
            "may_write": may_write,
            "contacts": [(contact, forms[contact.pk], _has_left(contact, today)) for contact in contacts],
            "form": new,
            "forms": [new, *forms.values()],
            "partnerships": partnerships.order_by("initiative__sort_key", "pk"),
        },
    )


def _form(contact: PartnerContact, *sent) -> ContactForm:
    """The form of a contact that is there; its fields have names of their own, for several stand on the page."""
    initial = {name: getattr(contact, name) for name in COLUMNS}
    return ContactForm(*sent, prefix=f"c{contact.pk}", initial=initial)


def _has_left(contact: PartnerContact, today) -> bool:
    return contact.left_on is not None and contact.left_on < today
