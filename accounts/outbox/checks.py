"""What must hold before the portal may start: enough time for the mail server, and a whole composition."""

from __future__ import annotations

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from .kinds import MailKind, mail_kinds


@register()
def lease_outlasts_the_mail_server(**kwargs) -> list[CheckMessage]:
    """A lease that is over while the mail server still thinks sends the same mail again and again."""
    timeout = settings.EMAIL_TIMEOUT
    if not timeout:
        return [
            Error(
                "EMAIL_TIMEOUT is not set, so a mail server that hangs would hold a worker for ever.",
                hint="Set EMAIL_TIMEOUT to a number of seconds, such as 20.",
                id="outbox.E001",
            )
        ]
    if 3 * timeout > settings.OUTBOX_LEASE_SECONDS:
        return [
            Error(
                f"OUTBOX_LEASE_SECONDS is {settings.OUTBOX_LEASE_SECONDS}, shorter than three times EMAIL_TIMEOUT "
                f"({timeout}). A slow mail server would get the same mail several times.",
                hint=f"Set OUTBOX_LEASE_SECONDS to at least {3 * timeout}.",
                id="outbox.E002",
            )
        ]
    return []


@register()
def every_kind_of_mail_is_there(**kwargs) -> list[CheckMessage]:
    """The composition loads, and every entry is a kind of mail with a key that fits in its column."""
    try:
        kinds = mail_kinds()
    except Exception as error:
        return [Error(f"MAIL_KINDS ({settings.MAIL_KINDS}) cannot be loaded: {error}", id="outbox.E003")]
    return [
        Error(f"MAIL_KINDS[{key!r}] is no MailKind with a key of at most 60 signs.", id="outbox.E004")
        for key, kind in kinds.items()
        if not isinstance(kind, MailKind) or not 0 < len(key) <= 60
    ]
