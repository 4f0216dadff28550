"""What docs/embedding.md promises to webmasters."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.widget.host import Host
from tests.browser.widget.widget_page import LONG, Widget
from tests.running_server import PROJECT, Server


def errors_of(page: Page) -> list[str]:
    """A list that fills with what the browser complains about."""
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    return errors


def talk(widget: Widget) -> None:
    """Use most of it."""
    widget.start()
    widget.ask("report")
    assert "six to nine months" in widget.ask(LONG)
    widget.button("No").click()
    widget.open_more()
    with widget.page.expect_download():
        widget.button("Download chat").click()
    widget.button("Print chat").click()
    widget.button("Clear chat").click()


def test_it_keeps_to_a_strict_policy(desktop: BrowserContext, server: Server, host: Host) -> None:
    page = desktop.new_page()
    errors = errors_of(page)
    policy = f"default-src 'self'; script-src {server.address}; connect-src {server.address}; object-src 'none'"
    page.goto(host.add_page(server.address, policy=policy))

    talk(Widget(page))

    assert errors == []


def test_it_can_be_hosted_by_the_website_itself(desktop: BrowserContext, server: Server, host: Host, tmp_path: Path) -> None:
    command = [".venv/bin/python", "-m", "assistant.channel.widget", str(tmp_path)]
    lines = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True).stdout
    (folder,) = tmp_path.iterdir()
    for file in folder.iterdir():
        host.add_file(f"/{folder.name}/{file.name}", file)
    head = "\n".join(re.findall(r"^<(?:link|script).*$", lines, re.MULTILINE))
    page = desktop.new_page()
    errors = errors_of(page)
    policy = f"default-src 'self'; script-src 'self'; connect-src {server.address}"

    page.goto(host.add_page(server.address, head=head, policy=policy, attributes=f'server="{server.address}"'))
    talk(Widget(page))

    assert errors == []
    assert head.count("sha384-") == len(list(folder.glob("*.js")))


def test_a_file_that_was_changed_is_not_run(desktop: BrowserContext, server: Server, host: Host, tmp_path: Path) -> None:
    command = [".venv/bin/python", "-m", "assistant.channel.widget", str(tmp_path)]
    lines = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True).stdout
    (folder,) = tmp_path.iterdir()
    (folder / "nscp-chat.js").write_text("document.title = 'changed'")
    for file in folder.iterdir():
        host.add_file(f"/{folder.name}/{file.name}", file)
    head = "\n".join(re.findall(r"^<(?:link|script).*$", lines, re.MULTILINE))
    page = desktop.new_page()

    page.goto(host.add_page(server.address, head=head))

    assert page.title() == "Example Council"
    assert page.get_by_role("link", name="the chat page").is_visible()


@pytest.mark.parametrize("why", ["no JavaScript", "the script does not arrive"])
def test_where_it_cannot_run_the_other_ways_are_shown(browser: Browser, server: Server, host: Host, why: str) -> None:
    context = browser.new_context(java_script_enabled=why != "no JavaScript")
    page = context.new_page()
    page.route("**/widget/v1/*", lambda route: route.abort())

    page.goto(host.add_page(server.address))

    assert page.get_by_role("link", name="NSCP").is_visible()
    assert page.get_by_role("link", name="the chat page").get_attribute("href") == f"{server.address}/chat"
    context.close()


def test_where_it_runs_the_other_ways_are_not_shown_twice(widget: Widget) -> None:
    assert widget.launcher.is_visible()
    assert not widget.page.get_by_role("link", name="the chat page").is_visible()


def test_it_never_opens_by_itself(widget: Widget) -> None:
    widget.page.wait_for_timeout(500)

    assert not widget.panel.is_visible()
    assert widget.page.evaluate("document.activeElement === document.body")


def test_a_website_that_was_not_let_in_can_say_nothing_in_a_familys_name(
    browser: Browser, server: Server, host: Host
) -> None:
    context = browser.new_context()
    page = context.new_page()
    # The same machine by another name is another website.
    page.goto(host.add_page(server.address).replace("127.0.0.1", "localhost"))
    widget = Widget(page)

    widget.open().button("Start chat").click()

    widget.panel.get_by_text("The chat could not be started").wait_for()
    assert "999" in widget.panel.inner_text()
    context.close()


def test_the_element_may_come_and_go(chat: Widget) -> None:
    chat.ask(LONG)

    chat.page.evaluate("const e = document.querySelector('nscp-chat'); e.remove(); document.body.append(e)")

    assert "You do not have to do anything" in chat.ask("What do I have to do?")
    assert chat.typed.count() == 2


def test_it_may_be_made_by_a_script(page: Page, host: Host, server: Server) -> None:
    page.evaluate(
        """server => {
            document.querySelector("nscp-chat").remove();
            const chat = document.createElement("nscp-chat");
            chat.setAttribute("server", server + "/");
            document.querySelector("main").append(chat);
        }""",
        server.address,
    )

    assert "six to nine months" in Widget(page).start().ask(LONG)
