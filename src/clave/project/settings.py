"""Django's settings: fixed parts here, the rest from the environment."""

from __future__ import annotations

import os
from importlib.resources import files
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF, UNSAFE_INLINE
from django.conf import global_settings

from clave.jobs.outgoing import PATIENCE, Smtp
from clave.project.environment import read
from clave.project.logs import logging_of

ENVIRONMENT = read(os.environ)
CLAVE_DATA = ENVIRONMENT.data
CLAVE_FACTS = ENVIRONMENT.facts
CLAVE_ENGINE = ENVIRONMENT.engine  # what reads the facts whole; None = DuckDB
CLAVE_IMPORTS = CLAVE_DATA / "imports"
CLAVE_SOURCES = CLAVE_DATA / "sources"
CLAVE_BACKUPS = ENVIRONMENT.backups
CLAVE_POLICY = CLAVE_DATA / "policy.toml"

# Keeping it running (docs/adr/0040)
CLAVE_DRAIN = ENVIRONMENT.drain  # seconds that what is under way gets to end
CLAVE_AT_ONCE, CLAVE_WAITING = (
    ENVIRONMENT.at_once,
    ENVIRONMENT.waiting,
)  # requests; whoever comes then is told when to come back
CLAVE_DISK_FREE = ENVIRONMENT.disk_free * 1024**3  # bytes below which clave is not ready
CLAVE_METRICS_TOKEN = ENVIRONMENT.metrics_token
CLAVE_PROXY = ENVIRONMENT.behind_proxy
CLAVE_LOGS = ENVIRONMENT.logs

SECRET_KEY = ENVIRONMENT.secret_key
SECRET_KEY_FALLBACKS = list(ENVIRONMENT.former_keys)
DEBUG = ENVIRONMENT.debug
ALLOWED_HOSTS = list(ENVIRONMENT.hosts)
CSRF_TRUSTED_ORIGINS = list(ENVIRONMENT.origins)
ROOT_URLCONF = "clave.project.urls"
WSGI_APPLICATION = "clave.project.wsgi.application"
DATABASES: dict[str, Any] = {"default": dict(ENVIRONMENT.database)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "clave.project",
    "clave.web",
    "clave.store",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_tasks",
]
MIDDLEWARE = [
    "clave.web.watched.watched",  # first: it answers whoever watches, by whatever name they call the server
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # pads at random against BREACH
    "csp.middleware.CSPMiddleware",
    "clave.web.middleware.headers",
    "clave.web.watched.let_in",  # before the session, which asks the database
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "clave.web.middleware.language",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "clave.web.middleware.AccessMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "clave.web.shell.shell",
                "clave.web.portal.frame.frame",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "clave.web.templatetags.figures",
                "clave.web.templatetags.pieces",
            ],
        },
    }
]

# Who signs in, and how
AUTH_USER_MODEL = "store.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher", *global_settings.PASSWORD_HASHERS[:1]]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "clave.web.adapter.Adapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_DISPLAY = "clave.web.adapter.display"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "clave"
USERSESSIONS_TRACK_ACTIVITY = False
# Behind a proxy everybody would come from its address, and one who mistypes their password would lock everybody out
ALLAUTH_TRUSTED_PROXY_COUNT = int(ENVIRONMENT.behind_proxy)
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# Work behind the pages (docs/adr/0014). The work of one queue goes one after another: what writes or measures the facts
# in the first, documents in the second, mails in the third, messages to other systems in the fourth, so that nobody waits for
# a sheet or a letter until a long import has ended, nor for a receiver that does not answer.
TASKS = {
    "default": {"BACKEND": "clave.jobs.backend.KeptBackend", "QUEUES": ["default", "documents", "mail", "webhooks"]}
}

# Words and time
LANGUAGE_CODE = ENVIRONMENT.language
LANGUAGES = [("es", "Español"), ("en", "English")]
LOCALE_PATHS = [Path(str(files("clave").joinpath("locale")))]
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_I18N, USE_TZ = True, True
TIME_ZONE = ENVIRONMENT.time_zone

# Assets: served by the app itself, under names that carry their content's hash
STATIC_URL = "static/"
STATIC_ROOT = CLAVE_DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

# What a browser may do with our pages
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "style-src": [SELF],
        "style-src-attr": [UNSAFE_INLINE],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = ENVIRONMENT.https
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = ENVIRONMENT.https
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if ENVIRONMENT.https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = ENVIRONMENT.https
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENVIRONMENT.behind_proxy else None
CSRF_FAILURE_VIEW = "clave.web.pages.errors.stale_form"

CLAVE_WEBHOOK_HOSTS = ENVIRONMENT.webhook_hosts  # receivers inside our own network, and those without https
CLAVE_FRAMES = ENVIRONMENT.frames  # who may hold the badge of a customer in a frame; no other page of ours, ever

# Mail: what clave writes, the sign-in too, waits in the outbox until a server is set (docs/adr/0020)
CLAVE_SMTP = ENVIRONMENT.smtp is not None
CLAVE_ADDRESS = ENVIRONMENT.address
DEFAULT_FROM_EMAIL = ENVIRONMENT.mail_from
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if ENVIRONMENT.smtp else 'console'}.EmailBackend"
OUTGOING = ENVIRONMENT.smtp or Smtp("smtp", "localhost", 25, "", "")
EMAIL_HOST, EMAIL_PORT, EMAIL_TIMEOUT = OUTGOING.host, OUTGOING.port, PATIENCE
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = OUTGOING.user, OUTGOING.password
EMAIL_USE_TLS, EMAIL_USE_SSL = OUTGOING.security == "smtp+tls", OUTGOING.security == "smtps"

LOGGING = logging_of(CLAVE_LOGS)
