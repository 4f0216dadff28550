"""What a form says that is not filled in right: which field it is about and what to do, in place of Django's own words.

A field's own `error_messages`, and a validator's own message, come first.
"""

from __future__ import annotations

from django import forms

from console.validators import HAS_DETAILS, HOLDS

DAY_EXAMPLE = "27 3 2026"


def use_plain_words(field: forms.Field, label: str) -> None:
    """Give a form's field messages that name it by its label, wherever it has Django's."""
    for code, words in _messages(field, label).items():
        if _is_djangos(field, code):
            field.error_messages[code] = words


def _messages(field: forms.Field, label: str) -> dict[str, str]:
    """Return messages by Django's code."""
    name = f"“{label}”"
    messages = {
        "required": f"Answer {name}." if label.endswith("?") else f"Fill in {name}.",
        "invalid": f"Type {name} again, in another form.",
    }
    if isinstance(field, (forms.ChoiceField, forms.MultipleChoiceField)):
        messages |= {"required": f"Choose an answer for {name}.", "invalid_list": f"Choose from the list for {name}."}
    elif isinstance(field, forms.DateField):
        messages["required"] = f"Fill in {name}, for example {DAY_EXAMPLE}."
        messages["invalid"] = f"{name} must be a real date, for example {DAY_EXAMPLE}."
    elif isinstance(field, forms.IntegerField):  # also numbers with a fraction
        messages["invalid"] = f"{name} must be a number, such as 80."
    return messages | _formatted_messages(field, name.replace("%", "%%"))


def _formatted_messages(field: forms.Field, name: str) -> dict[str, str]:
    """Return those in which Django fills in what stands after a %."""
    longest = getattr(field, "max_length", None)
    return {
        "min_length": f"{name} must be at least %(limit_value)d characters long. Write more.",
        "max_length": f"{name} must be {longest or 0:,} characters or fewer. Shorten it.",
        "min_value": f"{name} must be %(limit_value)s or more.",
        "max_value": f"{name} must be %(limit_value)s or less.",
        "null_characters_not_allowed": f"{name} has a character in it that cannot be saved. Delete it and type it again.",
        HAS_DETAILS: f"{name} {HOLDS}",
        "invalid_choice": f"{name} does not offer that choice. Choose one from the list.",
    }


def _is_djangos(field: forms.Field, code: str) -> bool:
    """Return whether what the field would say is Django's, or nothing, so that a validator's default would be said."""
    if any(_has_own_words(validator) for validator in field.validators if getattr(validator, "code", "") == code):
        return False
    defaults = [kind.__dict__.get("default_error_messages", {}).get(code) for kind in type(field).__mro__]
    default = next(filter(None, defaults), None)
    return bool(field.error_messages.get(code) == default)


def _has_own_words(validator: object) -> bool:
    return getattr(validator, "message", None) != getattr(type(validator), "message", None)
