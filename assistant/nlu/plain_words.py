"""Turns what people type into the plain words they mean, for understanding only.

The family's own text is never changed or shown differently; only the classifier and the safety net read this.
Three steps: letters set apart are joined (see `nscp.letters`), text-speak is written out ("wen is it dun" -> "when is it
done", from `data/words/text_speak.yml`), then a word nobody knows is replaced by the nearest word of the project's own
examples ("complusary" -> "compulsory").
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA, DamerauLevenshtein

from assistant.nlu.encoder.sentence_encoder import VOCABULARY
from nscp.letters import joined
from nscp.words import tidy, words_of

# Vowel signs of Indian scripts (U+0900 to U+0DFF) are parts of words, though `\w` leaves them out.
TOKEN = re.compile(r"(?:[^\W_]|[\u0900-\u0dff])+(?:'[^\W_]+)*|[^\w\s]", re.UNICODE)
# Arrows, symbols and emoji: beside words they say little.
SIGNS = re.compile(r"[\u2190-\u2bff\u3000-\u303f\U0001f000-\U0001faff]")
# Of correct words, besides the encoder's own; see tools/make_name_lexicon.py.
WORD_LISTS = [VOCABULARY.parent / name for name in ("english_words.txt", "more_words.txt", "first_names.txt", "towns.txt")]
TYPING_ERROR_AT_MOST = 1 / 20  # as frequent in the examples as the word that was meant
FEWEST_FOREIGN, FOREIGN_KNOWN = 3, 0.6  # a text of so many words of which so few are known is not English
MOST_CORRECTED = 40  # different unknown words of one message; each is compared with thousands
SHORTEST_CORRECTED = 4  # shorter unknown words have too many neighbours to guess from


@lru_cache(maxsize=1)
def encoder_words() -> frozenset[str]:
    """Return the whole words of the encoder's vocabulary, about 24,000: words it has its own vector for."""
    pieces = VOCABULARY.read_text(encoding="utf-8").split()
    return frozenset(piece for piece in pieces if piece.isalpha())


@lru_cache(maxsize=1)
def correct_words() -> frozenset[str]:
    """Return what is no spelling mistake: words of the encoder and of a dictionary, common first names, towns."""
    lines = (
        line for path in WORD_LISTS for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")
    )
    return encoder_words() | frozenset(word.rstrip("*") for line in lines for word in line.split())


class PlainWords:
    """Writes out text-speak and corrects spelling."""

    def __init__(
        self, text_speak: Mapping[str, str], known: Mapping[str, int], emoji: Mapping[str, str] | None = None
    ) -> None:
        """Take the word lists.

        Args:
            text_speak: spelling -> plain words, all lower-case.
            known: word -> how often the project's own examples use it; corrections are chosen among these.
            emoji: sign -> what a message of it alone says, in plain words.
        """
        self._text_speak = dict(text_speak)
        self._emoji = dict(emoji or {})
        self._known = {word: count for word, count in known.items() if len(word) >= SHORTEST_CORRECTED}
        self._known_by_length: dict[int, list[str]] = {}
        for word in self._known:
            self._known_by_length.setdefault(len(word), []).append(word)

    @property
    def known(self) -> Mapping[str, int]:
        """Return the words that corrections are chosen among, with their counts."""
        return self._known

    def read(self, text: str) -> str:
        """Return the text in plain words.

        Args:
            text: what somebody typed.

        Returns:
            Lower-case text; punctuation is kept, spacing is single.
        """
        return self.read_all([text])[0]

    def read_all(self, texts: Iterable[str]) -> list[str]:
        """Do the same for texts that share words, such as a message and its sentences: each word is corrected once.

        Nothing is kept for the next message, for words that nobody knows are often names. After the first 40 that nobody
        knows the others stay as they are, and so do all words of a text in another language.
        """
        corrected: dict[str, str] = {}

        def correct(word: str) -> str:
            if word not in corrected:
                if len(corrected) == MOST_CORRECTED:
                    return word
                corrected[word] = self.nearest(word)
            return corrected[word]

        tidied = [TOKEN.findall(self._written_out(tidy(text))) for text in texts]
        correct_word: Callable[[str], str] = str if tidied and self._is_foreign(tidied[0]) else correct
        plain = ((self._plain(token, correct_word) for token in tokens) for tokens in tidied)
        return [" ".join(token for token in tokens if token) for tokens in plain]

    def _written_out(self, text: str) -> str:
        """Return a tidy text with letters set apart joined; one without words or numbers as the words of its emoji."""
        text = joined(text, self._is_word)
        if any(letter.isalnum() for letter in text):
            return SIGNS.sub(" ", text)
        said = dict.fromkeys(self._emoji[sign] for sign in text if sign in self._emoji)
        return " . ".join(said) if said else text

    def _is_word(self, word: str) -> bool:
        return word in self._text_speak or word in self._known or word in correct_words()

    def _is_foreign(self, tokens: Sequence[str]) -> bool:
        words = [token for token in tokens if token[0].isalpha()]
        return len(words) >= FEWEST_FOREIGN and sum(map(self._is_word, words)) <= FOREIGN_KNOWN * len(words)

    def _plain(self, token: str, correct: Callable[[str], str]) -> str:
        if token in self._text_speak:
            return self._text_speak[token]
        if not token.isalpha() or len(token) < SHORTEST_CORRECTED or token in self._known or token in correct_words():
            return token
        return correct(token)

    def nearest(self, word: str) -> str:
        """Return the closest known word within one change (two for words of seven letters or more), or the word itself."""
        allowed = 2 if len(word) >= 7 else 1
        candidates = [
            candidate
            for length in range(len(word) - allowed, len(word) + allowed + 1)
            for candidate in self._known_by_length.get(length, ())
        ]
        # The simpler distance is eight times as fast, and for two changes never more than one above the true one.
        near = process.extract(word, candidates, scorer=OSA.distance, score_cutoff=allowed + 1, limit=None)
        best = min(
            (
                (distance, -self._known[candidate], candidate)
                for candidate, _, _ in near
                if (distance := DamerauLevenshtein.distance(word, candidate)) <= allowed
            ),
            default=None,
        )
        return best[2] if best else word


def known_words(examples: Iterable[str], text_speak: Mapping[str, str], least: int = 2) -> dict[str, int]:
    """Return the correctly spelt words of the examples, with counts.

    A word that no list has counts as correct if it occurs a few times ("childminder", "auntie"), unless a word that is
    written nearly like it occurs far more often: examples hold the usual spelling mistakes ("reveiw") more than once.

    Args:
        examples: training sentences.
        text_speak: spellings that are not words to correct to.
        least: how often a word that no list has must occur.
    """
    counts = Counter(word for example in examples for word in words_of(example) if word.isalpha())
    known = {word: count for word, count in counts.items() if word in correct_words() and word not in text_speak}
    correction = PlainWords({}, known)
    for word, count in counts.items():
        if word not in known and word not in text_speak and count >= least:
            meant = correction.nearest(word) if len(word) >= SHORTEST_CORRECTED else word
            if count > TYPING_ERROR_AT_MOST * counts[meant]:
                known[word] = count
    return known
