"""Keeps personal details out of what staff write: it stays for long, and nothing can be taken out of the audit log."""

from __future__ import annotations

from django.core.exceptions import ValidationError

from nscp.masking import find_details

DETAIL_LABELS = {
    "email": "an email address",
    "handle": "a name in social media",
    "ni_number": "a National Insurance number",
    "date_of_birth": "a date of birth",
    "nhs_number": "an NHS number",
    "card_number": "a card number",
    "bank_details": "bank details",
    "vehicle": "a vehicle's registration",
    "reference": "a court's or hospital's reference",
    "phone": "a phone number",
    "postcode": "a postcode",
    "address": "a street address",
    "place": "a school, ward or street",
    "name": "a name",
}

HAS_DETAILS = "has_details"  # the error's code, by which a form names the field (console/error_messages.py)
HOLDS = "holds what looks like %(found)s. Leave it out, and say it without naming anybody."


def no_details(text: str) -> None:
    """Raise a ValidationError that names the kinds of personal detail in a text, and not the details.

    NSCP's own address and the helplines are none.
    """
    kinds = list(dict.fromkeys(DETAIL_LABELS[detail.kind] for detail in find_details(text)))
    if kinds:
        found = " and ".join(filter(None, (", ".join(kinds[:-1]), kinds[-1])))
        raise ValidationError(f"This {HOLDS}", code=HAS_DETAILS, params={"found": found})
