from __future__ import annotations

from django.urls import path

from console.handoffs import views

app_name = "handoffs"
urlpatterns = [
    path("", views.index, name="index"),
    path("<slug:reference>/", views.hand_off, name="handoff"),
    path("<slug:reference>/reveal/", views.reveal, name="reveal"),
    path("<slug:reference>/try-again/", views.try_again, name="try_again"),
    path("<slug:reference>/close/", views.close, name="close"),
]
