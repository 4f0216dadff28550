"""Every form in which a detail is written in Britain, behind every way to lead up to it: none is left open."""

from __future__ import annotations

import re

import pytest
import yaml

from nscp.masking import find_details
from nscp.settings import PROJECT
from tools.evaluate.masking import is_hidden

FORMS = yaml.safe_load((PROJECT / "tests" / "masking" / "forms.yml").read_text(encoding="utf-8"))


FORMS_BY_KIND = [(kind, form) for kind, written in FORMS.items() for form in written["forms"]]


@pytest.mark.parametrize(("kind", "form"), FORMS_BY_KIND, ids=str)
def test_a_detail_is_hidden_in_whatever_form_it_is_written(kind: str, form: str) -> None:
    marked = re.search("«(.*)»", form)
    detail = marked[1] if marked else form
    texts = [lead.replace("{}", re.sub("[«»]", "", form)) for lead in FORMS[kind]["leads"]]
    spans = {text: [(found.start, found.end) for found in find_details(text)] for text in texts}

    assert [text for text in texts if not is_hidden(text, kind, detail, spans[text])] == []
