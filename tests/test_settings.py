"""The settings hold what reliability and security ask, and production starts only when it is told enough."""

import os
import subprocess
import sys
from importlib import import_module

import pytest
from django.conf import settings
from django.core.checks import run_checks
from django.db import connection

from aab_social.celery import app as celery
from aab_social.checks import file_system
from tools.production import PRODUCTION

# What a test run itself may have been given.
OWN = (
    "DATABASE_URL",
    "REDIS_URL",
    "EMBEDDED",
    "DEBUG",
    "SECRET_KEY",
    "ALLOWED_HOSTS",
    "EMAIL_URL",
    "SITE_URL",
)


def python(code: str, tmp_path, **environment: str) -> subprocess.CompletedProcess:
    """Run `code` in a Python of its own, with the portal's settings read from `environment`."""
    clean = {name: value for name, value in os.environ.items() if name not in OWN}
    return subprocess.run(
        [sys.executable, "-c", f"from django.conf import settings\n{code}"],
        env=clean | {"DJANGO_SETTINGS_MODULE": "aab_social.settings", "AAB_VAR": str(tmp_path)} | environment,
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )


def without(name: str) -> dict[str, str]:
    return {key: value for key, value in PRODUCTION.items() if key != name}


@pytest.mark.parametrize(
    ("environment", "says"),
    [
        ({"DEBUG": "0"}, "SECRET_KEY is missing or too easy to guess"),
        (without("SECRET_KEY"), "SECRET_KEY is missing or too easy to guess"),
        (PRODUCTION | {"SECRET_KEY": "short"}, "SECRET_KEY is missing or too easy to guess"),
        (PRODUCTION | {"SECRET_KEY": "a" * 60}, "SECRET_KEY is missing or too easy to guess"),
        (PRODUCTION | {"SECRET_KEY": "django-insecure-" + "abcdefghijkl" * 5}, "too easy to guess"),
        (without("ALLOWED_HOSTS"), "ALLOWED_HOSTS is missing"),
        (without("SITE_URL"), "SITE_URL is missing"),
        (without("EMAIL_URL"), "EMAIL_URL is missing"),
        # Naming one server is enough to mean production, even when nobody thought of DEBUG.
        ({"DATABASE_URL": "postgres://a/b"}, "SECRET_KEY is missing"),
        ({"REDIS_URL": "redis://a/0"}, "SECRET_KEY is missing"),
        ({"ALLOWED_HOSTS": "portal.example.dk"}, "SECRET_KEY is missing"),
    ],
)
def test_production_that_would_have_to_guess_does_not_start(environment, says, tmp_path):
    run = python("settings.DEBUG", tmp_path, **environment)
    assert run.returncode == 1
    last_line = run.stderr.strip().splitlines()[-1]
    assert "ImproperlyConfigured: The portal does not start" in last_line
    assert says in last_line


def test_the_embedded_secret_is_made_once_and_kept_from_others(tmp_path):
    secrets = {python("print(settings.SECRET_KEY)", tmp_path).stdout for _ in range(2)}
    assert len(secrets) == 1
    assert len(secrets.pop()) > 60
    assert (tmp_path / "secret-key").stat().st_mode & 0o777 == 0o600


def test_production_comes_from_the_environment_alone(tmp_path):
    run = python(
        """
assert not settings.DEBUG and not settings.EMBEDDED and settings.HTTPS
db = settings.DATABASES["default"]
assert db["ENGINE"] == "django.db.backends.postgresql" and db["HOST"] == "db.example.dk"
assert db["CONN_MAX_AGE"] and db["CONN_HEALTH_CHECKS"] and db["OPTIONS"]["connect_timeout"] == 5
assert "statement_timeout" in db["OPTIONS"]["options"]
assert "idle_in_transaction_session_timeout" in db["OPTIONS"]["options"]
assert settings.CELERY_BROKER_URL == "redis://redis.example.dk/0"
assert settings.CELERY_BROKER_TRANSPORT_OPTIONS == {"visibility_timeout": 900,
    "unacked_restore_interval": 10, "unacked_restore_throttle": 1, "socket_timeout": 30}
assert "RedisCache" in settings.CACHES["default"]["BACKEND"]
assert settings.EMAIL_BACKEND == "django.core.mail.backends.smtp.EmailBackend"
assert (settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS) == ("mail.example.dk", 587, True)
assert settings.SESSION_COOKIE_NAME.startswith("__Host-") and settings.CSRF_COOKIE_NAME.startswith("__Host-")
assert settings.SESSION_COOKIE_SECURE and settings.CSRF_COOKIE_SECURE and settings.LANGUAGE_COOKIE_SECURE
assert settings.SECURE_SSL_REDIRECT and settings.SECURE_HSTS_SECONDS >= 31536000
assert settings.SECURE_HSTS_INCLUDE_SUBDOMAINS
assert "Manifest" in settings.STORAGES["staticfiles"]["BACKEND"]
""",
        tmp_path,
        **PRODUCTION,
    )
    assert run.returncode == 0, run.stderr


def test_the_system_checks_find_nothing():
    assert run_checks() == []


SQLITE = {
    "PRAGMA journal_mode": "wal",
    "PRAGMA synchronous": 2,  # FULL: what was confirmed survives a power cut
    "PRAGMA recursive_triggers": 1,  # else REPLACE walks past the triggers that keep history
    "PRAGMA foreign_keys": 1,
    "PRAGMA busy_timeout": 20_000,
}
POSTGRESQL = {"SHOW statement_timeout": "15s", "SHOW idle_in_transaction_session_timeout": "30s"}


@pytest.mark.django_db
def test_the_database_heeds_what_it_was_told():
    on_sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        for question, answer in (SQLITE if on_sqlite else POSTGRESQL).items():
            cursor.execute(question)
            assert cursor.fetchone()[0] == answer, question
    assert not on_sqlite or connection.transaction_mode == "IMMEDIATE"


def test_every_entry_of_the_schedule_names_a_task_and_expires_before_its_next_turn():
    celery.autodiscover_tasks(force=True)
    assert settings.CELERY_BEAT_SCHEDULE
    for name, entry in settings.CELERY_BEAT_SCHEDULE.items():
        assert entry["task"] in celery.tasks, name
        interval = entry["schedule"]
        assert entry["options"]["expires"] < (interval if isinstance(interval, int | float) else 24 * 3600), (
            name
        )


def test_background_work_is_given_back_when_a_worker_dies():
    assert celery.conf.task_acks_late
    assert celery.conf.task_reject_on_worker_lost
    assert celery.conf.worker_prefetch_multiplier == 1
    assert celery.conf.worker_soft_shutdown_timeout == 30
    assert settings.EMAIL_TIMEOUT == 20


def test_every_composition_named_in_a_setting_can_be_loaded():
    for dotted in (settings.MAIL_KINDS, settings.TASK_KINDS, settings.REMINDERS):
        module, name = dotted.rsplit(".", 1)
        assert isinstance(getattr(import_module(module), name), dict)
    policy = import_module(settings.POLICY_COMPOSITION)
    assert policy.FACTS is not None
    assert policy.PROOFS is not None


@pytest.mark.django_db
def test_every_answer_carries_the_security_headers(client):
    response = client.get("/healthz")
    assert response.status_code == 200
    assert response.content == b"ok"
    policy = dict(
        directive.strip().split(" ", 1) for directive in response["Content-Security-Policy"].split(";")
    )
    assert policy == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "font-src": "'self'",
        "connect-src": "'self'",
        "manifest-src": "'self'",
        "object-src": "'none'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
        "form-action": "'self'",
    }
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"


def test_the_session_lasts_a_working_day_and_scripts_cannot_read_it():
    assert settings.SESSION_COOKIE_AGE == 8 * 3600
    assert settings.SESSION_COOKIE_HTTPONLY
    assert settings.CSRF_COOKIE_HTTPONLY
    assert "accounts.login_required.LogInFirstMiddleware" in settings.MIDDLEWARE


def test_evidence_has_no_address_of_its_own():
    assert settings.MEDIA_URL in ("", "/")
    assert not settings.MEDIA_ROOT.is_relative_to(settings.STATIC_ROOT)
    assert settings.FILE_UPLOAD_PERMISSIONS == 0o600


def test_the_file_system_is_that_of_the_nearest_mount(tmp_path):
    mounts = tmp_path / "mounts"
    mounts.write_text("a / ext4 rw 0 0\nb /srv nfs4 rw 0 0\nc /srv/local xfs rw 0 0\n")
    assert file_system(tmp_path.__class__("/srv/portal"), mounts) == "nfs4"
    assert file_system(tmp_path.__class__("/srv/local/x"), mounts) == "xfs"
    assert file_system(tmp_path.__class__("/home"), mounts) == "ext4"
