"""The settings of real Celery workers that a test starts: the small world, a quick schedule, their own broker."""

import os

from aab_social.settings import *  # noqa: F403
from aab_social.settings import CELERY_BEAT_SCHEDULE

from .nursery import WORLD

globals().update(WORLD)
EMAIL_PORT = int(os.environ["TEST_MAIL_PORT"])
OUTBOX_LEASE_SECONDS = 3
CELERY_BEAT_SCHEDULE = {
    name: entry | {"schedule": 1.0, "options": {"expires": 1}}
    for name, entry in CELERY_BEAT_SCHEDULE.items()
    if entry["task"] == "accounts.tasks.sweep_outbox"
}
CELERY_BEAT_MAX_LOOP_INTERVAL = 1
