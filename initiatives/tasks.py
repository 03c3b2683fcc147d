"""Background work of initiatives. Each is safe to run twice; what must be done stands in the database."""

from celery import shared_task
from django.utils import timezone

from initiatives import held_files, reminders


@shared_task
def plan_reminders() -> None:
    """Put the reminders to boards that are due today in the outbox."""
    reminders.plan(timezone.localdate())


@shared_task
def forget_unsent_answers() -> None:
    """Drop answers to boards' questions, and their files, that nobody has touched for a long time."""
    held_files.forget_old(reminders.ANSWERS_BEGUN, today=timezone.localdate())
    held_files.forget_orphans(reminders.ANSWERS_BEGUN)
