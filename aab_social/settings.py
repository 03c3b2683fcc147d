"""Every setting of the portal, in one file.

What differs between a laptop and a server comes from environment variables; README.md lists them.
Without any, the portal runs by itself ("embedded"): SQLite, a broker made of files, mails written
to a folder. Naming a database, a broker or hosts makes it production, where nothing is guessed:
what is missing stops the start with a sentence.
"""

from pathlib import Path

import environ
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from .secret import own_secret

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

# --- Mode -----------------------------------------------------------------------------------
DATABASE_URL = env("DATABASE_URL", default="")
REDIS_URL = env("REDIS_URL", default="")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
EMAIL_URL = env("EMAIL_URL", default="")
DEBUG = env.bool("DEBUG", default=False)
# Whoever names a server, or says that DEBUG is off, means production.
EMBEDDED = env.bool(
    "EMBEDDED",
    default=not (DATABASE_URL or REDIS_URL or ALLOWED_HOSTS or EMAIL_URL)
    and (DEBUG or "DEBUG" not in env.ENVIRON),
)
# Off where the portal is read on the machine it runs on.
HTTPS = env.bool("HTTPS", default=not EMBEDDED)

# Everything the portal writes outside the database lives here. Nothing in it is served by address.
VAR = Path(env("AAB_VAR", default=str(BASE_DIR / "var"))).resolve()
DEMO_LOGINS = VAR / "logins.txt"  # written by load_demo, shown by `make run`
MAIL_FOLDER = VAR / "mails"
BROKER_FOLDER = VAR / "broker"
STATIC_ROOT = VAR / "static"
STATIC_BUILD = VAR / "static-build"
for folder in (MAIL_FOLDER, BROKER_FOLDER / "queue", BROKER_FOLDER / "control", STATIC_ROOT, STATIC_BUILD):
    folder.mkdir(parents=True, exist_ok=True)

# --- What production must say ---------------------------------------------------------------
SECRET_KEY = env("SECRET_KEY", default="")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
SITE_URL = env("SITE_URL", default="").rstrip("/")  # what links in mails begin with
if EMBEDDED:
    # There is no default secret that somebody could read here: the first start makes one.
    SECRET_KEY = SECRET_KEY or own_secret(VAR / "secret-key")
    ALLOWED_HOSTS = ALLOWED_HOSTS or ["localhost", "127.0.0.1", "[::1]"]
    SITE_URL = SITE_URL or "http://localhost:" + env("PORT", default="8000")
elif problems := [
    sentence
    for wrong, sentence in [
        (
            len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 10 or SECRET_KEY.startswith("django-insecure-"),
            "SECRET_KEY is missing or too easy to guess. Set it to at least 50 random characters.",
        ),
        (not ALLOWED_HOSTS, "ALLOWED_HOSTS is missing. Set it to the names the portal answers to."),
        (
            not SITE_URL,
            "SITE_URL is missing. Set it to the address people see, such as https://indsatser.aab.dk.",
        ),
        (
            not EMAIL_URL,
            "EMAIL_URL is missing. Set it to the mail server: smtps://user:password@host:587.",
        ),
    ]
    if wrong
]:
    raise ImproperlyConfigured(
        "The portal does not start, because DEBUG is off or a server is named, and production must not "
        "guess. " + " ".join(problems) + " To run it on this machine only, use `make run`."
    )

# --- What the portal is made of -------------------------------------------------------------
INSTALLED_APPS = [
    "aab_social",
    "evaluation",
    "funding",
    "initiatives",
    "accounts",
    "accounts.administration.AdministrationConfig",  # django.contrib.admin behind the portal's own log-in
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "crispy_forms",
    "csp",
    "django_htmx",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    # Before WhiteNoise, so that the embedded mode sends style sheets compressed too.
    "django.middleware.gzip.GZipMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    # In place of Django's, which would follow the browser's wish.
    "accounts.language.LanguageMiddleware",
    # Closed unless a view says otherwise with @login_not_required.
    "accounts.login_required.LogInFirstMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "aab_social.pages.waiting.CountAgainAfterChange",
    "initiatives.merged.MergedDepartments",
]
ROOT_URLCONF = "aab_social.urls"
WSGI_APPLICATION = "aab_social.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "aab_social.pages.navigation.navigation",
                "accounts.outbox.context.late_banner",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "aab"
CRISPY_TEMPLATE_PACK = "aab"
CRISPY_FAIL_SILENTLY = False

# What only the project can see, because it sees every app: named here, loaded with import_string.
POLICY_COMPOSITION = "aab_social.policy"
MAIL_KINDS = "aab_social.mails.MAIL_KINDS"
TASK_KINDS = "aab_social.tasklinks.TASK_KINDS"
REMINDERS = "aab_social.reminders.REMINDERS"
MAIL_NEWS = "aab_social.news.news_for"
DATES = "aab_social.dates.dates_for"
ADMIN_DESKS = "aab_social.desks.DESKS"
APPEND_ONLY_TABLES_ABOVE = ("funding_moneyentry", "funding_budgetversion", "funding_closingaccount")
"""Tables of the apps above `initiatives` to which rows are only added; see `initiatives/guards.py`."""

# --- Database -------------------------------------------------------------------------------
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
if DATABASE_URL:
    DATABASES = {"default": env.db_url_config(DATABASE_URL)}
else:
    DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": VAR / "db.sqlite3"}}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"] |= {
        "OPTIONS": {
            # Waits instead of "database is locked"; IMMEDIATE because a transaction that reads
            # first and writes later cannot wait; FULL because money lives here.
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; "
                "PRAGMA recursive_triggers=ON; PRAGMA foreign_keys=ON"
            ),
        },
        # A file, because the in-memory test database locks up as soon as a test uses threads.
        "TEST": {"NAME": env("AAB_TEST_DB", default=str(VAR / "test.sqlite3"))},
    }
    Path(DATABASES["default"]["TEST"]["NAME"]).parent.mkdir(parents=True, exist_ok=True)
else:
    statement_ms = env.int("DATABASE_STATEMENT_TIMEOUT_MS", default=15_000)
    DATABASES["default"] |= {
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            **DATABASES["default"].get("OPTIONS", {}),
            "connect_timeout": 5,
            "options": f"-c statement_timeout={statement_ms} -c idle_in_transaction_session_timeout=30000",
        },
    }

# Opening a connection costs as much as a small page.
DATABASES["default"]["CONN_MAX_AGE"] = 600

# --- Background work ------------------------------------------------------------------------
# The broker is only a bell: what must be done stands in the database, so a lost message is late,
# never lost. A worker that dies gives its task back.
CELERY_TIMEZONE = "Europe/Copenhagen"
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 30
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_DB_REUSE_MAX = 500
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR / "celerybeat-schedule")
if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "visibility_timeout": 900,
        "unacked_restore_interval": 10,
        "unacked_restore_throttle": 1,
        "socket_timeout": 30,
    }
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
else:
    CELERY_BROKER_URL = "filesystem://localhost"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(BROKER_FOLDER / "queue"),
        "data_folder_out": str(BROKER_FOLDER / "queue"),
        "control_folder": str(BROKER_FOLDER / "control"),
        "polling_interval": 0.1,
    }
    CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
    # One web process only, so its own memory is enough for rate limits and log-in codes.
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
# Every entry expires before its next turn, so that a queue never fills with stale copies.
CELERY_BEAT_SCHEDULE: dict[str, dict] = {
    "sweep the outbox": {
        "task": "accounts.tasks.sweep_outbox",
        "schedule": 60.0,
        "options": {"expires": 50},
    },
    "read mails that came back": {
        "task": "accounts.tasks.read_returns",
        "schedule": crontab(minute="*/10"),
        "options": {"expires": 500},
    },
    "remember dates": {
        "task": "accounts.tasks.remember_dates",
        "schedule": crontab(minute=25),
        "options": {"expires": 3000},
    },
    "forget old mail texts": {
        "task": "accounts.tasks.forget_old_mail_texts",
        "schedule": crontab(hour=3, minute=17),
        "options": {"expires": 3600},
    },
    "forget ended sessions": {
        "task": "accounts.tasks.forget_ended_sessions",
        "schedule": crontab(hour=3, minute=37),
        "options": {"expires": 3600},
    },
    "forget contacts who left": {
        "task": "initiatives.tasks.forget_contacts_who_left",
        "schedule": crontab(hour=4, minute=7),
        "options": {"expires": 3600},
    },
    "forget kept files": {
        "task": "accounts.tasks.forget_kept_files",
        "schedule": crontab(hour=3, minute=47),
        "options": {"expires": 3600},
    },
    # Every hour, so that a portal that was off in the morning reminds as soon as it is back.
    "plan reminders": {
        "task": "accounts.tasks.plan_reminders",
        "schedule": crontab(minute=5),
        "options": {"expires": 3000},
    },
    "seal the histories": {
        "task": "initiatives.tasks.seal_histories",
        "schedule": crontab(hour=2, minute=47),
        "options": {"expires": 3600},
    },
    "forget join requests": {
        "task": "initiatives.tasks.forget_join_requests",
        "schedule": crontab(hour=3, minute=57),
        "options": {"expires": 3600},
    },
    "forget unsent answers": {
        "task": "initiatives.tasks.forget_unsent_answers",
        "schedule": crontab(hour=3, minute=27),
        "options": {"expires": 3600},
    },
}

# --- Mail -----------------------------------------------------------------------------------
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env("MAIL_FROM", default="Sociale indsatser i AAB <indsatser@example.dk>")
# Mails that cannot be delivered come back here; empty: to MAIL_FROM. `manage.py read_returns` reads them.
MAIL_RETURN_TO = env("MAIL_RETURN_TO", default="")
BOUNCE_MAILBOX = env("BOUNCE_MAILBOX", default="")  # a Maildir folder or mbox file that holds them
if EMAIL_URL:
    vars().update(env.email_url_config(EMAIL_URL))
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = str(MAIL_FOLDER)
EMAIL_TIMEOUT = 20  # seconds; the default waits for ever
# How long a worker may hold a mail it is sending; the start is refused below three times EMAIL_TIMEOUT.
OUTBOX_LEASE_SECONDS = 60

# --- Language, time and numbers -------------------------------------------------------------
LANGUAGE_CODE = "da"
LANGUAGES = [("da", _("Dansk")), ("en", _("Engelsk"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Copenhagen"
USE_THOUSAND_SEPARATOR = True

# --- Files ----------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static", STATIC_BUILD]
# Embedded, the files are served from where they lie; in production `collectstatic` names and packs them.
WHITENOISE_USE_FINDERS = EMBEDDED
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if EMBEDDED
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
# Evidence. No address leads here: every download is a view that asks who is asking.
MEDIA_ROOT = VAR / "media"
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700

# --- Log-in ---------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.PasswordBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "tasks"
LOGOUT_REDIRECT_URL = "account_login"
# docs/decisions/ says why: staff by password and second factor, boards by mailed code, nobody by both.
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]  # nobody signs up; allauth wants to know all the same
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_BY_CODE_ENABLED = False  # allauth's would let staff in too; see accounts.login_codes
ACCOUNT_SESSION_REMEMBER = True  # as long as SESSION_COOKIE_AGE says
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105
ACCOUNT_FORMS = {
    "change_password": "accounts.forms.login.ChangePasswordForm",
    "reauthenticate": "accounts.forms.login.ConfirmPasswordForm",
    "reset_password_from_key": "accounts.forms.login.NewPasswordForm",
    "user_token": "accounts.forms.login.PasswordLinkForm",
}
ACCOUNT_RATE_LIMITS = {
    "login_failed": "10/m/ip,5/5m/key",  # wrong passwords and wrong second codes
    "request_login_code": "20/m/ip,3/5m/key,10/h/key",  # five tries each: at most 50 an hour
    "login_code": "30/m/ip",
    "reset_password": "20/m/ip,3/5m/key",
}
# How many proxies stand in front and add the visitor's address; any other X-Forwarded-For is ignored.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)
MFA_ADAPTER = "accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Sociale indsatser i AAB"
MFA_FORMS = {
    "activate_totp": "accounts.forms.login.ActivateSecondFactorForm",
    "authenticate": "accounts.forms.login.SecondFactorForm",
}
# Personal data behind a password alone is not enough on the internet (Datatilsynet).
REQUIRE_SECOND_FACTOR_FOR_ADMIN = env.bool("REQUIRE_SECOND_FACTOR_FOR_ADMIN", default=not EMBEDDED)

# --- Security -------------------------------------------------------------------------------
# Only our own files, nothing inline, nothing from elsewhere.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
        "manifest-src": [SELF],
    },
}
SESSION_COOKIE_AGE = 8 * 3600  # a working day
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"  # Strict would log a board member out on the way in from a mail
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "aab_social.pages.errors.csrf_failure"
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
if HTTPS:
    # The prefix makes the browser refuse a cookie of that name set by another host or without https.
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz(/mails)?$"]
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = env.bool("HSTS_PRELOAD", default=False)
if env.bool("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
PASSWORD_RESET_TIMEOUT = 24 * 3600

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="INFO")},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "fontTools": {"level": "WARNING"},
    },
}

# --- AAB's own choices ----------------------------------------------------------------------
# The policy names no interval and no hours. These are AAB's; each can be changed here without code.
AAB_CONTACT_PHONE = env("AAB_CONTACT_PHONE", default="00 00 00 00")
AAB_CONTACT_HOURS = env("AAB_CONTACT_HOURS", default="hverdage kl. 9-15")  # telefontid
# The statement made in WAS-Tool, for example https://www.was.digst.dk/indsatser-aab-dk. Empty until there is one.
AAB_WAS_ADDRESS = env("AAB_WAS_ADDRESS", default="")
AAB_CONTACT_EMAIL = env("AAB_CONTACT_EMAIL", default="indsatser@example.dk")
# Påmindelser: days from the deadline. The last number of each is the last mail; nobody gets a fourth.
AAB_REMINDER_DAYS = {
    "decision": (-21, -3, 1),
    "evaluation": (-14, -3, 1),
    "activities": (-21, -3, 1),
}
AAB_PHONE_TASK_DAY = 7  # then staff get the task "Ring til bestyrelsen"
AAB_FORGET_CONTACT_DAYS = env.int("AAB_FORGET_CONTACT_DAYS", default=180)
"""Days after a partner's contact has left, until name, mail and phone are emptied."""
AAB_ACTIVITY_REVIEW_DAYS = ((3, 1), (9, 1))  # (måned, dag): "Passer det frivillige arbejde stadig?"
AAB_ACTIVITY_FRESH_DAYS = 60  # set efter så kort før spørgsmålet: bestyrelsen bliver ikke spurgt
AAB_ESCALATION_DAY = 21  # and then, when nobody has rung, the boligsociale leder hears of it
AAB_ESCALATION_DAYS_LONG = 60  # what is older than that is in the leader's list already
AAB_MAIL_HOURS = (8, 20)  # hverdage, from and until (local time)
AAB_MAIL_WEEKDAYS_ONLY = True
# Sommerferie og jul: (month, day), both included.
AAB_MAIL_QUIET_PERIODS = (
    ((7, 1), (7, 31)),
    ((12, 20), (1, 3)),
)
# So that a thousand people are not mailed at once after a stop; 0 is no limit. Codes and receipts never wait for it.
AAB_REMINDER_MAILS_PER_MINUTE = 60
AAB_TASK_LINK_IDLE_MINUTES = 60  # en opgave åbnet fra en mail
AAB_TASK_LINK_DAYS = 60  # et link fra en mail virker så længe, hvis opgaven ikke er løst
AAB_ANSWER_CORRECTION_DAYS = 14  # rettefrist, efter at bestyrelsen har svaret
AAB_MINUTES_AFTER_DAYS = (
    28  # et referat, der kommer senere, er klar efter ca. fire uger; så spørger vi én gang
)
AAB_TASKS_PATH = "/opgaver/"  # where the button of a mail with several reminders leads
AAB_UPLOAD_MAX_BYTES = 20 * 1024 * 1024  # et bilag
AAB_DEPARTMENT_FILES_BYTES = 1024 * 1024 * 1024  # alle bilag fra én afdeling
AAB_LOCAL_SHARE_PERCENT = 25  # lokal medfinansiering, som Landsbyggefonden beder om
AAB_BUILDING_HINT_DAYS = 183  # så længe før en byggesag starter, spørger vi, om den kan bruges socialt
AAB_LOOK_AGAIN_PERCENT = 10  # så meget må et beløb ændres, før svarene skal ses igen
AAB_LEADER_LIMIT_KR = 50_000  # den boligsociale leder godkender selv en lille indsats op til dette beløb
AAB_FINAL_DAYS = 60  # en måling eller evaluering så kort før afslutningen tæller som den sidste
# The daily seals of the histories are written here; let it lie where the portal can add and not change.
AAB_SEAL_FILE = env("AAB_SEAL_FILE", default=str(VAR / "seals" / "seals.txt"))
