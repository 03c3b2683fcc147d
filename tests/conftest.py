"""What every test has: quick passwords, mails kept in memory, files and cache thrown away afterwards."""

import pytest


@pytest.fixture(autouse=True)
def _cheap_and_clean(settings, tmp_path):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    from django.core.cache import cache

    cache.clear()
