"""Who may do what: the one table of roles and permissions. `migrate` writes it into Django's groups; tests read it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Permission(str, Enum):
    """What somebody may do. The value is the name in Django, within the app `accounts`."""

    VIEW_CONVERSATIONS = "view_conversations"
    REVIEW_CONVERSATIONS = "review_conversations"  # tags, notes, judging a message, reviewed
    HOLD_CONVERSATIONS = "hold_conversations"
    EXPORT_CONVERSATIONS = "export_conversations"
    ERASE_CONVERSATIONS = "erase_conversations"
    VIEW_REVIEW_DATA = "view_review_data"  # what reviewers judged, and what the assistant knows
    WORK_INBOX = "work_inbox"  # decide what becomes of what was misunderstood
    READ_MESSAGES = "read_messages"  # single ones without their conversation, see docs/decisions/trainers-inbox.md
    VIEW_DASHBOARD = "view_dashboard"
    VIEW_HAND_OFFS = "view_hand_offs"  # states and times, not what a family wrote
    REVEAL_HAND_OFF = "reveal_hand_off"  # what a family wrote, with a reason
    WORK_HAND_OFFS = "work_hand_offs"  # try again, close
    FIX_DATA = "fix_data"  # is told which topic file has a mistake
    PROPOSE_CHANGES = "propose_changes"  # write changes of what the assistant knows, and have them checked
    APPROVE_CHANGES = "approve_changes"  # of others
    CHANGE_SAFETY = "change_safety"  # write and approve changes of safety texts, phrases and buttons
    VIEW_MODELS = "view_models"
    CHANGE_MODEL = "change_model"  # go back to an earlier one
    PAUSE_ASSISTANT = "pause_assistant"
    VIEW_AUDIT_LOG = "view_audit_log"
    MANAGE_ACCOUNTS = "manage_accounts"

    @property
    def full_name(self) -> str:
        """Return the name for Django's `has_perm`."""
        return f"accounts.{self.value}"

    @property
    def in_words(self) -> str:
        """Return the name that Django stores for people."""
        return self.value.replace("_", " ").replace("hand off", "hand-off").capitalize()


P = Permission


@dataclass(frozen=True)
class Role:
    """A group of staff.

    Attributes:
        name: of the group in Django.
        what_for: in one sentence.
        needs_second_factor: in production they sign in with a code besides the password.
    """

    name: str
    title: str
    what_for: str
    permissions: frozenset[Permission]
    needs_second_factor: bool = False


READING = frozenset(
    {
        P.VIEW_CONVERSATIONS,
        P.REVIEW_CONVERSATIONS,
        P.READ_MESSAGES,
        P.VIEW_REVIEW_DATA,
        P.VIEW_DASHBOARD,
        P.VIEW_HAND_OFFS,
    }
)

ROLES = {
    role.name: role
    for role in (
        Role("reviewer", "Reviewer", "Reads conversations and says where the assistant was right or wrong.", READING),
        Role(
            "safeguarding_lead",
            "Safeguarding lead",
            "Does what a reviewer does, follows up hand-offs, and holds, exports or erases conversations.",
            READING
            | {
                P.WORK_INBOX,
                P.HOLD_CONVERSATIONS,
                P.EXPORT_CONVERSATIONS,
                P.ERASE_CONVERSATIONS,
                P.REVEAL_HAND_OFF,
                P.WORK_HAND_OFFS,
                P.PROPOSE_CHANGES,
                P.APPROVE_CHANGES,
                P.CHANGE_SAFETY,
                P.VIEW_MODELS,
                P.CHANGE_MODEL,
                P.PAUSE_ASSISTANT,
                P.VIEW_AUDIT_LOG,
            },
            needs_second_factor=True,
        ),
        Role(
            "trainer",
            "Trainer",
            "Extends what the assistant understands. Reads single messages, and no conversations.",
            frozenset(
                {
                    P.VIEW_REVIEW_DATA,
                    P.WORK_INBOX,
                    P.READ_MESSAGES,
                    P.VIEW_DASHBOARD,
                    P.FIX_DATA,
                    P.PROPOSE_CHANGES,
                    P.APPROVE_CHANGES,
                    P.VIEW_MODELS,
                }
            ),
        ),
        Role(
            "admin",
            "Admin",
            "Looks after accounts and keeps the service running. Reads no conversations.",
            frozenset(
                {
                    P.VIEW_DASHBOARD,
                    P.VIEW_HAND_OFFS,
                    P.WORK_HAND_OFFS,
                    P.FIX_DATA,
                    P.VIEW_MODELS,
                    P.CHANGE_MODEL,
                    P.PAUSE_ASSISTANT,
                    P.VIEW_AUDIT_LOG,
                    P.MANAGE_ACCOUNTS,
                }
            ),
            needs_second_factor=True,
        ),
    )
}
