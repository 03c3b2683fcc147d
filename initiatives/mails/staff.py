"""The foot of mails to the staff of a case."""

from __future__ import annotations

from django.utils.translation import gettext

from accounts.models import User
from initiatives.models import Initiative


def responsible_for(initiative: Initiative, person: User) -> str:
    """The foot of mails to staff."""
    if initiative.responsible_id == person.pk:
        return gettext("Du får mailen, fordi du er ansvarlig for indsatsen.")
    return gettext("Du får mailen, fordi du har oprettet indsatsen.")
