"""Writing whom to call at a partner, until the day they leave. They are forgotten by `partners.forget_contacts`."""

from __future__ import annotations

import datetime as dt

from django.contrib.admin.models import CHANGE, LogEntry
from django.db import transaction
from django.utils.translation import gettext

from accounts.models import User

from .models import Partner, PartnerContact


@transaction.atomic
def record_contact(
    contact: PartnerContact,
    *,
    name: str,
    role: str,
    email: str = "",
    phone: str = "",
    left_on: dt.date | None = None,
    by: User,
) -> PartnerContact:
    """Write a new contact in, or mend one; `left_on` is the last day there. Raises ValidationError without a name.

    A partner belongs to no case, so that who wrote it stands in the log of the administration: the role and never the
    name, which is to be forgotten some day.
    """
    contact.name, contact.role, contact.email, contact.phone = name, role, email, phone
    contact.left_on = left_on
    contact.full_clean()
    contact.save()
    said = gettext("Skrev kontakten: %(role)s") % {"role": role}
    LogEntry.objects.log_actions(
        by.pk, Partner.objects.filter(pk=contact.partner_id), CHANGE, said, single_object=True
    )
    return contact
