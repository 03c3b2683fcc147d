"""What a person decides about a mail that got stuck. Who and when is kept on the row."""

from __future__ import annotations

from django.db.models import Q
from django.utils import timezone

from accounts.models import MailDecision, MailStatus, OutgoingMail, OutgoingMailQuerySet, User

_FREE = {"token": "", "lease_until": None}


def arrived(mail: OutgoingMail, *, by: User) -> int:
    """The mail came through after all. Returns how many rows changed; 0 when it was no longer unknown.

    Reminders that went out in one mail are decided together: it came through as a whole or not at all.
    """
    now = timezone.now()
    return _same_mail(mail, MailStatus.UNKNOWN).update(
        status=MailStatus.SENT, sent_at=now, last_error="", **_decided(MailDecision.ARRIVED, by), **_FREE
    )


def send_again(mail: OutgoingMail, *, by: User) -> int:
    """Send an unknown mail once more, under the same Message-ID, so that two copies can be seen to be one."""
    now = timezone.now()
    return _same_mail(mail, MailStatus.UNKNOWN).update(
        status=MailStatus.PLANNED,
        resent_at=now,
        next_attempt_at=now,
        attempts=0,
        first_tried_at=None,
        last_error="",
        **_decided(MailDecision.SEND_AGAIN, by),
        **_FREE,
    )


def try_again(mail: OutgoingMail, *, by: User) -> int:
    """Try a failed mail afresh, for another 72 hours, when what was wrong has been mended."""
    now = timezone.now()
    return OutgoingMail.objects.filter(pk=mail.pk, status=MailStatus.FAILED).update(
        status=MailStatus.PLANNED,
        next_attempt_at=now,
        attempts=0,
        first_tried_at=None,
        last_error="",
        **_decided(MailDecision.TRY_AGAIN, by),
    )


def _same_mail(mail: OutgoingMail, status: MailStatus) -> OutgoingMailQuerySet:
    first = OutgoingMail.objects.values_list("bundled_into", flat=True).get(pk=mail.pk) or mail.pk
    return OutgoingMail.objects.filter(Q(pk=first) | Q(bundled_into=first), status=status)


def _decided(decision: MailDecision, by: User) -> dict:
    return {"decision": decision, "decided_by": by, "decided_at": timezone.now()}
