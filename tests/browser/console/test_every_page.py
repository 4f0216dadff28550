"""Every page of the console, as those who may open it see it: axe in light and dark, nothing refused by the content
policy, no sideways scrolling at 320 px. The pages that only come after a form are looked at where the form is sent."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.console.conftest import SignIn
from tests.browser.looks import complaints, is_too_wide
from tests.running_server import Server

# Pages by who looks at them. `REFERENCE` is that of the first hand-off in the list, `group` the first of the inbox.
PAGES = {
    "admin": (
        "/",
        "/accounts/",
        "/accounts/new/",
        "/accounts/1/",
        "/accounts/1/lock/",
        "/accounts/1/remove-app/",
        "/account/",
        "/account/password/",
        "/account/app/",
        "/audit/",
        "/audit/?name=nobody",
        "/audit/?from_day=2026-09-02&to_day=2026-09-01",
        "/audit/download/?action=sign_in",
        "/models/",
        "/models/1/go-back/",
        "/off-switch/",
        "/nothing-here/",
    ),
    "reviewer": (
        "/",
        "/conversations/",
        "/conversations/?q=review&outcome=answered",
        "/conversations/?q=how+long",
        "/conversations/?q=zebra",
        "/conversations/?from_day=soon",
        "/conversations/?from_day=2026-09-02&to_day=2026-09-01",
        "/conversations/?sort=need&outcome=answered",
        "/conversations/danger/",
        "/conversations/danger/?judge=1",
        "/conversations/danger/judge/m-danger/",
        "/conversations/danger/hide/",
        "/unanswered/",
        "/unanswered/gap/advocate/",
        "/review-data/",
        "/dashboard/",
        "/dashboard/?since=2026-09-01&until=2026-08-01",
    ),
    "safeguarding_lead": (
        "/",
        "/conversations/danger/",
        "/conversations/danger/hold/",
        "/conversations/unsure/release/",
        "/conversations/danger/erase/",
        "/conversations/danger/download/",
        "/list/download/?outcome=answered",
        "/removal/?days=1",
        "/removal/?days=x",
        "/hand-offs/",
        "/hand-offs/?show=closed",
        "/hand-offs/{reference}/",
        "/off-switch/",
        "/proposals/3/buttons/",
        "/proposals/3/phrases/",
        "/proposals/3/phrases/?list=harm_i_do",
        "/proposals/3/safety-texts/",
        "/proposals/3/safety-texts/utter_immediate_danger/1/",
    ),
    "trainer": (
        "/",
        "/models/",
        "/audit/",
        "/unanswered/gap/advocate/",
        "/review-data/",
        "/proposals/",
        "/proposals/new/",
        "/proposals/1/",
        "/proposals/2/",
        "/proposals/3/",
        "/proposals/begin/?what=new-topic",
        "/proposals/3/topics/faq/how_long/",
        "/proposals/3/topics/gap/belongings/answer/2/",
        "/proposals/3/topics/faq/how_long/simpler/1/",
        "/proposals/3/topics/faq/how_long/title/",
        "/proposals/3/topics/faq/how_long/follow-ups/",
        "/proposals/3/topics/faq/how_long/examples/?q=christmas",
        "/proposals/3/new-topic/",
        "/proposals/changes/6/",
        "/proposals/3/phrases/",
        "/try/",
        "/try/proposals/1/",
        "/topics/",
        "/topics/?q=letter&kind=gap&sort=title",
        "/topics/?q=zebra",
        "/topics/faq/who_sees_report/",
        "/topics/grief_upset/?q=letter",
        "/topics/faq/how_long/messages/",
        "/inbox/",
        "/inbox/?show=guide",
        "{group}",
        "/inbox/done/",
    ),
}

# Views that are looked at after a form: in test_signing_in.py, test_admins_day.py, test_leads_day.py, test_idle.py,
# test_judging_in_place.py, test_reviewers_day.py, test_trying.py.
AFTER_A_FORM = {
    "accounts:choose_password",
    "accounts:code",
    "accounts:link",
    "accounts:recovery_codes",
    "accounts:sign_in",
    "accounts:still_here",
    "conversations:change_answer",
    "conversations:change_note",
    "conversations:hide_now",
    "conversations:withdraw_answer",
    "handoffs:close",
    "handoffs:reveal",
    "off_switch:change_notice",
    "off_switch:pause",
    "off_switch:resume",
    "trying:answer",
}
# Views that lead back to a page that is looked at, or are files.
SHOW_NO_PAGE = {
    "accounts:code_picture",
    "accounts:sign_out",
    "accounts:unlock",
    "conversations:add_note",
    "conversations:add_tag",
    "conversations:approve",
    "conversations:delete_filter",
    "conversations:delete_note",
    "conversations:judgements_csv",
    "conversations:mark_reviewed",
    "conversations:mark_several",
    "conversations:mark_unreviewed",
    "conversations:put_back",
    "conversations:remove_tag",
    "conversations:save_filter",
    "conversations:take_next",
    "dashboard:csv",
    "handoffs:try_again",
    "proposals:add",
    "proposals:approve",
    "proposals:cancel",
    "proposals:check",
    "proposals:choose_topic",
    "proposals:remove",
    "proposals:send_back",
    "proposals:withdraw",
    "releases:live",
    "topics:decide",
    "topics:put_back",
    "trying:check_lines",
}
VIEWS = """
from django.urls import Resolver404, URLResolver, get_resolver, resolve

def names(resolver, before=""):
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            yield from names(one, f"{one.namespace}:" if one.namespace else before)
        else:
            yield f"{before}{one.name}"

def name(path):
    try:
        return resolve(path).view_name
    except Resolver404:
        return "nothing"

print(" ".join(names(get_resolver())))
print(" ".join(name(path) for path in PATHS))
"""


def opened(page: Page, path: str) -> Page:
    """The page at an address, with everything unfolded."""
    if "{reference}" in path:
        page.goto("/hand-offs/")
        path = path.format(reference=page.locator("tbody th").first.inner_text())
    if path == "{group}":
        page.goto("/inbox/")
        path = page.locator(".group a").first.get_attribute("href") or ""
    page.goto(path)
    for summary in page.locator("summary").all():
        if not summary.evaluate("element => element.parentElement.open"):
            summary.click()
    return page


def test_no_page_of_the_console_is_left_out(console: Server) -> None:
    paths = [path.format(reference="NSCP-1", group="/inbox/0/").split("?")[0] for pages in PAGES.values() for path in pages]
    every, seen = (set(line.split()) for line in console.run_in_console(f"PATHS = {paths!r}\n{VIEWS}").splitlines())

    assert every == (seen - {"nothing"}) | AFTER_A_FORM | SHOW_NO_PAGE


@pytest.mark.parametrize("color_scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_every_page(sign_in: SignIn, name: str, color_scheme: str) -> None:
    page = sign_in(name, color_scheme=color_scheme, java_script=True)
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text) if "Content Security Policy" in message.text else None)

    found = {path: complaints(opened(page, path)) for path in PAGES[name]}

    assert {path: problems for path, problems in found.items() if problems} == {}
    assert refused == []


@pytest.mark.parametrize("name", PAGES)
def test_every_page_on_a_narrow_screen(sign_in: SignIn, name: str) -> None:
    page = sign_in(name, width=320, java_script=True)

    assert [path for path in PAGES[name] if is_too_wide(opened(page, path))] == []
    assert complaints(page) == []


@pytest.mark.parametrize("color_scheme", ["light", "dark"])
def test_the_way_in(sign_in: SignIn, color_scheme: str) -> None:
    page = sign_in(color_scheme=color_scheme, width=320, java_script=True)
    assert complaints(page) == []

    page.get_by_label("Name").fill("reviewer")
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Sign in").click()

    assert complaints(page) == []
    assert not is_too_wide(page)
