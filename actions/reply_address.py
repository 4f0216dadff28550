"""Where NSCP may reply: finds the email addresses and phone numbers in what a family typed, and says what is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from nscp.masking import find_details

EMAIL_WRONG, PHONE_WRONG, MISSING = "email_wrong", "phone_wrong", "reply_missing"
EMAIL_SPOKEN, PHONE_SPOKEN = "email_spoken", "phone_spoken"
REGION = "GB"  # of numbers without a country code
# The @ is searched for afterwards: a pattern with an @ in the middle would be tried again from every letter before it.
PIECE = re.compile(r"[^\s<>,;:()\[\]\"]+")
AT = "@"
MOST_ADDRESSES = 10  # of each kind in one answer
MOST_TRIED = 100  # pieces that may be phone numbers; trying thousands would take longer than an action may
USUAL_DIGITS = 10  # of a British number without its first 0
FEWEST_DIGITS = 5  # of what somebody means for a phone number
# As it is said aloud: "oh seven seven double oh", "jane dot smith at gmail".
SPOKEN_DIGIT = r"(?:oh|o|zero|nought|naught|one|two|three|four|five|six|seven|eight|nine|double|treble|triple|\d+)"
SPOKEN_PHONE = re.compile(rf"\b{SPOKEN_DIGIT}(?:[\s,.-]+{SPOKEN_DIGIT}){{3,}}\b", re.IGNORECASE)
SERVICES = r"(?:g ?mail|hot ?mail|outlook|yahoo|i ?cloud|live|aol|sky|bt ?internet|talk ?talk|virgin ?media)"
SPOKEN_EMAIL = re.compile(rf"\w\s+at\s+(?:{SERVICES}\b|[\w-]+\s*(?:\bdot\b|\.)\s*\w)", re.IGNORECASE)


@dataclass(frozen=True)
class ReplyAddress:
    """What was found in an answer.

    Attributes:
        addresses: email addresses and phone numbers in their usual form, in that order.
        problem: why there are none: one of EMAIL_WRONG, PHONE_WRONG, EMAIL_SPOKEN, PHONE_SPOKEN and MISSING; else empty.
        note: the whole answer, if it says more than the addresses.
    """

    addresses: tuple[str, ...]
    problem: str = ""
    note: str = ""


def read_reply_address(text: str) -> ReplyAddress:
    """Read an answer to "How would you like NSCP to reply?"."""
    rest = PIECE.sub(lambda piece: " " if AT in piece[0] else piece[0], text)
    addresses = (*islice(_emails(text), MOST_ADDRESSES), *islice(_phones(rest), MOST_ADDRESSES))
    if addresses:
        return ReplyAddress(addresses, note="" if text.strip() in addresses else text.strip())
    if AT in text:
        return ReplyAddress((), EMAIL_WRONG)
    if SPOKEN_EMAIL.search(text):
        return ReplyAddress((), EMAIL_SPOKEN)
    if SPOKEN_PHONE.search(text) and re.search(r"[a-z]", text, re.IGNORECASE):
        return ReplyAddress((), PHONE_SPOKEN)
    digits = sum(letter.isdigit() for letter in rest)
    return ReplyAddress((), PHONE_WRONG if digits >= FEWEST_DIGITS else MISSING)


def addresses_given_in(message: str) -> tuple[str, ...]:
    """Return where a message says that NSCP may reply; the helplines and NSCP's own address do not count."""
    details = (message[detail.start : detail.end] for detail in find_details(message) if detail.kind in ("email", "phone"))
    return tuple(dict.fromkeys(address for detail in details for address in read_reply_address(detail).addresses))


def _emails(text: str) -> Iterator[str]:
    for piece in filter(lambda piece: AT in piece, PIECE.findall(text)):
        try:
            # Whether the domain takes mail is not asked: that would tell a name server.
            yield validate_email(piece.strip(".'"), check_deliverability=False).normalized
        except EmailNotValidError:
            continue


def _phones(text: str) -> Iterator[str]:
    possible = phonenumbers.PhoneNumberMatcher(text, REGION, phonenumbers.Leniency.POSSIBLE, MOST_TRIED)
    for found in islice(possible, MOST_TRIED):
        if _can_be_rung(found.number):
            is_british = found.number.country_code == phonenumbers.country_code_for_region(REGION)
            form = phonenumbers.PhoneNumberFormat.NATIONAL if is_british else phonenumbers.PhoneNumberFormat.INTERNATIONAL
            yield phonenumbers.format_number(found.number, form)


def _can_be_rung(number: phonenumbers.PhoneNumber) -> bool:
    """Whether a number is in use, or as long as most British ones: the ranges in use change."""
    return phonenumbers.is_valid_number(number) or len(str(number.national_number)) == USUAL_DIGITS
