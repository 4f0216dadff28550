"""Makes the known addresses and numbers in a reply into links. Nothing else ever becomes one."""

from __future__ import annotations

import re
from collections.abc import Iterable

from markupsafe import Markup, escape

from nscp.contacts import Contact


class ContactLinks:
    """Escapes a text and links the contacts in it.

    Attributes:
        targets: each contact's value -> where it leads.
        labels: each number -> whose it is and when it answers.
    """

    def __init__(self, contacts: Iterable[Contact]) -> None:
        """Set up from the contact list.

        Args:
            contacts: only their exact values are linked.
        """
        contacts = list(contacts)
        self.labels = {contact.value: contact.label for contact in contacts if contact.label}
        self.targets = {contact.value: _target(contact.value) for contact in contacts}
        longest_first = sorted(self.targets, key=len, reverse=True)
        # Not inside a longer number, word or address: "1999" and "999.example" hold no emergency number.
        self._pattern = re.compile(rf"(?<![\w@.+-])(?:{'|'.join(map(re.escape, longest_first))})(?!\.?[\w@-])")

    def linked(self, text: str) -> Markup:
        """The text as safe HTML.

        Args:
            text: plain text of a reply, never of a family's message.
        """
        html = Markup()
        end = 0
        for found in self._pattern.finditer(text):
            html += escape(text[end : found.start()])
            html += Markup('<a href="{}">{}</a>').format(self.targets[found.group()], found.group())
            end = found.end()
        return html + escape(text[end:])

    def numbers(self, text: str) -> list[str]:
        """Return the numbers to call that a text names, each once, in its order."""
        found = (match.group() for match in self._pattern.finditer(text))
        return [value for value in dict.fromkeys(found) if value in self.labels]


def _target(value: str) -> str:
    if "@" in value:
        return f"mailto:{value}"
    if value.replace(" ", "").isdigit():
        return f"tel:{value.replace(' ', '')}"
    return f"https://{value}/"
