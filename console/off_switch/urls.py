from __future__ import annotations

from django.urls import path

from console.off_switch import pages

app_name = "off_switch"
urlpatterns = [
    path("", pages.index, name="index"),
    path("pause/", pages.pause, name="pause"),
    path("resume/", pages.resume, name="resume"),
]
