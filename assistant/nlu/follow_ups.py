"""Short questions that only make sense after an answer: "why?", "who decides that?", "what if there's a trial?"."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz import fuzz, process

from nscp.topics import Topic
from nscp.words import words_of

LONGEST = 9  # words; a longer question makes sense by itself
CLOSE = 88.0  # of 100, how alike the wording must be
SMALL_WORDS = frozenset({"and", "but", "so", "ok", "okay", "then", "though", "please", "well", "oh", "hmm", "right", "um"})


@dataclass(frozen=True)
class FollowUps:
    """All follow-ups.

    Attributes:
        says: the wordings, without small words.
        answers: for each wording, (topic that was answered last, topic that answers the follow-up).
    """

    says: tuple[str, ...]
    answers: tuple[tuple[str, str], ...]

    @classmethod
    def of_topics(cls, topics: Iterable[Topic]) -> FollowUps:
        """Gather the follow-ups of all topics."""
        found = [
            (_bare(says), (topic.name, follow_up.answer))
            for topic in topics
            for follow_up in topic.follow_ups
            for says in follow_up.says
        ]
        return cls(tuple(says for says, _ in found), tuple(answer for _, answer in found))

    def after(self, text: str) -> dict[str, str]:
        """What a message would mean after each topic.

        Args:
            text: what was typed, in plain words or not.

        Returns:
            Topic answered last -> topic that answers this message; empty for most messages.
        """
        bare = _bare(text)
        if not bare or len(bare.split()) > LONGEST:
            return {}
        best: dict[str, tuple[float, str]] = {}
        for _, likeness, index in process.extract_iter(bare, self.says, scorer=fuzz.ratio, score_cutoff=CLOSE):
            last, answer = self.answers[index]
            if likeness > best.get(last, (0.0, ""))[0]:
                best[last] = (likeness, answer)
        return {last: answer for last, (_, answer) in best.items()}

    def save(self, folder: Path) -> None:
        """Write everything as JSON."""
        content = {"says": self.says, "answers": self.answers}
        (folder / "follow_ups.json").write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> FollowUps:
        """Read what `save` wrote."""
        content = json.loads((folder / "follow_ups.json").read_text(encoding="utf-8"))
        return cls(tuple(content["says"]), tuple((last, answer) for last, answer in content["answers"]))


def _bare(text: str) -> str:
    return " ".join(word.replace("'", "") for word in words_of(text) if word not in SMALL_WORDS)
