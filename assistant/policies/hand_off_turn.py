"""What happens around the form that takes a message for NSCP: rules know no reply plan and cannot tell how a form ended.

A message about danger shows only the help; the form is put away and waits behind a button. A question is answered, then the
form asks again. When the form has ended, the family's decision says what follows.
"""

from __future__ import annotations

from collections.abc import Sequence

from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.events import ActionExecuted, ActionExecutionRejected, ActiveLoop, BotUttered, Event, SlotSet

FORM = "hand_off_form"
DECISION = "hand_off_decision"
AFTER = {"send": "action_hand_off_send", "leave": "action_hand_off_leave", "address": "action_hand_off"}
PUT_AWAY = "action_hand_off_put_away"  # Rasa's action_deactivate_loop would lose "it isn't safe to phone"


def concerns_form(since: Sequence[Event], active_loop: str | None) -> bool:
    """Whether the form was active when the latest message came, or was begun by it.

    Args:
        since: the latest message and what was done after it.
        active_loop: the form that is active now.
    """
    return active_loop == FORM or any(isinstance(event, ActiveLoop) for event in since)


def next_action(since: Sequence[Event], answer: Sequence[str], is_about_danger: bool, line_of_help: Sequence[str]) -> str:
    """What comes next.

    Args:
        since: the latest message and what was done after it, the form being concerned.
        answer: what would answer the message if there were no form.
        is_about_danger: whether that is the help for danger or despair.
        line_of_help: what is said beside anything else, if the message is unsure about danger.
    """
    if is_about_danger:
        steps = [*answer, PUT_AWAY]
    elif any(isinstance(event, ActionExecutionRejected) for event in since):
        steps = [*answer, FORM]
    else:
        # A form that said nothing has met no action server: the turn is then not kept, and can be taken again.
        has_spoken = any(isinstance(event, BotUttered) for event in since)
        steps = [FORM, *_after_form(since), *(line_of_help if has_spoken else ())]
    played = sum(isinstance(event, ActionExecuted) for event in since)
    return steps[played] if played < len(steps) else ACTION_LISTEN_NAME


def _after_form(since: Sequence[Event]) -> list[str]:
    """What the family's decision leads to; nothing while the form goes on."""
    if ActiveLoop(None) not in since:
        return []
    decisions = [event.value for event in since if isinstance(event, SlotSet) and event.key == DECISION]
    return [AFTER[decision] for decision in decisions[:1] if decision in AFTER]
