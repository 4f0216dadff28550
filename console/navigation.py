"""Finding one's way: the console's sections, for those who may open them, and long lists a page at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest
from django.urls import reverse

from console.accounts.access import may
from console.accounts.permissions import Permission

PER_PAGE = 50


@dataclass(frozen=True)
class Section:
    """A page that the navigation leads to.

    Attributes:
        title: what the link says.
        view: name of its first page in `console/config/urls.py`.
        permission: who sees it.
        what_for: one plain sentence for the start page.
    """

    title: str
    view: str
    permission: Permission
    what_for: str


SECTIONS = (
    Section(
        "Conversations",
        "conversations:index",
        Permission.VIEW_CONVERSATIONS,
        "What families wrote and what they were told. Review what needs a person.",
    ),
    Section(
        "Inbox", "topics:inbox", Permission.WORK_INBOX, "What the assistant did not understand, so that it gets better."
    ),
    Section("Topics", "topics:index", Permission.VIEW_REVIEW_DATA, "What the assistant knows, and how well it answers."),
    Section(
        "Unanswered",
        "conversations:gaps",
        Permission.VIEW_REVIEW_DATA,
        "What families asked that the guide does not answer, and what NSCP would say.",
    ),
    Section(
        "Review data",
        "conversations:judgements",
        Permission.VIEW_REVIEW_DATA,
        "Where reviewers found the assistant right or wrong, and where they differ.",
    ),
    Section(
        "Proposals",
        "proposals:index",
        Permission.PROPOSE_CHANGES,
        "Changes of what the assistant understands and says: write, check, approve.",
    ),
    Section("Try", "trying:live", Permission.PROPOSE_CHANGES, "Type a message and see what the assistant answers now."),
    Section(
        "Dashboard", "dashboard:index", Permission.VIEW_DASHBOARD, "How much the assistant is used, and how well it does."
    ),
    Section(
        "Hand-offs",
        "handoffs:index",
        Permission.VIEW_HAND_OFFS,
        "Messages that families left for NSCP, and those that could not be sent.",
    ),
    Section(
        "Models",
        "releases:index",
        Permission.VIEW_MODELS,
        "Which model answers families, and earlier ones to go back to.",
    ),
    Section(
        "Off switch",
        "off_switch:index",
        Permission.PAUSE_ASSISTANT,
        "Pause the assistant when it must not answer, and start it again.",
    ),
    Section("Accounts", "accounts:index", Permission.MANAGE_ACCOUNTS, "Who can sign in, and what they may do."),
    Section(
        "Audit log", "audit:index", Permission.VIEW_AUDIT_LOG, "Who signed in, read, changed or revealed what, and why."
    ),
)


@dataclass(frozen=True)
class Link:
    """A section's link; `is_here` if the page is within it."""

    section: Section
    url: str
    is_here: bool


def links(request: HttpRequest) -> list[Link]:
    """Return the sections that this reader may open, in order."""
    open_to_them = [(section, reverse(section.view)) for section in SECTIONS if may(request, section.permission)]
    return [Link(section, url, request.path.startswith(url)) for section, url in open_to_them]


def page_of(request: HttpRequest, rows: Any, per_page: int = PER_PAGE) -> Page:
    """Return the page that `?page=` asks for, or the nearest one, for a template that includes `console/pagination.html`."""
    return Paginator(rows, per_page).get_page(request.GET.get("page"))
