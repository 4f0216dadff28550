"""The console's addresses. Every view says who may open it (console/accounts/access.py), or nobody can."""

from __future__ import annotations

from django.urls import include, path

from console.views import home

urlpatterns = [
    path("", home, name="home"),
    path("", include("console.accounts.urls")),
    path("", include("console.conversations.urls")),
    path("", include("console.topics.urls")),
    path("dashboard/", include("console.dashboard.urls")),
    path("audit/", include("console.audit.urls")),
    path("hand-offs/", include("console.handoffs.urls")),
    path("models/", include("console.releases.urls")),
    path("off-switch/", include("console.off_switch.urls")),
    path("proposals/", include("console.proposals.urls")),
    path("try/", include("console.trying.urls")),
]
