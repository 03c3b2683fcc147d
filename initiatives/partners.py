"""Writing who takes part in an initiative, and the result contracts with municipal authorities."""

from __future__ import annotations

import datetime as dt
from difflib import SequenceMatcher

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop

from .agreement_writing import lock_for_agreement
from .changes import changes_between, texts_of
from .fields import danish_sort_key
from .history import record
from .models import TERMS, Change, Initiative, Partner, PartnerContact, Partnership, ResultContract
from .relook import Difference, mark_touched
from .together import in_danish
from .wording import listed
from .workflow import Refused, lock_for_edit

GIVES = ("contribution", "contribution_kr", "from_on", "until_on", "is_administering")
COLUMNS = ("role", "contact", "contact_email", "contact_phone", *GIVES)
CONTRACT_COLUMNS = ("state", "begins_on", "signed_on", "they_signed_on", "ends_on", "what_was_tried", *TERMS)
ALIKE = 0.82  # how much of two names must be the same for the one to be suggested instead of the other


@transaction.atomic
def add_partner(
    initiative: Initiative,
    *,
    partner: Partner,
    role: str,
    contact: str,
    contact_email: str = "",
    contact_phone: str = "",
    by,
    **gives,
) -> Partnership:
    """Add a partner with its role and contact, or mend them when it is already there.

    `gives` is what else a partnership says: `contribution` and its value in kr., its period, and whether
    the partner is the administering organisation, of which there is one. Raises Refused when the case
    cannot be edited, or another organisation administers it already.
    """
    initiative = lock_for_edit(initiative)
    if gives.get("is_administering"):
        others = initiative.partnerships.filter(is_administering=True).exclude(partner=partner)
        if other := others.select_related("partner").first():
            raise Refused(
                gettext("%(partner)s står allerede for administrationen. Tag det væk dér først.")
                % {"partner": other.partner}
            )
    names_before = _partner_names(initiative)
    before = texts_of(Partnership.objects.filter(initiative=initiative, partner=partner).first(), COLUMNS)
    partnership, _created = Partnership.objects.update_or_create(
        initiative=initiative,
        partner=partner,
        defaults={
            "role": role,
            "contact": contact,
            "contact_email": contact_email,
            "contact_phone": contact_phone,
            **gives,
        },
    )
    record(
        initiative,
        by=by,
        kind="partner",
        sentence=gettext_noop("Skrev %(partner)s ind som partner"),
        params={"partner": partner.name},
        changes=changes_between(before, texts_of(partnership, COLUMNS)),
        prepares=True,
    )
    _mark_touched(initiative, before=names_before, by=by)
    return partnership


def find_or_add(name: str, kind: str, municipality: str = "", cvr: str = "") -> Partner:
    """The partner of that name, however it is written in capitals; a new one when there is none."""
    if known := _called(name):
        return known
    try:
        with transaction.atomic():
            return Partner.objects.create(name=name, kind=kind, municipality=municipality, cvr=cvr)
    except IntegrityError:
        # Somebody else wrote the same partner in just now: theirs it is.
        theirs = _called(name)
        if theirs is None:
            raise
        return theirs


def similar_to(name: str) -> list[Partner]:
    """Partners whose names are nearly that name, the nearest first; at most five. Reuse beats retyping."""
    wanted = _bare(name)
    scored = [
        (SequenceMatcher(None, wanted, _bare(partner.name)).ratio(), partner)
        for partner in Partner.objects.all()
    ]
    near = [(score, partner) for score, partner in scored if score >= ALIKE or wanted in _bare(partner.name)]
    near.sort(key=lambda pair: (-pair[0], pair[1].sort_key))
    return [partner for _score, partner in near[:5]]


def _bare(name: str) -> str:
    """The name without the words that say what it is, for "Foreningen Broen" and "Broen" are one."""
    words = danish_sort_key(name).replace(",", " ").split()
    return " ".join(
        word for word in words if word not in ("foreningen", "forening", "fonden", "afdelingen", "the")
    )


@transaction.atomic
def forget_contacts(on: dt.date) -> int:
    """Empty name, mail and phone of contacts who left long ago, and of partnerships that ended long ago.

    `to_forget(on)` of both lists them beforehand ("Kontakter, der er stoppet"). Gives how many were emptied;
    a second run finds none.
    """
    left = PartnerContact.objects.to_forget(on)
    emptied = left.update(name="", email="", phone="", anonymised_at=timezone.now())
    over = Partnership.objects.filter(
        pk__in=list(Partnership.objects.to_forget(on).values_list("pk", flat=True))
    )
    return emptied + over.update(contact="", contact_email="", contact_phone="")


def _called(name: str) -> Partner | None:
    return Partner.objects.filter(name__iexact=name).first()


@transaction.atomic
def remove_partner(partnership: Partnership, *, by) -> None:
    """Take a partner out of the case, with its contract. Raises Refused when the case cannot be edited."""
    initiative = lock_for_edit(partnership.initiative)
    names_before = _partner_names(initiative)
    name, before = partnership.partner.name, texts_of(partnership, COLUMNS)
    partnership.delete()
    record(
        initiative,
        by=by,
        kind="partner",
        sentence=gettext_noop("Tog %(partner)s ud som partner"),
        params={"partner": name},
        changes=changes_between(before, texts_of(None, COLUMNS)),
        prepares=True,
    )
    _mark_touched(initiative, before=names_before, by=by)


def _partner_names(initiative: Initiative) -> str:
    names = initiative.partnerships.values_list("partner__name", flat=True)
    with in_danish():
        return listed(sorted(names, key=danish_sort_key))


def _mark_touched(initiative: Initiative, *, before: str, by) -> None:
    """The first partner is an answer; one more, or one less, changes what others have answered about."""
    difference = Difference(Change.PARTNER, "Partnere", before, _partner_names(initiative))
    mark_touched(initiative, [difference], by=by)


@transaction.atomic
def record_contract(
    partnership: Partnership,
    *,
    state: str,
    signed_on=None,
    ends_on=None,
    what_was_tried: str = "",
    by,
    **more,
) -> ResultContract:
    """Write how far the result contract with one municipal authority is (policy 5).

    `more` is what else a contract says: its first day, their signature, each side's kroner and hours, how
    often it is followed up, what happens if it fails, and how it is terminated. Allowed while the
    case runs too, for a contract is renewed. Raises Refused when the case lies to be decided or is over,
    ValidationError when the state lacks its date or words.
    """
    initiative = lock_for_agreement(partnership.initiative)
    contract = ResultContract.objects.filter(partnership=partnership).first() or ResultContract(
        partnership=partnership
    )
    before = texts_of(contract if contract.pk else None, CONTRACT_COLUMNS)
    contract.state = state
    contract.signed_on = signed_on
    contract.ends_on = ends_on
    contract.what_was_tried = what_was_tried
    for name, value in more.items():
        setattr(contract, name, value)
    contract.recorded_by = by
    contract.recorded_at = timezone.now()
    contract.full_clean()
    contract.save()
    record(
        initiative,
        by=by,
        kind="contract",
        sentence=gettext_noop("Resultatkontrakt med %(partner)s: %(state)s"),
        params={"partner": partnership.partner.name, "state": str(contract.get_state_display())},
        changes=changes_between(before, texts_of(contract, CONTRACT_COLUMNS)),
        prepares=initiative.is_editable,
    )
    return contract
