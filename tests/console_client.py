"""A plain browser for the console's forms, over HTTP. Used by tests in both environments."""

from __future__ import annotations

import urllib.parse
import urllib.request


class ConsoleClient:
    """Keeps cookies, and sends forms as the pages' own do."""

    def __init__(self, address: str) -> None:
        """Set up.

        Args:
            address: of the console, without a slash at the end.
        """
        self._address = address
        direct, cookies = urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor()
        self._browser = urllib.request.build_opener(direct, cookies)

    def get(self, path: str) -> str:
        """A page's text.

        Raises:
            urllib.error.HTTPError: the console refuses.
        """
        return str(self._browser.open(f"{self._address}{path}", timeout=30).read().decode())

    def post(self, page: str, path: str = "", **fields: str) -> str:
        """Send a form of a page; the text of the page that comes after.

        Args:
            page: where the form is.
            path: where it goes; empty for the same page.
            fields: by their names, with `_` for `-`.

        Raises:
            urllib.error.HTTPError: the console refuses.
        """
        token = self.get(page).rpartition('csrfmiddlewaretoken" value="')[2].partition('"')[0]
        form = {"csrfmiddlewaretoken": token, **{name.replace("_", "-"): value for name, value in fields.items()}}
        sent = urllib.parse.urlencode(form).encode()
        return str(self._browser.open(f"{self._address}{path or page}", sent, timeout=30).read().decode())

    def sign_in(self, name: str, password: str) -> None:
        """Sign in."""
        self.post("/sign-in/", username=name, password=password)
