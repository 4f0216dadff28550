from __future__ import annotations

from django.urls import path

from console.audit import pages

app_name = "audit"
urlpatterns = [path("", pages.index, name="index")]
