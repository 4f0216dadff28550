from __future__ import annotations

from pathlib import Path

import pytest

from assistant.channel.information import InformationPage, Link, Section, load_guide_page, load_information
from assistant.channel.rendering import PageTemplates
from assistant.channel.texts import load_page_words
from nscp.contacts import load_contacts
from nscp.guide import load_guide
from nscp.hand_off_settings import HandOffSettings
from nscp.settings import PROJECT, Settings
from nscp.yaml_lines import DataError

CONTACTS = load_contacts(PROJECT)
DATA = PROJECT / "data"
WORDS = load_page_words(DATA, CONTACTS, Settings())
PAGES = load_information(DATA, CONTACTS, Settings())


@pytest.fixture(scope="module")
def templates() -> PageTemplates:
    return PageTemplates(WORDS, CONTACTS)


def words_of(page: InformationPage) -> str:
    words = [page.title, page.lead]
    for section in page.sections:
        words.append(section.heading)
        for part in section.paragraphs:
            words.extend([part] if isinstance(part, str) else [part.text] if isinstance(part, Link) else part)
    return " ".join(words)


def test_the_pages_say_how_long_from_the_settings() -> None:
    pages = load_information(DATA, CONTACTS, Settings(retention_days=31))

    for name in ("privacy", "before", "safety"):
        assert "31 days" in words_of(pages[name])


def test_the_privacy_page_speaks_of_messages_for_nscp_only_where_they_can_be_sent() -> None:
    settings = HandOffSettings(send=True, retention_days=17), HandOffSettings(send=False)
    on, off = (words_of(load_information(DATA, CONTACTS, Settings(hand_off=each))["privacy"]) for each in settings)

    assert "17 days after it was emailed" in on
    assert "emailed" not in off


def test_the_privacy_page_says_that_some_details_slip_through() -> None:
    words = words_of(PAGES["privacy"])

    assert "Some can slip through" in words
    assert "about 9 in 10 names and 9 in 10 other details" in words  # at first sight: reports/masking.md
    assert "NSCP@northnorthants.gov.uk" in words


@pytest.mark.parametrize("word", ["anonymous", "confidential", "private", "not saved", "someone will", "keeps you safe"])
@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_no_page_promises_what_the_chat_does_not_keep(page: InformationPage, word: str) -> None:
    # The name of a mode of the browser; the page says that it is not part of the chat.
    assert word not in words_of(page).lower().replace("private browsing", "")


@pytest.mark.parametrize("name", ["before", "safety"])
def test_the_pages_about_leaving_say_what_it_does_not_do(name: str) -> None:
    words = words_of(PAGES[name])

    assert "not clear your browser's history" in words
    assert "Shift key 3 times" in words
    assert "does not remove NSCP's copy" in words


def test_the_statement_says_who_has_not_tested_it_and_how_to_report_a_problem() -> None:
    words = words_of(PAGES["accessibility"])

    assert "No disabled person and no auditor has tested it" in words
    assert "NSCP@northnorthants.gov.uk" in words


def test_a_page_of_another_shape_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "odd.yml").write_text("title: Odd\nsections:\n- heading: Only\n", encoding="utf-8")

    with pytest.raises(DataError, match=r"odd\.yml.*heading and paragraphs"):
        load_information(tmp_path, CONTACTS, Settings())


def test_points_of_a_list_are_filled_in_too(tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "odd.yml").write_text(
        "title: Odd\nsections:\n- heading: Only\n  paragraphs: [['{retention_days} days', 'Call {emergency_phone}']]\n",
        encoding="utf-8",
    )

    assert load_information(tmp_path, CONTACTS, Settings(retention_days=31))["odd"].sections[0].paragraphs == (
        ("31 days", "Call 999"),
    )


def test_a_page_shows_text_points_and_links(templates: PageTemplates) -> None:
    section = Section("A heading", ("Email NSCP@northnorthants.gov.uk & wait.", ("One", "Call 999"), Link("More", "/more")))

    html = templates.information(InformationPage("odd", "A title", (section,)))

    assert "<h1>A title</h1>" in html
    assert '<a href="mailto:NSCP@northnorthants.gov.uk">' in html
    assert "&amp; wait" in html
    assert '<li>Call <a href="tel:999">999</a></li>' in html
    assert '<a href="/more">More</a>' in html


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_every_page_leads_to_the_chat_the_exit_and_the_others(templates: PageTemplates, page: InformationPage) -> None:
    html = templates.information(page)

    for target in ("/chat/before", "/chat/exit", "/guide", "/privacy", "/safety", "/accessibility", "tel:999"):
        assert f'href="{target}"' in html
    assert WORDS.test_banner in html
    assert "<script" not in html
    assert " style=" not in html


def test_a_page_is_marked_among_the_others(templates: PageTemplates) -> None:
    assert 'href="/safety" aria-current="page"' in templates.information(PAGES["safety"])


def test_the_page_before_the_chat_leads_on_to_it(templates: PageTemplates) -> None:
    assert '<a class="button" href="/chat">Continue' in templates.information(PAGES["before"], onward="/chat")


def test_the_guide_is_shown_word_for_word_with_an_anchor_for_each_section(templates: PageTemplates) -> None:
    guide = load_guide(DATA)

    page = load_guide_page(DATA, guide, WORDS)
    html = templates.information(page)

    assert [part for section in page.sections for part in section.paragraphs] == [s.text for s in guide.values()]
    for sentence in guide.values():
        assert f'<h2 id="{sentence.section}">{sentence.heading}</h2>' in html
        assert f'href="#{sentence.section}"' in html


def test_a_heading_that_the_guide_does_not_have_is_marked(templates: PageTemplates) -> None:
    notes = {section.anchor: section.note for section in load_guide_page(DATA, load_guide(DATA), WORDS).sections}

    assert notes["more"] == WORDS.heading_is_ours
    assert not any(note for anchor, note in notes.items() if anchor != "more")


def test_exit_leads_to_a_page_that_says_nothing_about_its_reader() -> None:
    assert WORDS.exit_address == "https://www.bbc.co.uk/weather"
