"""The guide: the only source of answers, sentence by sentence."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from nscp.yaml_lines import YamlFile

FINGERPRINT_LENGTH = 8


@dataclass(frozen=True)
class GuideSentence:
    """One sentence of the guide.

    Attributes:
        id: such as `S12`.
        text: the sentence, word for word.
        section: id of its section, which is also its anchor on the guide page.
        heading: the section's heading.
    """

    id: str
    text: str
    section: str
    heading: str

    @property
    def fingerprint(self) -> str:
        """Return the first 8 hexadecimal digits of the sentence's SHA-256, which change when a word of it changes."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:FINGERPRINT_LENGTH]


def load_guide(data: Path) -> dict[str, GuideSentence]:
    """Read `guide.yml`.

    Args:
        data: the project's `data/` folder.

    Returns:
        Sentence id -> sentence, in the guide's order.

    Raises:
        DataError: the file is missing or has another shape.
    """
    file = YamlFile(data / "guide.yml")
    sentences: dict[str, GuideSentence] = {}
    index = 0
    try:
        for index, section in enumerate(file.content["sections"]):
            for id_, text in section["sentences"].items():
                if id_ in sentences:
                    raise file.error(f"the id {id_} is used twice; give one another", "sections", index, "sentences", id_)
                sentences[id_] = GuideSentence(id_, " ".join(text.split()), section["id"], section["heading"])
    except (KeyError, TypeError, AttributeError) as error:
        what = "needs sections, each with id, heading and sentences (id: text)"
        raise file.error(what, "sections", index) from error
    return sentences
