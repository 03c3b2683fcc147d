"""Background work of the evaluation app. Safe to run twice; what must be done stands in the database."""

from celery import shared_task
from django.utils import timezone

from .planning import ensure_evaluations
from .reminders import queue_due


@shared_task
def plan_evaluations() -> None:
    """Make the evaluations that the plans want, and queue the reminders that are due. Runs every hour."""
    today = timezone.localdate()
    ensure_evaluations(today)
    queue_due(today)
