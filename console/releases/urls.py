from __future__ import annotations

from django.urls import path

from console.releases import views

app_name = "releases"
urlpatterns = [
    path("", views.index, name="index"),
    path("live", views.live, name="live"),
    path("<int:number>/go-back/", views.go_back, name="go_back"),
]
