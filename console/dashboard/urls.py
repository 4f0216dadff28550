from __future__ import annotations

from django.urls import path

from console.dashboard import pages

app_name = "dashboard"
urlpatterns = [
    path("", pages.index, name="index"),
    path("dashboard.csv", pages.csv, name="csv"),
]
