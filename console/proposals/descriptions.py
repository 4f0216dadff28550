"""Changes as staff read them: no file names, and guide sentences in words."""

from __future__ import annotations

from dataclasses import dataclass

from console.proposals.knowledge import Knowledge
from console.proposals.models import KIND_LABELS, Change
from nscp.changes import PHRASE_LISTS, Kind

SOURCES = {
    "silence": "what the guide does not say",
    "service": "a fact about this assistant",
    "signpost": "an address or helpline",
    "care": "kindness, without any fact",
}


@dataclass(frozen=True)
class Description:
    """One change: what it is, of what, the texts in it, and for sentences what they rest on."""

    change: Change
    kind: str
    about: str
    lines: tuple[tuple[str, str], ...]


def describe(change: Change, known: Knowledge) -> Description:
    """Return a change in words."""
    kind, content = Kind(change.kind), change.content
    about = (
        PHRASE_LISTS.get(change.topic) or known.buttons.get(change.topic) or known.title_of(change.data_change.topic_name)
    )
    if kind is Kind.NEW_TOPIC:
        about = content["title"]
    elif kind is Kind.SAFETY_TEXT:
        about = change.topic.removeprefix("utter_").replace("_", " ").capitalize()
    texts = [*content.get("examples", []), *content.get("words", [])]
    texts += [content[name] for name in ("example", "title", "phrase") if name in content and kind is not Kind.NEW_TOPIC]
    lines = [(text, "") for text in texts]
    lines += [
        (sentence["text"], "; ".join(_source(id_, known) for id_ in sentence["sources"]))
        for sentence in content.get("sentences", [])
    ]
    says = content.get("says", [])
    follow_ups = [content] if says else content.get("follow_ups", [])
    for follow_up in follow_ups:
        asked = [follow_up["says"]] if isinstance(follow_up["says"], str) else follow_up["says"]
        lines += [(text, f"is answered by “{known.title_of(follow_up['answer'])}”") for text in asked]
    return Description(change, KIND_LABELS[kind], about, tuple(lines))


def _source(id_: str, known: Knowledge) -> str:
    found = known.sources.guide.get(id_)
    return f"the guide: “{found.text}”" if found else SOURCES.get(id_, id_)
