from __future__ import annotations

from django.urls import path

from console.dashboard import views

app_name = "dashboard"
urlpatterns = [
    path("", views.index, name="index"),
    path("dashboard.csv", views.csv, name="csv"),
]
