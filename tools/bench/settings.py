"""The portal's settings with one more address: the bare page it is measured against."""

from aab_social.settings import *  # noqa: F403 - the portal's own settings, unchanged

ROOT_URLCONF = "tools.bench.urls"
EMBEDDED = False
DEBUG = False
LOGGING = {"version": 1, "disable_existing_loggers": True}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
