"""Why a hand-off was not sent, as staff read it. The log has the mail server's codes, for the people who run the service."""

from __future__ import annotations

import re

# What is stored (smtp.py, mailer.py), and what is said of it. The first that fits counts.
_IN_WORDS = (
    (r"answered [\d, ]+ to the recipient", "The mail server does not take mail for the address that messages go to."),
    (r"answered \d+ to the sign-in", "The mail server refused the service's own name and password."),
    (r"answered 4\d\d", "The mail server did not take it at that moment."),
    (r"answered \d+", "The mail server refused it."),
    (r"does not offer", "The mail server and the service's settings do not fit together."),
    (r"did not answer in time", "The mail server did not answer in time."),
    (r"closed the connection", "The mail server broke off."),
    (r"name was not found", "The mail server was not found under its name."),
    (r"certificate is not valid|no secure connection", "There was no secure connection to the mail server."),
    (r"could not be reached", "The mail server could not be reached."),
    (r"cannot be opened with the keys", "It cannot be opened with the keys that the service has."),
)
OTHERWISE = "Something went wrong when it was sent."


def in_words(reason: str) -> str:
    """Return a stored reason without codes and names of settings; empty if there is none."""
    if not reason:
        return ""
    return next((words for pattern, words in _IN_WORDS if re.search(pattern, reason)), OTHERWISE)
