from __future__ import annotations

from django.urls import path

from console.topics import inbox_views, views

app_name = "topics"
urlpatterns = [
    path("topics/", views.index, name="index"),
    path("topics/<path:topic>/messages/", views.messages, name="messages"),
    path("topics/<path:topic>/", views.topic, name="topic"),
    path("inbox/", inbox_views.inbox, name="inbox"),
    path("inbox/done/", inbox_views.done, name="done"),
    path("inbox/done/<int:pk>/put-back/", inbox_views.put_back, name="put_back"),
    path("inbox/<slug:group>/", inbox_views.group, name="group"),
    path("inbox/<slug:group>/decide/", inbox_views.decide, name="decide"),
]
