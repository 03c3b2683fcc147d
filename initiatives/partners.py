"""Writing who takes part in an initiative, and the result contracts with municipal authorities."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from .history import record
from .models import Initiative, Partner, Partnership, ResultContract
from .workflow import lock_for_edit


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
) -> Partnership:
    """Add a partner with its role and contact, or mend them when it is already there.

    Raises Refused when the case cannot be edited.
    """
    initiative = lock_for_edit(initiative)
    partnership, _created = Partnership.objects.update_or_create(
        initiative=initiative,
        partner=partner,
        defaults={
            "role": role,
            "contact": contact,
            "contact_email": contact_email,
            "contact_phone": contact_phone,
        },
    )
    record(
        initiative,
        by=by,
        kind="partner",
        sentence=gettext_noop("Skrev %(partner)s ind som partner"),
        params={"partner": partner.name},
        prepares=True,
    )
    return partnership


def find_or_add(name: str, kind: str, municipality: str = "") -> Partner:
    """The partner of that name, however it is written in capitals; a new one when there is none."""
    if known := _called(name):
        return known
    try:
        with transaction.atomic():
            return Partner.objects.create(name=name, kind=kind, municipality=municipality)
    except IntegrityError:
        # Somebody else wrote the same partner in just now: theirs it is.
        theirs = _called(name)
        if theirs is None:
            raise
        return theirs


def _called(name: str) -> Partner | None:
    return Partner.objects.filter(name__iexact=name).first()


@transaction.atomic
def remove_partner(partnership: Partnership, *, by) -> None:
    """Take a partner out of the case, with its contract. Raises Refused when the case cannot be edited."""
    initiative = lock_for_edit(partnership.initiative)
    name = partnership.partner.name
    partnership.delete()
    record(
        initiative,
        by=by,
        kind="partner",
        sentence=gettext_noop("Tog %(partner)s ud som partner"),
        params={"partner": name},
        prepares=True,
    )


@transaction.atomic
def record_contract(
    partnership: Partnership, *, state: str, signed_on=None, ends_on=None, what_was_tried: str = "", by
) -> ResultContract:
    """Write how far the result contract with one municipal authority is (policy 5).

    Raises Refused when the case cannot be edited, ValidationError when the state lacks its date or words.
    """
    initiative = lock_for_edit(partnership.initiative)
    contract = ResultContract.objects.filter(partnership=partnership).first() or ResultContract(
        partnership=partnership
    )
    contract.state = state
    contract.signed_on = signed_on
    contract.ends_on = ends_on
    contract.what_was_tried = what_was_tried
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
        prepares=True,
    )
    return contract
