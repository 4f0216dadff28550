from __future__ import annotations

from django.urls import path

from console.proposals import views

app_name = "proposals"
urlpatterns = [
    path("", views.index, name="index"),
    path("new/", views.new, name="new"),
    path("<int:pk>/", views.proposal, name="proposal"),
    path("<int:pk>/add/", views.add, name="add"),
    path("<int:pk>/check/", views.check, name="check"),
    path("<int:pk>/cancel/", views.cancel, name="cancel"),
    path("<int:pk>/approve/", views.approve, name="approve"),
    path("<int:pk>/send-back/", views.send_back, name="send_back"),
    path("<int:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("changes/<int:pk>/remove/", views.remove, name="remove"),
]
