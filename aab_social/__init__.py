# Loaded with Django, so that @shared_task in the apps belongs to this Celery app everywhere.
from .celery import app as celery_app

__all__ = ["celery_app"]
