"""The console, for a web server: `gunicorn --config python:console.config.gunicorn console.config.wsgi`."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "console.config.settings")
application = get_wsgi_application()
