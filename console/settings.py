"""Django's settings, made from the project's own (nscp/settings.py). The staff's pages will add theirs here."""

from __future__ import annotations

import hashlib
import logging
import os

from console.database import database
from nscp.settings import Settings

NSCP = Settings.from_environment(os.environ)

# Not the signing key itself, which stands for sessions of families.
SECRET_KEY = hashlib.sha256(f"console {NSCP.signing_key()}".encode()).hexdigest()

INSTALLED_APPS = ["post_office", "console.handoffs", "console.conversations"]
DATABASES = {"default": database(NSCP.database())}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}]

USE_TZ = True
TIME_ZONE = "UTC"

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
