from __future__ import annotations

from django.urls import path

from console.trying import views

app_name = "trying"
urlpatterns = [
    path("", views.live, name="live"),
    path("proposals/<int:pk>/", views.proposal, name="proposal"),
    path("answers/<uuid:question>/", views.answer, name="answer"),
    path("lines/", views.check_lines, name="check_lines"),
]
