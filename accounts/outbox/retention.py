"""How long the text of a mail is kept: 90 days, so that it can be seen what was said, and no longer."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from accounts.models import MailStatus, OutgoingMail

KEEP_TEXT = timedelta(days=90)
FINAL = [MailStatus.SENT, MailStatus.FAILED, MailStatus.UNKNOWN, MailStatus.CANCELLED]


def forget_old_texts(now: datetime | None = None) -> int:
    """Empty subject, text and data of mails that were due more than 90 days ago. Returns how many."""
    now = now or timezone.now()
    old = OutgoingMail.objects.filter(status__in=FINAL, next_attempt_at__lt=now - KEEP_TEXT)
    return old.exclude(Q(subject="") & Q(text="") & Q(data={})).update(subject="", text="", data={})
