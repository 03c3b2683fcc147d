"""Background work of initiatives. Each is safe to run twice; what must be done stands in the database."""

from celery import shared_task
from django.utils import timezone

from initiatives import held_files, joining, partners, policy_trials, reminders, seals


@shared_task
def forget_unsent_answers() -> None:
    """Drop answers to boards' questions, and their files, that nobody has touched for a long time."""
    held_files.forget_old(reminders.ANSWERS_BEGUN, today=timezone.localdate())
    held_files.forget_orphans(reminders.ANSWERS_BEGUN)


@shared_task
def seal_histories() -> None:
    """Make today's fingerprint of all histories, and write it where the portal cannot change it."""
    seals.seal(timezone.localdate())


@shared_task
def forget_join_requests() -> None:
    """Delete what strangers wrote to activities a month ago; it was passed on long since."""
    joining.forget_old(timezone.now())


@shared_task
def try_policy(trial: int) -> None:
    """Hold every live case against a draft of the policy; the page about it shows how far it has come."""
    policy_trials.run_trial(trial)


@shared_task
def forget_contacts_who_left() -> None:
    """Empty what the portal knows of partners' contacts who left long ago."""
    partners.forget_contacts(timezone.localdate())
