"""Every form in which a detail is written in Britain, behind every way to lead up to it: none is left open."""

from __future__ import annotations

import re

import pytest
import yaml

from nscp.masking import find_details
from nscp.settings import PROJECT
from tools.evaluate.masking import is_hidden

FORMS = yaml.safe_load((PROJECT / "tests" / "masking" / "forms.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("kind", FORMS)
def test_a_detail_is_hidden_in_whatever_form_it_is_written(kind: str) -> None:
    open_texts = []
    for form in FORMS[kind]["forms"]:
        marked = re.search("«(.*)»", form)
        detail = marked[1] if marked else form
        for lead in FORMS[kind]["leads"]:
            text = lead.replace("{}", re.sub("[«»]", "", form))
            spans = [(found.start, found.end) for found in find_details(text)]
            if not is_hidden(text, kind, detail, spans):
                open_texts.append(text)

    assert open_texts == []
