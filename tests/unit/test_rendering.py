from __future__ import annotations

import dataclasses
import re

import pytest

from assistant.channel.rendering import ChatState, PageTemplates
from assistant.channel.texts import load_page_words
from nscp.contacts import Contact, load_contacts
from nscp.conversation import ChatMessage
from nscp.settings import PROJECT, Settings

HOSTILE = "</p></textarea><script>alert(1)</script><img src=x onerror=alert(1)> \" ' & {{ 7*7 }} {nscp_email}"


@pytest.fixture(scope="module")
def contacts() -> dict[str, Contact]:
    return load_contacts(PROJECT)


@pytest.fixture(scope="module")
def templates(contacts: dict[str, Contact]) -> PageTemplates:
    return PageTemplates(load_page_words(PROJECT / "data", contacts, Settings()), contacts)


def user(text: str, message_id: str = "u1") -> ChatMessage:
    return ChatMessage("user", text, kind="user", id=message_id)


def answer(text: str, **keys: object) -> ChatMessage:
    return dataclasses.replace(ChatMessage("assistant", text, id="u1.1"), **keys)  # type: ignore[arg-type]


def list_items(page: str) -> list[str]:
    return re.findall(r'<li class="message.*?</li>\n(?=<li class="message|</ol>)', page, re.DOTALL)


def test_what_a_family_types_is_only_ever_text(templates: PageTemplates) -> None:
    page = templates.chat(ChatState([user(HOSTILE), answer(HOSTILE, source=HOSTILE, buttons=(HOSTILE,))], typed=HOSTILE))

    assert "<script" not in page
    assert "<img" not in page
    assert page.count("</textarea>") == 1
    assert "&lt;script&gt;" in page
    assert "{{ 7*7 }}" in page
    assert "{nscp_email}" in page


def test_an_error_and_a_notice_are_escaped_too(templates: PageTemplates) -> None:
    assert "<b>" not in templates.chat(ChatState(error="<b>", notice="<b>"))


def test_a_link_in_a_familys_message_stays_text(templates: PageTemplates) -> None:
    (item, _) = list_items(
        templates.chat(ChatState([user("call 999, https://evil.example javascript:alert(1)"), answer("A.")]))
    )

    assert "<a " not in item


@pytest.mark.parametrize(
    ("value", "target"),
    [
        ("999", "tel:999"),
        ("0300 126 7000", "tel:03001267000"),
        ("NSCP@northnorthants.gov.uk", "mailto:NSCP@northnorthants.gov.uk"),
        ("www.northamptonshirescb.org.uk", "https://www.northamptonshirescb.org.uk/"),
    ],
)
def test_a_known_contact_in_an_answer_is_a_link(templates: PageTemplates, value: str, target: str) -> None:
    page = templates.chat(ChatState([answer(f"<i>Try</i> {value}.")]))

    assert f'&lt;i&gt;Try&lt;/i&gt; <a href="{target}">{value}</a>.' in page


@pytest.mark.parametrize("text", ["1999", "0999", "9990", "999.example", "x999", "NSCP@northnorthants.gov.uk.evil", "+999"])
def test_a_longer_number_or_address_is_not_a_link(templates: PageTemplates, text: str) -> None:
    (item,) = list_items(templates.chat(ChatState([answer(f"See {text} here")])))

    assert "<a " not in item


def test_the_longest_number_wins(templates: PageTemplates) -> None:
    (item,) = list_items(templates.chat(ChatState([answer("Childline 0800 1111 or NHS 111")])))

    assert '<a href="tel:08001111">0800 1111</a>' in item
    assert '<a href="tel:111">111</a>' in item


def test_a_source_line_leads_to_the_section(templates: PageTemplates) -> None:
    page = templates.chat(ChatState([answer("A.", source="What is it?", section="review")]))

    assert '<a href="/guide#review">From NSCP&#39;s guide: What is it?</a>' in page
    assert "From NSCP" not in templates.chat(ChatState([answer("A.")]))


def test_only_the_latest_replies_offer_buttons(templates: PageTemplates) -> None:
    messages = [answer("Old.", buttons=("Earlier choice",)), user("Q"), answer("New.", buttons=("Later choice",))]

    page = templates.chat(ChatState(messages))

    assert '<button class="choice">Later choice</button>' in page
    assert '<button class="choice">Earlier choice</button>' not in page
    assert "<li>Earlier choice</li>" in page


def test_a_safety_message_is_called_out_in_words(templates: PageTemplates) -> None:
    (item,) = list_items(templates.chat(ChatState([answer("Call 999.", kind="safety")])))

    assert "Important" in item


def test_right_to_left_marks_stay_inside_their_own_block(templates: PageTemplates) -> None:
    page = templates.chat(ChatState([user("\u202eevil"), answer("A.")]))

    assert '<p class="typed" dir="auto">\u202eevil</p>' in page


def test_typed_text_keeps_its_first_empty_line(templates: PageTemplates) -> None:
    assert ">\n\ntext</textarea>" in templates.chat(ChatState(typed="\ntext"))


def test_each_message_on_a_page_has_its_own_id(templates: PageTemplates) -> None:
    page = templates.chat(ChatState([answer("A.", buttons=("One", "Two"))], message_id="box"))
    ids = re.findall(r'name="id" value="([^"]+)"', page)

    assert len(ids) == len(set(ids)) == 4
    assert "box" in ids


def test_every_page_has_the_label_the_way_to_a_person_and_999(templates: PageTemplates) -> None:
    for state in (ChatState(), ChatState([user("Q")]), ChatState(error="No.")):
        page = templates.chat(state)
        assert '<label for="message">' in page
        assert "Ask a person at NSCP" in page
        assert "tel:999" in page


def test_an_error_is_told_in_the_title_the_summary_and_beside_the_box(templates: PageTemplates) -> None:
    page = templates.chat(ChatState(error="Type something."))

    assert "<title>Error: " in page
    assert 'role="alert"' in page
    assert 'aria-describedby="hint error" aria-invalid="true"' in page


def test_the_test_banner_goes_when_every_contact_is_checked(contacts: dict[str, Contact]) -> None:
    words = load_page_words(PROJECT / "data", contacts, Settings())
    checked = {
        slot: dataclasses.replace(contact, checked_by="A person", checked_on="2026-12-01")
        for slot, contact in contacts.items()
    }
    one_left = {**checked, "nhs_phone": contacts["nhs_phone"]}

    assert words.test_banner in PageTemplates(words, one_left).chat(ChatState())
    assert words.test_banner not in PageTemplates(words, checked).chat(ChatState())


def test_the_page_needs_no_script_no_inline_style_and_nothing_from_elsewhere(templates: PageTemplates) -> None:
    page = templates.chat(ChatState([user("Q"), answer("A.", kind="safety", buttons=("One",))], error="E", notice="N"))

    assert "<script" not in page
    assert " style=" not in page
    assert " onclick" not in page
    assert not re.findall(r'(?:src|action)="(?!/chat)', page)


def test_every_page_has_exit_and_the_pages_to_read(templates: PageTemplates) -> None:
    for state in (ChatState(), ChatState([user("Q")]), ChatState(error="No.")):
        page = templates.chat(state)
        assert '<a href="/chat/exit" rel="nofollow noreferrer">Exit this page</a>' in page
        for path in ("/guide", "/privacy", "/safety", "/accessibility"):
            assert f'href="{path}"' in page


def test_how_to_leave_is_offered_until_the_first_message(templates: PageTemplates) -> None:
    assert 'href="/chat/before"' in templates.chat(ChatState([answer("Hello.")]))
    assert 'href="/chat/before"' not in templates.chat(ChatState([answer("Hello."), user("Q")]))


def test_start_again_says_what_it_does_once_there_is_a_chat(templates: PageTemplates) -> None:
    assert "/chat/start-again" not in templates.chat(ChatState([answer("Hello.")]))
    begun = templates.chat(ChatState([user("Q"), answer("A.")]))
    assert 'aria-describedby="start-again">Start again<' in begun
    assert "NSCP keeps its copy for 90 days" in begun


def test_help_that_was_given_earlier_stays_in_view(templates: PageTemplates) -> None:
    first, second = answer("Call 999 now.", kind="safety"), answer("Talk to 116 123.", kind="safety")

    page = templates.chat(ChatState([user("Q"), first, user("Q"), second, second, user("Q"), answer("An answer.")]))
    pinned = page[page.index("<details") : page.index("</details>")]

    assert pinned.index("116 123") < pinned.index("999")  # the newest first
    assert pinned.count("Talk to") == 1
    assert '<a href="tel:999">' in pinned


def test_help_is_not_said_twice_while_it_is_the_newest_reply(templates: PageTemplates) -> None:
    assert "<details" not in templates.chat(ChatState([user("Q"), answer("Call 999.", kind="safety")]))


DANGER = "Thank you. Call 999 now.\n\nCall Samaritans on 116 123.\n\nI cannot call. Samaritans: 116 123. Tell somebody."


def test_a_text_about_danger_begins_with_its_numbers_and_whose_they_are(templates: PageTemplates) -> None:
    page = templates.chat(ChatState([user("Q"), ChatMessage("assistant", DANGER, kind="safety", id="1.1")]))

    numbers = re.findall('<a class="number" href="([^"]+)"><strong>([^<]+)</strong> <span>([^<]+)</span></a>', page)
    assert numbers == [
        ("tel:999", "999", "Emergency, if anyone is in danger now"),
        ("tel:116123", "116 123", "Samaritans. Free, day or night"),
    ]


def test_below_the_numbers_stand_the_first_paragraph_and_the_last_without_numbers(templates: PageTemplates) -> None:
    page = templates.chat(ChatState([user("Q"), ChatMessage("assistant", DANGER, kind="safety", id="1.1")]))

    assert re.findall('<p class="short">(.*?)</p>', page) == [
        'Thank you. Call <a href="tel:999">999</a> now.',
        "I cannot call. Tell somebody.",
    ]
    assert page.index("<details>") < page.index("Call Samaritans on")


def test_where_the_last_paragraph_has_numbers_only_the_one_before_it_is_shown(templates: PageTemplates) -> None:
    text = "Call 999 now.\n\nI cannot call.\n\nCall Samaritans on 116 123."

    page = templates.chat(ChatState([user("Q"), ChatMessage("assistant", text, kind="safety", id="1.1")]))

    assert '<p class="short">I cannot call.</p>' in page


def test_the_bar_with_help_stays_beside_an_answer_with_the_line_of_help(templates: PageTemplates) -> None:
    help_ = ChatMessage("assistant", "Call 999 now.\n\nCall Samaritans on 116 123.", kind="safety", id="1.1")
    answered = [
        user("R"),
        ChatMessage("assistant", "An answer.", id="2.1"),
        ChatMessage("assistant", "999", kind="safety", id="2.2"),
    ]

    assert "help-now" not in templates.chat(ChatState([user("Q"), help_]))
    assert "help-now" in templates.chat(ChatState([user("Q"), help_, *answered]))


def test_a_text_of_one_paragraph_is_shown_whole(templates: PageTemplates) -> None:
    page = templates.chat(ChatState([user("Q"), ChatMessage("assistant", "Call 999.", kind="safety", id="1.1")]))

    assert "<details>" not in page
    assert 'Call <a href="tel:999">999</a>.' in page


def test_only_a_page_for_a_browser_without_the_cookie_carries_a_token(templates: PageTemplates) -> None:
    assert templates.chat(ChatState(token="signed")).count('name="session" value="signed"') == 2
    assert 'name="session"' not in templates.chat(ChatState())
