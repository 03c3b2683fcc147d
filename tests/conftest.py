"""What every test has: quick passwords, no mail and no broker outside, files thrown away afterwards."""

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache

from aab_social.catalogues import compile_catalogues
from aab_social.celery import app as celery


def pytest_configure():
    # Before any translation is loaded: .mo files are not in the repository.
    compile_catalogues(django_settings.LOCALE_PATHS)
    # What a test queues must not wait in the broker of a portal that runs beside it.
    celery.conf.update(broker_url="memory://", broker_transport_options={})


@pytest.fixture(autouse=True)
def _cheap_and_clean(settings, tmp_path):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.STORAGES = settings.STORAGES | {
        # Without the list of names that `collectstatic` makes.
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    cache.clear()


def pytest_addoption(parser):
    parser.addoption("--write-table", action="store_true", help="write the access table as it is now")
