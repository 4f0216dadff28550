from __future__ import annotations

from django.urls import path

from console.hand_off_pages import pages

app_name = "hand_offs"
urlpatterns = [
    path("", pages.index, name="index"),
    path("<slug:reference>/", pages.hand_off, name="hand_off"),
    path("<slug:reference>/reveal/", pages.reveal, name="reveal"),
    path("<slug:reference>/try-again/", pages.try_again, name="try_again"),
    path("<slug:reference>/close/", pages.close, name="close"),
]
