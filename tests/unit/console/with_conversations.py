"""The console's addresses with one for conversations, wherever those pages are."""

from __future__ import annotations

from django.urls import include, path

from console.config import urls
from console.views import home

conversations = ([path("<sender_id>/", home, name="conversation")], "conversations")
urlpatterns = [*urls.urlpatterns, path("conversations/", include(conversations))]
