"""One line about an initiative that everybody may read. A later change of the case does not reach it."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from .history import record
from .models import Initiative, PublicCard


@transaction.atomic
def publish_card(initiative: Initiative, *, title: str, line: str, by) -> PublicCard:
    """Publish the words, in place of those that stood there."""
    card = PublicCard.objects.filter(initiative=initiative).first() or PublicCard(initiative=initiative)
    card.title, card.line = title, line
    card.published_at, card.published_by = timezone.now(), by
    card.full_clean()
    card.save()
    record(
        initiative,
        by=by,
        kind="public",
        sentence=gettext_noop("Viste indsatsen for alle som %(title)s"),
        params={"title": title},
    )
    return card


@transaction.atomic
def withdraw_card(initiative: Initiative, *, by) -> None:
    """Nobody can read about it any more. A second time changes nothing."""
    if PublicCard.objects.filter(initiative=initiative).delete()[0]:
        record(
            initiative, by=by, kind="public", sentence=gettext_noop("Viser ikke indsatsen for alle længere")
        )
