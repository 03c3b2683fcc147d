"""What every test has: quick passwords, no mail and no broker outside, files thrown away afterwards."""

import gc

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.db import connection
from django.test import TransactionTestCase

from aab_social.catalogues import compile_catalogues
from aab_social.celery import app as celery
from initiatives.policy_data import load_version_1

from . import triggers


def pytest_configure():
    # Before any translation is loaded: .mo files are not in the repository.
    compile_catalogues(django_settings.LOCALE_PATHS)
    # What a test queues must not wait in the broker of a portal that runs beside it.
    celery.conf.update(broker_url="memory://", broker_transport_options={})


def pytest_collection_finish():
    # Thousands of tests and all of Django stay until the end: the collector need not look at them again and again.
    gc.collect()
    gc.freeze()


def _empty_the_database(test_case, real=TransactionTestCase._fixture_teardown):
    """After a test with real transactions; the guards stand in the way of emptying tables, as they should."""
    with triggers.set_aside(connection):
        real(test_case)


TransactionTestCase._fixture_teardown = _empty_the_database


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Version 1 of the policy stands in the database before the first test, as it does in any portal.

    Nearly every test needs it, and each would spend a tenth of its time on writing it.
    """
    with django_db_blocker.unblock():
        load_version_1()


@pytest.fixture(autouse=True)
def _cheap_and_clean(settings, tmp_path):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.AAB_SEAL_FILE = str(tmp_path / "seals.txt")
    settings.STORAGES = settings.STORAGES | {
        # Without the list of names that `collectstatic` makes.
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    cache.clear()


def pytest_addoption(parser):
    parser.addoption("--write-table", action="store_true", help="write the access table as it is now")
