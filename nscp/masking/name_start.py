"""Whether a name starts with a word behind a cue such as "my name is", "uncle" or "told"."""

from __future__ import annotations

import re

from nscp.masking.name_cues import KIN, OWNED, Sureness
from nscp.masking.name_text import NameText
from nscp.masking.name_words import COMMON, FUNCTION, ORDINARY_ENDING, RARE, name_words
from nscp.masking.word_lists import PEOPLE, word_lists, word_set

WORDS = word_lists("name_words.yml")

OWNERS = word_set("my ma mi me our his her their your thier there")
KIN_TITLES = word_set("uncle aunt aunty auntie nan nana nanna nanny gran granny grandma grandad granddad grandpa")
MOSTLY_VERBS = word_set("will may mark bill grant chase hope drew pat will stew wade ram")
DARLINGS = word_set("angel star prince princess king queen bear bird rose pearl treasure gem blessing cherub hero monkey")
BEFORE_DARLING = word_set("little my our baby sweet beautiful precious lil wee poor lovely darling")
HELPING_VERBS = word_set("will may hope")
SPOKE = word_set("spoke speak spoken speaking talk talked talking wrote written said sent gave")
VERB_AFTER = re.compile(r"[ ](?:to|up|from|at|out|off|down|it|him|her|them|me|the|a|my|his)\b")
GREETINGS, PRESENTING = word_set("hi hiya hey heya hello ello yo"), word_set("im i'm its it am")
AFTER_GREETING = re.compile(r"[ ]?(?:[,.!(]|$|\n|(?:from|again|here|mum|mam|dad|nan|fae)\b)")
CLIPPED = re.compile(r"(?:[^aeiouylrn]d|kn)$")  # "devastatd", "heartbrokn"
KIN_OF = word_set(KIN)
WHO_ASKS = word_set("i to we you u they can could may should must didn't dont don't never also")
TOWARDS = word_set("to with told ask asked for")
TIME_AFTER = re.compile(
    r"[ ]?(?:[.,;!?]|$|\n|(?:last|this|yesterday|today|tomorrow|again|about|on|at|and|an|n|who|but|when|after|before"
    r"|earlier|once|twice)\b)"
)
PRAYERS, BEFORE_A_TIME = word_set("fajr dhuhr zuhr asr maghrib isha esha"), word_set("after before until till by at pray")
HAVE_A_DAY = word_set("father fathers mother mothers grandparent grandparents christmas xmas year years valentine boxing")
LONGEST_IT_IS = 10  # characters
IT_IS = re.compile(r"\b(?:it|that|this)(?:'?s| is| was)? $")
TITLED = WORDS["titled"]
ENDS = re.compile(r"(?:'s)?[ ]*(?:$|[.,;:!?)\n])")
GOES_ON = re.compile(  # "called mavis tidy btw"
    r"[ ](?:btw|thx|thanks|ta|x+|and|an|n|the|she|he|they|who|from|at|if|so|but|i|im|pls|please|his|her|my)\b"
)
VERBS = re.compile(r"(?:'s)?[ ](?:is|was|has|had|hasn'?t|wasn'?t|isn'?t|who|died|passed|aged|said|says|told|wants|loved)\b")


class NameStart:
    """Looks at single words of one text."""

    def __init__(self, text: NameText) -> None:
        self._text = text
        self._words = text.words
        self._known = name_words()

    def begins(self, index: int, confidence: Sureness) -> bool:
        """Tell whether a name starts with a word, after a cue."""
        word, known = self._words[index].plain, self._known
        rank, has_capital = known.ranks.get(word), self._text.has_capital(index)
        if (
            len(word) <= 2
            and (self._words[index].is_upper or (has_capital and not known.is_first(word)))
            and index
            and self._words[index - 1].plain in ("child", "baby", "adult")
        ):
            return False  # "Child K", as reports publish it
        if self.is_of_the_calendar(index):
            return False
        if word in TITLED and confidence >= Sureness.OFFICE:
            return False  # "Lt. Col. Aubrey": the name follows
        if word in PEOPLE and not has_capital and word not in known.usual:
            return False  # "his ex stepmum"
        is_word_too = word in known.not_names or (word in known.also_words and not has_capital)
        if self.is_darling(index):
            return False
        if is_word_too and self._follows_it_is(index):
            return False  # "it was dawn", "it was Ramadan"
        if word in known.usual or word.split("-")[0] in known.usual:
            return True
        if known.is_first(word) and not (word in known.not_names and confidence < Sureness.SURE):
            return has_capital or confidence >= Sureness.SURE or (rank is None and len(word) > 2)
        if word in known.double and confidence >= Sureness.SURE:
            return True
        if (word in known.not_names and confidence < Sureness.SURE) or (
            word in known.towns and confidence < Sureness.OFFICE
        ):
            return False
        if word in known.double and word not in HELPING_VERBS and self._is_spoken_of(index):
            return True
        if (
            word[-1] == "s"
            and word[:-1] in known.usual
            and word[:-1] not in known.also_words
            and self._is_before(index, OWNED)
        ):
            return True  # "connors lot"
        if word[-1] == "s" and word[:-1] in known.double and word != "hopes" and self._is_before(index, PEOPLE):
            return True  # "nicks mum"
        if word in known.double or (word in known.double_last and (has_capital or confidence >= Sureness.OFFICE)):
            return has_capital or confidence == Sureness.SIGNED or self.is_clear(index, confidence)
        if known.is_last(word):
            return confidence > Sureness.HINT and (confidence >= Sureness.OFFICE or has_capital or rank is None)
        if word in known.not_names or len(word) < 2 or confidence <= Sureness.HINT:
            return False
        if confidence == Sureness.TITLE:
            return word != "please" and (rank is None or rank > (FUNCTION if has_capital else COMMON))
        if has_capital:
            least = COMMON if confidence >= Sureness.OFFICE else RARE
            return rank is None or (rank > least and not ORDINARY_ENDING.search(word))
        if confidence == Sureness.SURE:
            return rank is None and len(word) > 2 and not ORDINARY_ENDING.search(word)
        return (
            self._is_behind_person(index, confidence) or self._is_behind_greeting(index)
        ) and known.is_new_in_small_letters(word)

    def is_darling(self, index: int) -> bool:
        """Tell whether a word in small letters is that of "my little angel"."""
        is_one = self._words[index].plain in DARLINGS and not self._text.has_capital(index)
        return is_one and index > 0 and self._words[index - 1].plain in BEFORE_DARLING

    def is_of_the_calendar(self, index: int) -> bool:
        """Tell whether a word is that of "Father's Day", "Christmas Eve" or "after isha"."""
        if not index:
            return False
        before, word = self._words[index - 1].plain, self._words[index].plain
        return (word in ("day", "eve") and before in HAVE_A_DAY) or (word in PRAYERS and before in BEFORE_A_TIME)

    def _is_behind_person(self, index: int, confidence: Sureness) -> bool:
        """Tell whether "my wife" or a title stands right before a word."""
        if not index or self._text.gap(index - 1) != " " or self._words[index].plain[-1] == "s":  # "my nan polishes"
            return False
        if index > 1 and self._words[index - 1].plain in ("for", "of"):
            return self._is_asked_for(index) or self._words[index - 2].plain in KIN_OF
        return confidence == Sureness.OFFICE or (
            index > 1 and self._words[index - 1].plain in PEOPLE and self._words[index - 2].plain in OWNERS
        )

    def _is_behind_greeting(self, index: int) -> bool:
        """Tell whether "hiya im" stands right before a word, and what only follows a name behind it."""
        return (
            index > 1
            and self._words[index - 1].plain in PRESENTING
            and self._words[index - 2].plain in GREETINGS
            and not CLIPPED.search(self._words[index].plain)
            and AFTER_GREETING.match(self._text.plain, self._words[index].end) is not None
        )

    def _is_asked_for(self, index: int) -> bool:
        """Tell whether "ask for" stands before a word as a request: "i want to ask for" leads to a thing."""
        if self._words[index - 2].plain != "ask" or self._words[index - 1].plain != "for":
            return False
        return index == 2 or self._words[index - 3].plain not in WHO_ASKS

    def _is_spoken_of(self, index: int) -> bool:
        """Tell whether "uncle mark" or "spoke to mark last week" is what a word that may be a name stands in."""
        if not index or self._text.gap(index - 1) != " ":
            return False
        before, end = self._words[index - 1].plain, self._words[index].end
        if before in KIN_TITLES:
            return VERB_AFTER.match(self._text.plain, end) is None  # "my gran rose to her feet"
        if before == "to" and self._words[index].plain in MOSTLY_VERBS and self._words[max(0, index - 2)].plain not in SPOKE:
            return False  # "time to chase again"
        return before in TOWARDS and TIME_AFTER.match(self._text.plain, end) is not None

    def _is_before(self, index: int, words: frozenset[str]) -> bool:
        following = index + 1
        return following < len(self._words) and self._text.gap(index) == " " and self._words[following].plain in words

    def _follows_it_is(self, index: int) -> bool:
        start = self._words[index].start
        return IT_IS.search(self._text.plain, max(0, start - LONGEST_IT_IS), start) is not None

    def is_clear(self, index: int, confidence: Sureness) -> bool:
        """Tell whether what follows a word that may be a name or something else makes it a name."""
        if confidence == Sureness.TITLE:
            return True
        end = self._words[index].end
        if confidence >= Sureness.OFFICE and ENDS.match(self._text.plain, end):
            return True
        if confidence == Sureness.SURE and GOES_ON.match(self._text.plain, end):
            return True
        return confidence >= Sureness.LIKELY and VERBS.match(self._text.plain, end) is not None
