"""Django's settings, derived from the typed settings of the kernel. No secret stands here."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.utils.translation import gettext_lazy as _

from korat.config import secrets
from korat.kernel.settings import read

KORAT = read()
SRC = Path(__file__).resolve().parent.parent
PACKS = SRC.parent.parent / "packs"

SECRET_KEY = secrets.key("session", KORAT)
# The pepper of keyed hashes and the key of citizen numbers: outside the database, so that its copy alone finds nobody.
KORAT_PEPPER = secrets.key("pepper", KORAT)
KORAT_CITIZEN_KEY = secrets.key("citizen", KORAT)
KORAT_THAID_SECRET = secrets.given("thaid-client-secret", KORAT)
# What the operator shares with LINE and with the SMS gateway: never in the database, never in a log.
KORAT_LINE_SECRET = secrets.given("line-channel-secret", KORAT)
KORAT_LINE_TOKEN = secrets.given("line-access-token", KORAT)
KORAT_LINE_LOGIN_SECRET = secrets.given("line-login-secret", KORAT)
KORAT_SMS_SECRET = secrets.given("sms-inbound-secret", KORAT)
DEBUG = False
ALLOWED_HOSTS = [urlsplit(KORAT.address).hostname or "localhost", "localhost", "127.0.0.1", "testserver"]
CSRF_TRUSTED_ORIGINS = [KORAT.address]

INSTALLED_APPS = [
    "korat.domains.living",
    "korat.web",
    "korat.standards.open311",
    "korat.standards.rfc6962",
    "korat.blocks.reactions",
    "korat.blocks.measures",
    "korat.blocks.cases",
    "korat.blocks.bookings",
    "korat.blocks.payments",
    "korat.blocks.catalog",
    "korat.blocks.documents",
    "korat.blocks.messages",
    "korat.blocks.people",
    "korat.blocks.places",
    "korat.blocks.ledger",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "korat.web.middleware.requests.identify",
    "korat.web.middleware.policy.strict_headers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Pages only: files lie compressed already. Django adds a random length, so that none of it tells a secret (BREACH).
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "korat.web.middleware.requests.language",
    "korat.web.middleware.zone.zone",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "korat.web.middleware.actors.actor",
    "korat.web.middleware.policy.errors_in_words",
]
INSTALLED_APPS.append("django.contrib.messages")
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"

ROOT_URLCONF = "korat.config.urls"
WSGI_APPLICATION = "korat.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [("korat.web.templatetags.once.Loader", ["django.template.loaders.app_directories.Loader"])],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "korat.web.context.shell",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "korat.web.templatetags.parts",
                "korat.web.templatetags.once",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
INSTALLED_APPS.append("django.forms")


def database(url: str) -> dict[str, Any]:
    """A libpq URL as Django's dictionary. A socket folder stands in `?host=`."""
    parts = urlsplit(url)
    query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/") or "korat",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", None) or parts.hostname or "",
        "PORT": query.pop("port", None) or parts.port or "",
        "CONN_MAX_AGE": 300,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            **query,
            "options": "-c search_path=public,accounts -c timezone=UTC",
            # Plans are kept on each connection. A pooler that hands out another backend in between is out of the question
            # anyway: a look belongs to its backend.
            "server_side_binding": True,
            "prepare_threshold": 5,
        },
    }


# The application's own role, and the owner that migrates: two log-ins, never SET ROLE.
DATABASES = {
    "default": database(KORAT.database_url or "postgresql://korat_app@/korat"),
    "owner": database(KORAT.database_owner_url or KORAT.database_url or "postgresql://korat_owner@/korat"),
}
DATABASE_ROUTERS: list[str] = []
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "korat_people.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_ADAPTER = "korat.web.signin.Adapter"
ACCOUNT_LOGIN_METHODS = {"phone", "email"}
ACCOUNT_SIGNUP_FIELDS = ["phone*"]
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
MFA_ADAPTER = "korat.web.signin.SecondStepAdapter"
MFA_TOTP_TOLERANCE = 1
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_RATE_LIMITS = {"request_login_code": "20/m/ip,3/m/key,30/d/key"}
ALLAUTH_TRUSTED_PROXY_COUNT = KORAT.proxies
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/my/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = KORAT.address.startswith("https:")
CSRF_COOKIE_HTTPONLY = True
# A browser takes a cookie of this prefix from this very host alone, over TLS.
PREFIX = "__Host-" if SESSION_COOKIE_SECURE else ""
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{PREFIX}sessionid", f"{PREFIX}csrftoken"
SESSION_ENGINE = "korat.blocks.people.sessions"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 512 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

LANGUAGE_CODE = "th"
LANGUAGES = [("th", _("Thai")), ("en", _("English"))]
LOCALE_PATHS = [SRC / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = KORAT.home / "static"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": KORAT.home / "files"},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 3600
WHITENOISE_ALLOW_ALL_ORIGINS = False

# Counts of tries and locks hold for all web processes together. No page asks it without need: it costs a query.
CACHES = {"default": {"BACKEND": "korat.blocks.people.kept.Kept"}}
CSRF_FAILURE_VIEW = "korat.web.middleware.words.form_is_stale"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "korat.config.logs.Json"}},
    "filters": {"numbered": {"()": "korat.web.middleware.requests.Numbered"}},
    "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "json", "filters": ["numbered"]}},
    "root": {"handlers": ["out"], "level": "WARNING"},
    "loggers": {"korat": {"level": "INFO"}},
}
