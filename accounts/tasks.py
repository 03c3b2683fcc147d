"""Background work of the accounts app. Each is safe to run twice; what must be done stands in the database."""

from pathlib import Path

from celery import shared_task
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from accounts import dates, outbox, uploads
from accounts.outbox import returns
from accounts.outbox.health import beat


@shared_task
def sweep_outbox() -> None:
    """Send what is due. The schedule runs this every minute, and shows by it that it is alive."""
    beat()
    outbox.sweep()


@shared_task
def answer_bell() -> None:
    """Send what is due, because something was just queued that should not wait for the next minute."""
    outbox.sweep()


@shared_task
def plan_reminders() -> None:
    """Put every reminder that is due today in the outbox. Runs every hour, so that a stop is made up for at once."""
    outbox.plan(timezone.localdate())


@shared_task
def read_returns() -> None:
    """Read the mails that came back, where BOUNCE_MAILBOX names a folder or file."""
    if settings.BOUNCE_MAILBOX:
        returns.read_mailbox(Path(settings.BOUNCE_MAILBOX))


@shared_task
def remember_dates() -> None:
    """Count up the dates in people's calendars that have changed."""
    dates.remember_dates(timezone.localdate())


@shared_task
def forget_old_mail_texts() -> None:
    """Empty the texts of mails older than 90 days."""
    outbox.forget_old_texts()


@shared_task
def forget_ended_sessions() -> None:
    """Delete the sessions that are over; nothing else ever does."""
    call_command("clearsessions")


@shared_task
def forget_kept_files() -> None:
    """Delete files that were put aside for a form nobody finished."""
    uploads.forget_kept_files()
