"""What every form of the console says and takes: errors that name their field, and days however they are typed."""

from __future__ import annotations

from datetime import date

import pytest
from django import forms
from django.core.validators import MinValueValidator

from console.forms import DayInput, ReasonForm
from tests.console_database import console_database  # noqa: F401 -- sets Django up


class Wishes(forms.Form):
    """A form that says nothing of its own, but for one field."""

    text = forms.CharField(label="Share in %", max_length=1_500)
    short = forms.CharField(label="Why so short?", min_length=3)
    day = forms.DateField(label="From", widget=DayInput())
    choice = forms.ChoiceField(label="Topic", choices=[("a", "A")])
    number = forms.IntegerField(label="Days", min_value=2)
    own = forms.CharField(label="Own", error_messages={"required": "Say it yourself."})
    late = forms.IntegerField(label="Year", validators=[MinValueValidator(2020, "Choose 2020 or later.")])


def said(**sent: str) -> dict[str, str]:
    return {name: " ".join(errors) for name, errors in Wishes(sent).errors.items()}


def test_what_is_missing_is_named_and_said_how_to_give() -> None:
    assert said() == {
        "text": "Fill in “Share in %”.",
        "short": "Answer “Why so short?”.",
        "day": "Fill in “From”, for example 27 3 2026.",
        "choice": "Choose an answer for “Topic”.",
        "number": "Fill in “Days”.",
        "own": "Say it yourself.",
        "late": "Fill in “Year”.",
    }


def test_what_is_wrong_is_named_and_said_how_to_put_right() -> None:
    wrong = said(text="x" * 1_501, short="x", day="31 2 2026", choice="b", number="1", own="\x00", late="2019")

    assert wrong == {
        "text": "“Share in %” must be 1,500 characters or fewer. Shorten it.",
        "short": "“Why so short?” must be at least 3 characters long. Write more.",
        "day": "“From” must be a real date, for example 27 3 2026.",
        "choice": "“Topic” does not offer that choice. Choose one from the list.",
        "number": "“Days” must be 2 or more.",
        "own": "“Own” has a character in it that cannot be saved. Delete it and type it again.",
        "late": "Choose 2020 or later.",
    }
    assert said(number="many")["number"] == "“Days” must be a number, such as 80."


def test_a_personal_detail_is_found_in_the_field_that_has_it() -> None:
    form = ReasonForm({"reason": "phoned 07700 900123"}, question="Why is it closed?")

    assert form.errors["reason"] == [
        "“Why is it closed?” holds what looks like a phone number. Leave it out, and say it without naming anybody."
    ]


@pytest.mark.parametrize(
    "typed",
    ["27 3 2026", "27/3/2026", "27.03.2026", "27-3-2026", "27 March 2026", "27 mar 2026", "2026-03-27", " 27  3  2026 "],
)
def test_a_day_is_read_however_it_is_typed(typed: str) -> None:
    assert forms.DateField(widget=DayInput()).clean(typed) == date(2026, 3, 27)


@pytest.mark.parametrize("value", [date(2026, 11, 6), "2026-11-06"])
def test_a_day_is_shown_as_it_is_typed_here(value: object) -> None:
    html = DayInput().render("day", value)

    assert 'value="6 11 2026"' in html
    assert 'type="text"' in html


def test_a_day_has_a_hint_and_keeps_what_was_typed() -> None:
    page = Wishes({"day": "soon"})["day"].as_field_group()

    assert "For example, 27 3 2026" in page
    assert 'value="soon"' in page
