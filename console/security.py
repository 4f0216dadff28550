"""What keeps the console's pages safe: cookies, headers, what a page may load, passwords and lockout."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from csp.constants import NONE, SELF

from nscp.settings import Settings

YEAR = 365 * 24 * 3600  # seconds
SHORTEST_PASSWORD = 12  # characters
TRIES_TO_SIGN_IN = 5
LOCKED_OUT = timedelta(minutes=15)
VALIDATORS = "django.contrib.auth.password_validation"


def settings(nscp: Settings) -> dict[str, Any]:
    """Entries of Django's settings.

    Args:
        nscp: the project's settings. In production browsers reach the console through a proxy of ours that speaks HTTPS and
            says so in X-Forwarded-Proto; gunicorn believes that of a proxy on the same machine only.
    """
    return {**_cookies(nscp), **_headers(nscp), **PAGES, **SIGN_IN}


def _cookies(nscp: Settings) -> dict[str, Any]:
    # `__Host-` makes browsers refuse the cookie from any other host, or without HTTPS.
    prefix = "__Host-" if nscp.production else ""
    return {
        "SESSION_COOKIE_NAME": f"{prefix}nscp_console",
        "SESSION_COOKIE_SECURE": nscp.production,
        "SESSION_COOKIE_AGE": nscp.console.session_hours * 3600,
        "SESSION_EXPIRE_AT_BROWSER_CLOSE": True,
        "CSRF_COOKIE_NAME": f"{prefix}nscp_console_csrf",
        "CSRF_COOKIE_SECURE": nscp.production,
        "CSRF_COOKIE_HTTPONLY": True,
        "MESSAGE_STORAGE": "django.contrib.messages.storage.session.SessionStorage",
    }


def _headers(nscp: Settings) -> dict[str, Any]:
    return {
        "SECURE_SSL_REDIRECT": nscp.production,
        "SECURE_HSTS_SECONDS": YEAR if nscp.production else 0,
        "SECURE_HSTS_INCLUDE_SUBDOMAINS": nscp.production,
        "SECURE_HSTS_PRELOAD": nscp.production,
        "SECURE_REFERRER_POLICY": "same-origin",  # Django's check of forms needs it within the console
        "SECURE_CROSS_ORIGIN_OPENER_POLICY": "same-origin",
        "X_FRAME_OPTIONS": "DENY",
    }


PAGES: dict[str, Any] = {
    "CONTENT_SECURITY_POLICY": {
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
    },
    "DATA_UPLOAD_MAX_MEMORY_SIZE": 256 * 1024,  # bytes; the console takes no files
}

SIGN_IN: dict[str, Any] = {
    "AUTHENTICATION_BACKENDS": ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"],
    "AUTH_PASSWORD_VALIDATORS": [
        {"NAME": f"{VALIDATORS}.UserAttributeSimilarityValidator"},
        {"NAME": f"{VALIDATORS}.MinimumLengthValidator", "OPTIONS": {"min_length": SHORTEST_PASSWORD}},
        {"NAME": f"{VALIDATORS}.CommonPasswordValidator"},
    ],
    "LOGIN_URL": "accounts:sign_in",
    "LOGIN_REDIRECT_URL": "home",
    "PASSWORD_RESET_TIMEOUT": 24 * 3600,  # seconds for which a link to choose a password works
    "OTP_TOTP_ISSUER": "NSCP console",
    # Name and address together: a stranger elsewhere cannot lock a colleague out, and an office shares one address.
    "AXES_LOCKOUT_PARAMETERS": [["username", "ip_address"]],
    "AXES_FAILURE_LIMIT": TRIES_TO_SIGN_IN,
    "AXES_COOLOFF_TIME": LOCKED_OUT,
    "AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT": False,
    "AXES_RESET_ON_SUCCESS": True,
    "AXES_LOCKOUT_TEMPLATE": "console/lockout.html",
    "AXES_USERNAME_CALLABLE": "console.accounts.counted_name.counted_name_of",
    "AXES_CLIENT_IP_CALLABLE": "console.accounts.client_address.client_address",
    "AXES_DISABLE_ACCESS_LOG": True,  # console.audit keeps sign-ins
    "AXES_VERBOSE": False,
}
