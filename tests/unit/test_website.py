from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from rasa.shared.exceptions import RasaException
from sanic import Blueprint, Sanic

from assistant.channel import website
from assistant.channel.website import WebsiteBlueprint, WebsiteInput
from assistant.store.database import StoreFailed


def test_a_bad_setting_stops_the_start_in_rasas_own_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NSCP_SESSION_HOURS", "soon")

    with pytest.raises(RasaException, match="NSCP_SESSION_HOURS"):
        WebsiteInput.from_credentials(None)


def test_the_channel_needs_no_credentials(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("NSCP_VAR", str(tmp_path))

    assert WebsiteInput.from_credentials(None).name() == "website"


def test_a_wrong_rate_storage_stops_the_start(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("NSCP_VAR", str(tmp_path))
    monkeypatch.setenv("NSCP_RATE_STORAGE", "carrier-pigeon://")

    with pytest.raises(RasaException, match="NSCP_RATE_STORAGE"):
        WebsiteInput.from_credentials(None)


def test_the_shared_rate_storage_of_the_readme_lets_the_server_start(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("NSCP_VAR", str(tmp_path))
    monkeypatch.setenv("NSCP_RATE_STORAGE", "redis://host")

    assert WebsiteInput.from_credentials(None).name() == "website"


def test_old_conversations_are_removed_also_after_a_try_that_failed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("NSCP_VAR", str(tmp_path))
    monkeypatch.setattr(website, "PURGE_SECONDS", 0.01)
    channel, tries, again = WebsiteInput.from_credentials(None), [], asyncio.Event()

    class Failing:
        async def run(self, _: object) -> None:
            tries.append(ValueError if tries else StoreFailed)
            if len(tries) == 3:
                again.set()
            raise tries[-1]("a reason")

    async def watch() -> None:
        purging = asyncio.ensure_future(channel._purge_regularly())
        await asyncio.wait_for(again.wait(), 30)
        purging.cancel()

    channel._database = Failing()  # type: ignore[assignment]
    asyncio.run(watch())

    assert "ValueError" in caplog.text


def test_the_channel_brings_its_pages_to_the_root_and_its_middleware_to_the_server() -> None:
    app = Sanic("website_blueprint_test", configure_logging=False)
    pages = Blueprint("pages", url_prefix="/chat")
    pages.add_route(lambda _: None, "/", name="page")
    middleware = StandIn()
    api = WebsiteBlueprint("api", [pages], middleware)  # type: ignore[arg-type]
    api.add_route(lambda _: None, "/health", name="health")

    app.blueprint(api, url_prefix="/webhooks/website")

    assert {route.path for route in app.router.routes} == {"chat", "webhooks/website/health"}
    assert middleware.app is app


def test_every_page_has_its_address(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("NSCP_VAR", str(tmp_path))
    app = Sanic("every_page_test", configure_logging=False)

    app.blueprint(WebsiteInput.from_credentials(None).blueprint(None), url_prefix="/webhooks/website")  # type: ignore[arg-type]

    pages = {"chat", "chat/before", "chat/exit", "guide", "privacy", "safety", "accessibility", "demo", "static/pages.css"}
    assert pages <= {route.path for route in app.router.routes}


class StandIn:
    """Middleware that only remembers where it was installed."""

    app: Sanic | None = None

    def install(self, app: Sanic) -> None:
        self.app = app
