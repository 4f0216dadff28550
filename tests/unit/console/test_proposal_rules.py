"""What a change is refused for when it is written, in words that a trainer understands."""

from __future__ import annotations

import re
from typing import Any

import pytest

from console.proposals import services
from console.proposals.copied_words import copied_words
from nscp.changes import DataChange, Kind
from tests.unit.console.people import recorded
from tests.unit.console.proposed import EXAMPLE, SENTENCES, TOPIC, change, new_examples, proposal_with, request_of
from tests.unit.console.stored import Stored

TECHNICAL = re.compile(r"\.yml|utter_|metadata|rests_on|fingerprint|YAML|S\d+\b|gap/|faq/")


def reasons_for(*changes: DataChange, role: str = "trainer") -> list[str]:
    """Why the last of some changes is refused."""
    request = request_of("ann", role)
    *earlier, last = changes
    proposal = services.start(request, "A proposal")
    for one in earlier:
        services.add(request, proposal, one)
    with pytest.raises(services.Refused) as refused:
        services.add(request, proposal, last)
    assert proposal.changes.count() == len(earlier)
    assert not [reason for reason in refused.value.reasons if TECHNICAL.search(reason)]
    return refused.value.reasons


def sentence(text: str, *sources: str) -> dict[str, Any]:
    return {"text": text, "sources": list(sources)}


def answer(*sentences: dict[str, Any]) -> DataChange:
    return change(Kind.ANSWER, variation=0, sentences=list(sentences) or SENTENCES)


def topic(**changed: Any) -> DataChange:
    content = {
        "name": "gap/where_can_i_park",
        "title": "Where can I park at the meeting?",
        "sentences": SENTENCES,
        "examples": ["where do i leave the car", "got any parking", "disabled bay?", "is there a car park near"],
        "follow_ups": [{"says": ["and for a minibus?"], "answer": "gap/where_can_i_park"}],
        **changed,
    }
    return change(Kind.NEW_TOPIC, "gap", **content)


GOOD = (
    new_examples(EXAMPLE, "her slippers went missing in resus"),
    change(Kind.TITLE, title="Who has our things?"),
    answer(),
    change(Kind.SIMPLER, variation=0, sentences=SENTENCES),
    change(Kind.ADD_FOLLOW_UPS, says=["and her rucksack?"], answer=TOPIC),
    change(Kind.REMOVE_FOLLOW_UP, "faq/how_long", says="us first?", answer="gap/see_draft"),
    topic(),
)
FOR_THE_LEAD = (
    change(Kind.ADD_PHRASE, "help_first.immediate_danger", phrase="he is (shouting|screaming) at <child>"),
    change(Kind.REMOVE_PHRASE, "line", phrase=""),
    change(Kind.BUTTON_WORDS, "resume", words=["back to what i was writing"]),
    change(
        Kind.SAFETY_TEXT,
        "utter_immediate_danger_report",
        variation=0,
        sentences=[sentence("If a child is in danger now, call {emergency_phone}.", "signpost")],
    ),
)


@pytest.mark.parametrize("one", GOOD, ids=lambda one: one.kind.value)
def test_a_good_change_is_taken_and_recorded_without_its_words(sqlite: str, one: DataChange) -> None:
    proposal = proposal_with(request_of("ann", "trainer"), one)

    assert [made.data_change for made in proposal.changes.all()] == [one]
    assert [entry for entry in recorded() if "pushchair" in str(entry)] == []
    assert recorded()[-1][1] == f"proposal {proposal.pk}"


@pytest.mark.parametrize("one", FOR_THE_LEAD, ids=lambda one: one.kind.value)
def test_safety_and_buttons_are_for_the_safeguarding_lead(sqlite: str, one: DataChange) -> None:
    if one.kind is Kind.REMOVE_PHRASE:
        from console.proposals.knowledge import knowledge

        one = change(one.kind, one.topic, phrase=knowledge().phrases[one.topic][0])
    assert reasons_for(one) == ["Safety texts, safety phrases and buttons are for the safeguarding lead."]

    assert proposal_with(request_of("lead", "safeguarding_lead"), one).is_about_safety


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        (new_examples("Who has got his school bag and HIS coat?"), "is already an example of this topic."),
        (new_examples("he is going to kill me if i ask for her coat"), "has words that always bring help first."),
        (
            new_examples("How long is the review?"),
            "“How long is the review?” is an example of “How long does a review take?” already, and can be in one topic "
            "only. Remove it there first, or write another one.",
        ),
        (
            new_examples("how long do these things normally laste"),
            "“how long do these things normally laste” is nearly the same as “how long do these things normally last”, an "
            "example of “How long does a review take?”. Say it in quite different words.",
        ),
        (new_examples("my lad Kian left his coat there"), "” holds what looks like a name. Leave it out"),
        (new_examples("ring me on 07700 900123 about his coat"), "” holds what looks like a phone number."),
        (new_examples(), "Write at least one example."),
        (new_examples("two\nlines here"), "write each example on one line"),
        (new_examples("😀 👍"), "“😀 👍” has no word in it, so nothing is learned from it. Write each example in words."),
        (new_examples("?!"), "has no word in it"),
        (new_examples("where is [his coat](thing)"), "“where is [his coat](thing)” has square or curly brackets."),
        (new_examples("where is the coat of {name}"), "Write examples as people type: in words, without such marks."),
        (new_examples("17"), "“17” is only a number, a date or a reference, so nothing is learned from it."),
        (new_examples("on the 3rd of March"), "is only a number, a date or a reference"),
        (new_examples("07/03/2026"), "is only a number, a date or a reference"),
        (new_examples("Tuesday"), "is only a number, a date or a reference"),
        (new_examples("ref no. FD24-118"), "is only a number, a date or a reference"),
        (new_examples("NSCP-BCDF-GHJK"), "is only a number, a date or a reference"),
        (new_examples("x", topic="gap/nothing"), "Choose a topic that exists."),
        (change(Kind.REMOVE_EXAMPLE, example="nobody ever wrote this"), "That example is not in this topic any more."),
        (change(Kind.TITLE, title="How long does a review take?"), "can be in one topic only"),
        (
            answer(sentence("It takes 3 weeks.", "S12")),
            "The source does not say “3”: leave the number out, or choose the source that has it.",
        ),
        (
            answer(sentence("We will tell you.", "S14")),
            "“tell”: the source does not promise that (say no more than it says, or choose the source that does).",
        ),
        (answer(sentence("Call us on 01604 123456.", "signpost")), "Do not type an address or number."),
        (answer(sentence("Write to {nobody}.", "signpost")), "There is no address or number of that name."),
        (
            answer(sentence("Write to {nscp_email}.", "S12")),
            "Choose “an address or a helpline” as what this sentence rests on.",
        ),
        (answer(sentence("You can give your views.")), "Choose what this sentence rests on."),
        (answer(sentence("You can give your views.", "S99")), "Choose what this sentence rests on."),
        (answer(sentence("It is kind. It is short.", "care")), "Write one sentence at a time, each with its own source."),
        (answer(sentence("You can give your views", "S13")), "End the sentence with a full stop"),
        (answer(sentence("Unfortunately nobody knows.", "care")), "“unfortunately” is not said to families."),
        (
            answer(sentence("It says a lot about parking.", "silence")),
            "rests on what the guide does not say, but does not say so",
        ),
        (change(Kind.ANSWER, variation=7, sentences=SENTENCES), "The answer that was to be changed is no longer there."),
        (change(Kind.ANSWER, "immediate_danger", variation=0, sentences=SENTENCES), "Choose an answer that exists."),
        (change(Kind.ADD_FOLLOW_UPS, says=["and?"], answer="gap/nothing"), "Choose the topic that answers"),
        (change(Kind.ADD_FOLLOW_UPS, says=["👍"], answer=TOPIC), "Write each follow-up question in words."),
        (
            change(Kind.ADD_FOLLOW_UPS, "faq/how_long", says=["us first"], answer=TOPIC),
            "is a follow-up question of this topic",
        ),
        (topic(title="How long does a review take?"), "There is a topic called “How long does a review take?” already."),
        (topic(examples=["where do i leave the car"]), "Write at least 4 different examples besides the title."),
        (
            topic(sentences=[sentence("It costs £5.", "silence")]),
            "The source does not say “5”: leave the number out, or choose the source that has it.",
        ),
        (change(Kind.NEW_TOPIC, "faq", **{**topic().content, "name": "faq/parking"}), None),
    ],
)
def test_a_bad_change_is_refused_with_the_reason(sqlite: str, bad: DataChange, why: str | None) -> None:
    if why is None:  # "the guide answers it", and nothing of the guide in it
        bad = change(bad.kind, "faq", **{**bad.content, "sentences": [sentence("It is free.", "care")]})
        why = "at least one sentence must rest on the guide"
    reasons = reasons_for(bad)

    assert [reason for reason in reasons if why in reason], reasons


@pytest.mark.parametrize(
    ("phrase", "why"),
    [
        ("he is (shouting at me", "The phrase cannot be read: the bracket"),
        ("<nobody> is here", "The phrase cannot be read: there is no word list"),
        ("[please] [now]", "The phrase cannot be read"),
        ("(beats|punches|strangles|kicks|chokes) (me|us)", "That phrase is in the list already."),
    ],
)
def test_a_phrase_that_cannot_work_is_refused(sqlite: str, phrase: str, why: str) -> None:
    bad = change(Kind.ADD_PHRASE, "help_first.immediate_danger", phrase=phrase)

    assert why in reasons_for(bad, role="safeguarding_lead")[0]


def test_words_with_a_number_are_an_example(sqlite: str) -> None:
    good = new_examples(
        "gr8 but where is it", "b4 i forget, her coat?", "may i fetch his things on the 3rd", "2 coats and a hat gone"
    )

    proposal_with(request_of("ann", "trainer"), good)


def test_only_a_safety_text_is_changed_as_one(sqlite: str) -> None:
    bad = change(Kind.SAFETY_TEXT, "utter_greet", variation=0, sentences=SENTENCES)

    assert reasons_for(bad, role="safeguarding_lead") == ["Choose an answer that exists."]


def test_a_change_is_compared_with_the_others_of_its_proposal(sqlite: str) -> None:
    assert reasons_for(new_examples(EXAMPLE), new_examples(EXAMPLE, topic="gap/apology")) == [
        f"“{EXAMPLE}” is an example of “{title(TOPIC)}” already, and can be in one topic only. Remove it there first, or "
        "write another one."
    ]


def title(name: str) -> str:
    from console.proposals.knowledge import knowledge

    return knowledge().titles[name]


def test_five_words_in_a_row_of_any_family_are_refused(stored: Stored) -> None:
    stored.say("one", "Hello")
    stored.say("two", "They never gave back the, little red   SHOES she wore!", TOPIC)

    reasons = reasons_for(new_examples("when will the little red shoes she had come back"))

    assert reasons == ["“the little red shoes she” is in what a family wrote too. Say it in words of your own."]


def test_words_of_a_familys_comment_are_refused(stored: Stored) -> None:
    message = stored.say("one", "Hello")
    stored.rate("one", message, helpful=False, comment="She didn’t get her Little Red shoes back.")

    assert "“she didn't get her little”" in reasons_for(new_examples("why she didn't get her little cardigan"))[0]


def test_words_that_the_assistants_own_buttons_send_are_not_a_familys(stored: Stored) -> None:
    stored.say("one", "How long does a review take?")

    proposal_with(request_of("ann", "trainer"), new_examples("nobody told mum how long does a review take nowadays"))


def test_four_words_in_a_row_may_be_shared(stored: Stored) -> None:
    stored.say("one", "the little red shoes")

    assert copied_words("where are the little red shoes now", lambda words: False) == ""
