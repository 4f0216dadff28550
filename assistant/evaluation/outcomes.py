"""The words in which conversations say what they want: topics, `clarify`, `form:reply`; and which response shows which."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from assistant.nlu.safety_model import DANGER, DESPAIR
from nscp.settings import PROJECT
from nscp.topics import load_topics

AGAIN, CLARIFY, FALLBACK, STATEMENT = "again", "clarify", "fallback", "statement"
OFFER, STATUS = "form:offer", "handoff_status"
FORM = (OFFER, *(f"form:{step}" for step in ["message", "reply", "name", "safe_time", "summary", "saved", "left", "change"]))
BESIDE_TOPICS = (AGAIN, CLARIFY, FALLBACK, STATEMENT, "simpler", "are_you_sure", "correction", *FORM)

# What is also shown whenever something is: an offer of a person answers the wish for one.
ALSO_SHOWN: Mapping[str, tuple[str, ...]] = {
    "simpler": (AGAIN,),
    "correction": (AGAIN,),
    "are_you_sure": (AGAIN,),
    "handoff_request": (OFFER,),
    "handoff_start": ("form:message",),
}
# Topics that may be answered in more than one way, such as grief for a death.
IN_VARIATIONS = (
    "grief_upset", "complaint_or_anger", "bot_challenge", "data_request", "other_language", "out_of_scope",
    "greet", "goodbye", "thanks", "affirm", "deny",
)  # fmt: skip
LINE_OF_HELP = "utter_line_of_help"
HELP_BESIDE = (LINE_OF_HELP, "utter_after_help")  # responses that name help without leading with it
# Responses by the beginning of their name, the first that fits; what is not here answers the topic that it is named after.
RESPONSES: tuple[tuple[str, tuple[str, ...]], ...] = (
    (LINE_OF_HELP, ()),
    ("utter_after_help", (STATEMENT,)),
    ("utter_immediate_danger", (DANGER,)),
    ("utter_self_harm", (DESPAIR,)),
    ("utter_overdose", (DESPAIR,)),
    ("utter_clarify", (CLARIFY,)),
    ("utter_fallback", (FALLBACK,)),
    ("utter_no_words", (FALLBACK,)),
    ("utter_long_message", (FALLBACK,)),
    ("utter_simpler", ("simpler",)),
    ("utter_asked_again", (AGAIN,)),
    ("utter_gap_again", (AGAIN,)),
    ("utter_correction", ("correction",)),
    ("utter_sure", ("are_you_sure",)),
    ("utter_statement", (STATEMENT,)),
    ("utter_hand_off_ask_message", ("form:message",)),
    ("utter_hand_off_email_wrong", ("form:reply",)),
    ("utter_hand_off_phone_wrong", ("form:reply",)),
    ("utter_hand_off_reply_missing", ("form:reply",)),
    ("utter_hand_off_reply_unread", ("form:left",)),
    ("utter_ask_personal_reply", ("form:reply",)),
    ("utter_hand_off_ask_given", ("form:reply",)),
    ("utter_hand_off_can_phone", ("form:reply",)),
    ("utter_hand_off_ask_phone", ("form:reply",)),
    ("utter_hand_off_email_spoken", ("form:reply",)),
    ("utter_hand_off_phone_spoken", ("form:reply",)),
    ("utter_hand_off_declined", ("form:left",)),
    ("utter_hand_off_reference", (STATUS,)),
    ("utter_ask_personal_name", ("form:name",)),
    ("utter_ask_hand_off_safe_time", ("form:safe_time",)),
    ("utter_hand_off_summary", ("form:summary",)),
    ("utter_hand_off_choose", ("form:summary",)),
    ("utter_hand_off_saved", ("form:saved",)),
    ("utter_hand_off_left", ("form:left",)),
    ("utter_hand_off_change", ("form:change",)),
    ("utter_hand_off_is_", (STATUS,)),
    ("utter_hand_off_not_sent_yet", (STATUS,)),
    ("utter_hand_off_none", (STATUS,)),
    ("utter_hand_off_two_ways", ("handoff_request",)),
    ("utter_hand_off_words", ("handoff_request",)),
    *((f"utter_{topic}", (topic,)) for topic in IN_VARIATIONS),
)
ADDRESS_ALONE = "utter_hand_off"  # an offer too, but the beginning of all other names
SIMPLER_TOPIC, SIMPLER_NONE = "utter_simpler_", "utter_simpler_none"


def outcomes_of(response: str) -> tuple[str, ...]:
    """What a response of the domain shows, such as `utter_faq/how_long`; nothing for a line of help."""
    if response == ADDRESS_ALONE:
        return with_more(("handoff_request",))
    named = response if response.startswith(SIMPLER_NONE) else response.removeprefix(SIMPLER_TOPIC)
    topic = () if named == response else (named if "/" in named else f"faq/{named}",)
    found = next((shown for start, shown in RESPONSES if response.startswith(start)), None)
    return with_more((*found, *topic) if found is not None else (response.removeprefix("utter_"),))


def known_outcomes(data: Path = PROJECT / "data") -> frozenset[str]:
    """Everything that a conversation may want."""
    return frozenset((*load_topics(data), *BESIDE_TOPICS))


def with_more(outcomes: Iterable[str]) -> tuple[str, ...]:
    """The same, each followed by what is also shown."""
    return tuple(dict.fromkeys(more for outcome in outcomes for more in (outcome, *ALSO_SHOWN.get(outcome, ()))))
