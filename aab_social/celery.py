"""The background worker and the schedule: `celery -A aab_social worker`, `celery -A aab_social beat`."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aab_social.settings")

app = Celery("aab_social")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
