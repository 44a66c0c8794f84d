"""Settings of the project: one file, from the environment; DEBUG is off and no secret has a default.

Without any variable this is the demonstration: SQLite and a file-system queue below `RECTIFY_VAR`. With
`RECTIFY_PRODUCTION=yes` the secret, the database and the allowed hosts must be given.
"""

import os
import sys
from pathlib import Path
from typing import Any
from urllib.parse import quote

import dj_database_url
import django_stubs_ext

from rectify import environment

# Django's generic classes take their type at run time as well: forms.ModelForm[Round]
django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent
PRODUCTION = environment.flag("RECTIFY_PRODUCTION", default=False)
VAR = environment.folder("RECTIFY_VAR", default=BASE_DIR / "var")
SECRET_KEY = environment.secret_key(VAR, production=PRODUCTION)
DEBUG = False

ALLOWED_HOSTS = environment.words("ALLOWED_HOSTS", default="" if PRODUCTION else "*")
CSRF_TRUSTED_ORIGINS = environment.words("CSRF_TRUSTED_ORIGINS", default="")

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "simple_history",
    "django_htmx",
    "rectify.history",
    "rectify.jobs",
    "rectify.accounts",
    "issues",
    "measures",
    "reports",
]

MIDDLEWARE = [
    "django.middleware.gzip.GZipMiddleware",
    "rectify.http.SecurityHeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "rectify.accounts.middleware.SignInMiddleware",
    "rectify.accounts.middleware.PasswordChangeMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "rectify.http.RefusalMiddleware",
]

ROOT_URLCONF = "rectify.urls"
WSGI_APPLICATION = "rectify.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "reports.frame.frame",
            ],
            "builtins": ["rectify.templatetags.rectify", "django_htmx.templatetags.django_htmx"],
        },
    }
]


def _database(url: str, name: str) -> dict[str, Any]:
    """Return Django's settings for one database URL, given in the variable `name`; SQLite gets WAL and IMMEDIATE transactions.

    SQLite's default (DEFERRED) fails at once where a reader turns writer beside another writer; IMMEDIATE waits its turn.
    """
    try:
        config: dict[str, Any] = {**dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True)}
    except ValueError as error:  # the address itself stays untold: it holds a password
        raise environment.ImproperlyConfigured(
            f"{name} must be an address such as postgresql://user:password@host:5432/rectify."
        ) from error
    if config["ENGINE"].endswith("sqlite3"):
        config["CONN_MAX_AGE"] = None
        config["OPTIONS"] = {
            "timeout": 30,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
        }
    return config


DATABASE_URL = os.environ.get("DATABASE_URL") or ("" if PRODUCTION else f"sqlite:///{quote(str(VAR / 'rectify.sqlite3'))}")
if not DATABASE_URL:
    raise environment.ImproperlyConfigured("DATABASE_URL is missing: production needs its PostgreSQL.")
MIGRATION_DATABASE_URL = os.environ.get("MIGRATION_DATABASE_URL", "")
# `migrate` alone uses the role that may alter tables; the application's own role need not be able to.
_migrating = MIGRATION_DATABASE_URL and len(sys.argv) > 1 and sys.argv[1] == "migrate"
_chosen = (MIGRATION_DATABASE_URL, "MIGRATION_DATABASE_URL") if _migrating else (DATABASE_URL, "DATABASE_URL")
DATABASES = {"default": _database(*_chosen)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# shared by all processes, so that failed sign-ins count together; files need no further server
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": VAR / "cache",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["rectify.accounts.backends.PersonBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "accounts:sign_in"
LOGIN_REDIRECT_URL = "reports:home"
LOGOUT_REDIRECT_URL = "accounts:sign_in"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION and environment.flag("RECTIFY_HTTPS", default=True)
# how many proxies of ours stand in front: each has put the address it was asked from at the end of X-Forwarded-For
PROXIES = environment.whole_number("RECTIFY_PROXIES", default=1 if PRODUCTION else 0, least=0)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PRODUCTION else None
CSRF_FAILURE_VIEW = "rectify.http.csrf_failure"
X_FRAME_OPTIONS = "SAMEORIGIN"  # a PDF is previewed inside its measure's page
SECURE_REFERRER_POLICY = "same-origin"

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = Path(os.environ.get("RECTIFY_STATIC") or VAR / "static")
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
STATICFILES_DIRS = [BASE_DIR / "rectify" / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": VAR / "uploads"}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

UPLOAD_LIMIT_MB = 50
UPLOADS = VAR / "uploads"
RENDERS = VAR / "renders"
# the office's own licensed fonts for the notice; a role without one gets a substitute, which is shown beside the download
FONT_VARIABLES = {
    "仿宋": "FONT_FANGSONG",
    "楷体": "FONT_KAITI",
    "小标宋": "FONT_XIAOBIAOSONG",
    "黑体": "FONT_HEITI",
    "宋体": "FONT_SONGTI",
    "后备": "FONT_FALLBACK",  # what the others lack: rare characters of names
}
FONTS = {role: path for role, variable in FONT_VARIABLES.items() if (path := os.environ.get(variable))}
FILE_UPLOAD_TEMP_DIR = str(environment.folder("RECTIFY_TMP", default=VAR / "tmp"))
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

EMAIL_BACKEND = os.environ.get(
    "EMAIL_BACKEND",
    "django.core.mail.backends.smtp.EmailBackend"
    if os.environ.get("EMAIL_HOST")
    else "django.core.mail.backends.filebased.EmailBackend",
)
EMAIL_FILE_PATH = VAR / "mail"
EMAIL_HOST = os.environ.get("EMAIL_HOST", "localhost")
EMAIL_PORT = environment.whole_number("EMAIL_PORT", default=25)
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = environment.flag("EMAIL_USE_TLS", default=False)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "rectify@localhost")
PUBLIC_URL = os.environ.get("PUBLIC_URL", f"http://127.0.0.1:{os.environ.get('PORT', '8000')}")

# our own pages for the public, below /public/; off where the notice is published elsewhere alone
PUBLIC_PAGES = environment.flag("PUBLIC_PAGES", default=True)

QUEUE = VAR / "queue"
CELERY_BROKER_URL = os.environ.get("CELERY_BROKER_URL") or "filesystem://localhost//"
JOB_LEASE_SECONDS = environment.whole_number("JOB_LEASE_SECONDS", default=60)
# a commit seals at most so often in one process; beat seals the rest
SEAL_EVERY_SECONDS: float | None = 1.0
JOB_SWEEP_SECONDS = environment.whole_number("JOB_SWEEP_SECONDS", default=10)

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("LOG_LEVEL", "WARNING")},
}
