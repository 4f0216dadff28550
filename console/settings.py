"""Django's settings, made from the project's own (nscp/settings.py). What keeps the pages safe is in console/security.py."""

from __future__ import annotations

import hashlib
import logging
import os

from console import security
from console.database import database
from nscp.settings import PROJECT, Settings

NSCP = Settings.from_environment(os.environ)

# Not the signing key itself, which stands for sessions of families.
SECRET_KEY = hashlib.sha256(f"console {NSCP.signing_key()}".encode()).hexdigest()

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "csp",
    "post_office",
    "console.accounts",
    "console.audit",
    "console.handoffs",
    "console.hand_off_pages",
    "console.off_switch",
    "console.conversations",
    "console.dashboard",
    "django_filters",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "console.headers.HeadersMiddleware",
    "console.uk_time.UkTimeMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "console.accounts.sessions.SessionLimitsMiddleware",
    "console.accounts.access.AccessMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "console.urls"
WSGI_APPLICATION = "console.wsgi.application"
DATABASES = {"default": database(NSCP.database())}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PROJECT / "console" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "console.every_page.every_page",
            ]
        },
    }
]
FORM_RENDERER = "console.forms.Renderer"
STATIC_URL = "/static/"
STATICFILES_DIRS = [PROJECT / "console" / "static"]
# The few files are served from where they stand, so nothing has to be collected before a start.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 300  # seconds
WHITENOISE_ALLOW_ALL_ORIGINS = False

LANGUAGE_CODE = "en-gb"
USE_TZ = True
TIME_ZONE = "UTC"  # of what is stored; for pages see console/uk_time.py

ALLOWED_HOSTS = list(NSCP.console.hosts)
globals().update(security.settings(NSCP))

# nscp.logs decides what is logged. post_office would print to the terminal by itself, unless it finds a handler; what a
# failed try was like is said by console.handoffs.mailer.
LOGGING_CONFIG = None
logging.getLogger("post_office").addHandler(logging.NullHandler())
logging.getLogger("post_office").propagate = False

POST_OFFICE = {
    "BACKENDS": {"default": "console.handoffs.delivery.Delivery"},
    "BATCH_SIZE": 1,
    "THREADS_PER_PROCESS": 1,
    "SENDING_ORDER": ["scheduled_time", "id"],
    "LOG_LEVEL": 2,  # a row for each try, also for one that went well
}
