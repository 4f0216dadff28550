from __future__ import annotations

from django.urls import path

from console.off_switch import views

app_name = "off_switch"
urlpatterns = [
    path("", views.index, name="index"),
    path("pause/", views.pause, name="pause"),
    path("message/", views.change_notice, name="change_notice"),
    path("resume/", views.resume, name="resume"),
]
