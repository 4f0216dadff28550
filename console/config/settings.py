"""Django's settings, made from the project's own (nscp/settings.py)."""

from __future__ import annotations

import hashlib
import os
from datetime import timedelta

from csp.constants import NONE, SELF

from console.database import database
from nscp.settings import PROJECT, Settings

NSCP = Settings.from_environment(os.environ)

# Not the signing key itself, which signs sessions of families.
SECRET_KEY = hashlib.sha256(f"console {NSCP.signing_key()}".encode()).hexdigest()
ALLOWED_HOSTS = [*NSCP.console.hosts, "127.0.0.1"]  # Rasa servers on this machine fetch models

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "csp",
    "django_filters",
    "console.accounts",
    "console.audit",
    "console.handoffs",
    "console.alerts",
    "console.off_switch",
    "console.conversations",
    "console.dashboard",
    "console.proposals",
    "console.releases",
    "console.topics",
    "console.trying",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "console.config.middleware.HeadersMiddleware",
    "console.config.middleware.UkTimeMiddleware",
    "console.config.middleware.ReloadMiddleware",
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
ROOT_URLCONF = "console.config.urls"
WSGI_APPLICATION = "console.config.wsgi.application"
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
                "console.config.context_processors.every_page",
            ],
            # `intcomma` writes 1,383 where a template asks for it. USE_THOUSAND_SEPARATOR would write every number so,
            # also in forms, in links and in the coordinates of charts.
            "builtins": ["django.contrib.humanize.templatetags.humanize", "console.template_tags"],
        },
    }
]
FORM_RENDERER = "console.forms.Renderer"
STATIC_URL = "/static/"
STATICFILES_DIRS = [PROJECT / "console" / "static"]
# The few files are served from where they are, so nothing has to be collected before a start.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 300  # seconds
WHITENOISE_ALLOW_ALL_ORIGINS = False

LANGUAGE_CODE = "en-gb"
FORMAT_MODULE_PATH = ["console.config.formats"]
USE_TZ = True
TIME_ZONE = "UTC"  # of what is stored; for pages see UkTimeMiddleware
LOGGING_CONFIG = None  # nscp.logs decides what is logged

# Cookies and sessions. `__Host-` makes browsers refuse the cookie from any other host, or without HTTPS.
_COOKIE = "__Host-nscp_console" if NSCP.production else "nscp_console"
SESSION_COOKIE_NAME = _COOKIE
SESSION_COOKIE_SECURE = NSCP.production
SESSION_COOKIE_AGE = NSCP.console.session_hours * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_NAME = f"{_COOKIE}_csrf"
CSRF_COOKIE_SECURE = NSCP.production
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "console.accounts.not_saved.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# Headers. In production browsers reach the console through our own proxy, which speaks HTTPS and says so in
# X-Forwarded-Proto; gunicorn believes that of a proxy on the same machine only.
SECURE_SSL_REDIRECT = NSCP.production
SECURE_REDIRECT_EXEMPT = [r"^models/live$"]  # asked by Rasa servers on this machine, past the proxy
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if NSCP.production else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = NSCP.production
SECURE_HSTS_PRELOAD = NSCP.production
SECURE_REFERRER_POLICY = "same-origin"  # Django's check of forms needs it within the console
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "style-src": [SELF],
        "script-src": [SELF],
        "img-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024  # bytes; the console takes no files

# Signing in
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
_VALIDATION = "console.accounts.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_VALIDATION}.NotLikeTheName"},
    {"NAME": f"{_VALIDATION}.LongEnough", "OPTIONS": {"min_length": 12}},
    {"NAME": f"{_VALIDATION}.NotCommon"},
]
LOGIN_URL = "accounts:sign_in"
LOGIN_REDIRECT_URL = "home"
PASSWORD_RESET_TIMEOUT = 24 * 3600  # seconds for which a link to choose a password works
OTP_TOTP_ISSUER = "NSCP console"
# Name and address together: a stranger elsewhere cannot lock a colleague out, and an office shares one address.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "console/lockout.html"
AXES_USERNAME_CALLABLE = "console.accounts.passwords.counted_name_of"
AXES_CLIENT_IP_CALLABLE = "console.accounts.passwords.client_address"
AXES_DISABLE_ACCESS_LOG = True  # console.audit keeps sign-ins
AXES_VERBOSE = False
