"""Every form in which a detail is written in Britain, behind every way to lead up to it: none is left open."""

from __future__ import annotations

import pytest
import yaml

from assistant.evaluation.masking import is_hidden
from nscp.masking import find_details
from nscp.settings import PROJECT

FORMS = yaml.safe_load((PROJECT / "tests" / "masking" / "forms.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("kind", "form"), [(kind, form) for kind, written in FORMS.items() for form in written["forms"]], ids=str
)
def test_a_detail_is_hidden_in_whatever_form_it_is_written(kind: str, form: str) -> None:
    texts = [lead.replace("{}", form) for lead in FORMS[kind]["leads"]]
    spans = {text: [(detail.start, detail.end) for detail in find_details(text)] for text in texts}

    assert [text for text in texts if not is_hidden(text, kind, told(kind, form), spans[text])] == []


def told(kind: str, form: str) -> str:
    """Return the part of a form that tells something: of "sort code 00-12-34" the number."""
    if kind in ("bank_details", "nhs_number"):
        words = form.split(" ")
        first = next(
            (at for at, word in enumerate(words) if any(map(str.isdigit, word)) or word in ("oh", "double", "nine")), 0
        )
        last = max(at for at, word in enumerate(words) if word.strip(",").isalnum() or any(map(str.isdigit, word)))
        return (
            " ".join(words[first : last + 1])
            .removesuffix(" is the nhs number")
            .split(" and ")[0]
            .split(", number")[0]
            .split(" acc")[0]
        )
    return form
