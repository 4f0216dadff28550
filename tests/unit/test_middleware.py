"""What every request passes: whose it is, and where it may come from."""

from __future__ import annotations

import itertools
from types import SimpleNamespace

import pytest
from sanic import Sanic
from sanic.compat import Header
from sanic.request import Request

from assistant.channel.middleware import client_address, cors_headers, is_allowed, is_from_our_page

NUMBERS = itertools.count(1)
SITE = "https://www.example.org"
HOST = {"host": "chat.example.org"}


def address_of(forwarded: tuple[str, ...], proxies: int, peer: str = "127.0.0.1") -> str:
    """The address that is counted for a request with these lines of X-Forwarded-For."""
    app = Sanic(f"proxies_{next(NUMBERS)}", configure_logging=False)
    app.config.PROXIES_COUNT = proxies
    headers = Header([("x-forwarded-for", line) for line in forwarded])
    asked = Request(b"/", headers, "1.1", "GET", None, app)
    asked.conn_info = SimpleNamespace(client_ip=peer)
    return client_address(asked)


@pytest.mark.parametrize(
    ("forwarded", "proxies", "address"),
    [
        ((), 0, "127.0.0.1"),
        (("6.6.6.6",), 0, "127.0.0.1"),
        ((), 1, "127.0.0.1"),
        (("1.2.3.4",), 1, "1.2.3.4"),
        (("6.6.6.6, 1.2.3.4",), 1, "1.2.3.4"),
        (("6.6.6.6, 1.2.3.4, 10.0.0.1",), 2, "1.2.3.4"),
        (("1.2.3.4",), 2, "127.0.0.1"),
        (("6.6.6.6", "1.2.3.4"), 1, "1.2.3.4"),
        (("6.6.6.6", "1.2.3.4, 10.0.0.1"), 2, "1.2.3.4"),
    ],
)
def test_a_client_cannot_choose_its_address(forwarded: tuple[str, ...], proxies: int, address: str) -> None:
    assert address_of(forwarded, proxies) == address


def test_a_host_is_one_address_whichever_of_its_ipv6_addresses_it_uses() -> None:
    assert address_of(("2001:db8::1",), 1) == address_of((), 0, peer="2001:db8::ffff:2") == "2001:db8::"
    assert address_of((), 0, peer="2001:db8:0:1::1") != "2001:db8::/64"
    assert address_of((), 0, peer="::ffff:1.2.3.4") == "1.2.3.4"


@pytest.mark.parametrize(
    ("origin", "allowed"),
    [
        (None, True),
        (SITE, True),
        (SITE.upper(), True),
        ("https://our.host", True),
        ("https://evil.example", False),
        ("null", False),
        ("http://[", False),
        ("http://[::1", False),
        ("//our.host", False),
    ],
)
def test_only_our_own_and_listed_origins_may_use_the_api(origin: str | None, allowed: bool) -> None:
    headers = {"host": "our.host"} | ({"origin": origin} if origin else {})

    assert is_allowed(headers, [SITE]) is allowed


def test_only_a_listed_origin_may_read_the_answer() -> None:
    assert cors_headers({"origin": SITE}, [SITE])["Access-Control-Allow-Origin"] == SITE
    assert "Access-Control-Allow-Origin" not in cors_headers({"origin": "https://evil.example"}, [SITE])
    assert int(cors_headers({"origin": SITE}, [SITE])["Access-Control-Max-Age"]) > 0


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "https://chat.example.org"},
        {"origin": "https://chat.example.org", "sec-fetch-site": "same-origin"},
        {"origin": "null", "sec-fetch-site": "same-origin"},
        {"origin": "null"},
        {"sec-fetch-site": "none"},
    ],
)
def test_our_own_form_is_taken(headers: dict[str, str]) -> None:
    assert is_from_our_page({**HOST, **headers})


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "https://chat.example.org.evil.example"},
        {"origin": "https://other.example.org", "sec-fetch-site": "same-site"},
        {"origin": "null", "sec-fetch-site": "cross-site"},
        {"origin": "https://chat.example.org", "sec-fetch-site": "cross-site"},
        {"origin": "https://chat.example.org:8443"},
        {"origin": "garbage"},
        {"origin": "http://["},
        {"origin": "https://chat.example.org]:80"},
    ],
)
def test_a_form_from_elsewhere_is_refused(headers: dict[str, str]) -> None:
    assert not is_from_our_page({**HOST, **headers})
