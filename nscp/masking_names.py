"""Finds names where the words before them say that a name follows. Part of `nscp.masking`.

People type without capitals, so a word counts as a name for one of three reasons: it stands in the lists of names
(`nscp/vocabulary/`), it has a capital that ordinary words have not, or nobody knows it and the cue is sure ("my name is").
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property, lru_cache
from pathlib import Path

from nscp.settings import PROJECT
from nscp.yaml_lines import YamlFile

TEXT_SPEAK = PROJECT / "data" / "words" / "text_speak.yml"
VOCABULARY = Path(__file__).parent / "vocabulary"
WORD = r"[^\W\d_]+(?:['-][^\W\d_]+)*"
MOST_WORDS = 4  # of one name


def _listed(file: str) -> frozenset[str]:
    lines = (VOCABULARY / file).read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


PEOPLE = _listed("people.txt")
# Ranks in the encoder's vocabulary, which lists words from the commonest to the rarest.
FUNCTION = 2500
COMMON = 3500
RARE = 12000


class Sureness(IntEnum):
    """How surely a cue says that a name follows, and what is taken for one then."""

    SIGNED_FROM = 0  # from ...: only what stands in the lists, and only at the end of a line
    HINT = 1  # my ..., our ..., speak to ...: only what stands in the lists
    SIGNED = 2  # thanks, ...: also a capital on a word nobody knows, and only at the end of a line
    LIKELY = 3  # my son ..., I'm ...: also a capital on a word nobody knows
    OFFICE = 4  # PC ...: also a surname without a capital
    SURE = 5  # my name is ...: also an unknown word without a capital, and any capital
    TITLE = 6  # Mr ...: any word that is not a common one


@dataclass(frozen=True)
class Cue:
    """What a word announces.

    Attributes:
        sureness: that a name follows.
        gap: what may stand between the word and the name.
        after: the words one of which must stand before it; empty if any may.
    """

    sureness: Sureness
    gap: re.Pattern[str]
    after: frozenset[str] = frozenset()


def _cues(*entries: tuple[Sureness, str, str, str]) -> dict[str, list[Cue]]:
    cues: dict[str, list[Cue]] = defaultdict(list)
    for sureness, after, triggers, gap in entries:
        cue = Cue(sureness, re.compile(gap), frozenset(after.split()))
        for word in triggers.split():
            cues[word].append(cue)
            cues[f"{word}'s"].append(cue)
    return dict(cues)


MARKS = r"[ \t]*[,:;(\"'*-]{0,2}[ \t]*"
SPACE = r"\.?[ ]{1,2}"
SIGNED = r"[ \t,.!:-]{0,4}\n?[ \t]*"
IS = "is was were are iz wos woz be being"
IS_THEN = rf"(?:[ ](?:of|for))?(?:[ ](?:actually|really|also))?[ ](?:{IS.replace(' ', '|')})\b{MARKS}"
AGE = r"(?:,?[ ]\(?(?:aged?[ ])?\d{1,2}(?:[ ]?(?:yrs?|years?|months?|mths?|weeks?)(?:[ ]old)?|yo)?\)?)?"
TITLES = "mr mrs mx messrs pcso sgt cllr prof professor"
OFFICES = "ms miss dr doctor pc dc ds di dci det detective sergeant inspector constable judge justice rev nurse matron"
BEFORE_A_VERB = "i we u you they to will really still all do i'll we'll both"

TO_MISS = frozenset(BEFORE_A_VERB.split())
SOMEBODY = "im i'm he's she's hes shes been got who's whos someone somebody person people"
NAME = "name surname nickname username"
THANKS = "thanks thankyou thx ty ta cheers regards love sincerely faithfully truly wishes signed respectfully"

CUES = _cues(
    (Sureness.TITLE, "", TITLES, SPACE),
    (Sureness.OFFICE, "", OFFICES, SPACE),
    (Sureness.SURE, "", f"{NAME} names", IS_THEN),
    (Sureness.SURE, "", NAME, r"[ ]?[:=][ ]?"),
    (Sureness.SURE, "my his her their our first last full real middle", "name's names surname's", MARKS),
    (Sureness.SURE, f"{IS} {SOMEBODY} {' '.join(PEOPLE)}", "called named nicknamed", MARKS),
    (Sureness.SURE, "known", "as", MARKS),
    (Sureness.LIKELY, "call calls called calling name named nicknamed", "me him her them himself herself", MARKS),
    (Sureness.LIKELY, "", "called named name names surname", MARKS),
    (Sureness.LIKELY, "goes went", "by", MARKS),
    (Sureness.LIKELY, "", " ".join(PEOPLE), rf"{AGE}(?:[ ](?:is|was|little|baby|dear|poor)\b)?{MARKS}"),
    (Sureness.LIKELY, "", "i'm im it's its that's thats", MARKS),
    (Sureness.LIKELY, "in", "law", MARKS),
    (Sureness.LIKELY, "i", "am", MARKS),
    (Sureness.LIKELY, "it this that", "is was", MARKS),
    (Sureness.LIKELY, "it's its", "me", MARKS),
    (Sureness.HINT, "", "hi hello hiya hey dear my our little poor late lovely beautiful darling", MARKS),
    (Sureness.HINT, "", "name names", r"\.[ ]?(?!will\b)"),
    (Sureness.HINT, "ask", "for", MARKS),
    (Sureness.HINT, "", "tell told", MARKS),
    (Sureness.SIGNED, "", THANKS, SIGNED),
    (Sureness.SIGNED, "thank", "you", SIGNED),
    (Sureness.SIGNED_FROM, "", "from", SIGNED),
    (Sureness.HINT, "family parents mother father mum dad death murder killing", "of", MARKS),
    (Sureness.HINT, "speak spoke spoken speaking talk talked", "to with", MARKS),
)  # fmt: skip
NEW_LINE = re.compile(r"\n[ \t]*(?=\w)")
HERE = re.compile(rf"(?:^|[.!?\n][ ]?)(?P<name>{WORD})(?:[ ]{WORD})?[ ](?:here|speaking|again)\b")

# Space that two parts of a pattern could take between them would be shared out in every way, for seconds if it is long.
LINE_END = re.compile(r"[ \t]*(?:[.!x\u2764]+[ \t]*)?(?:$|\n)|[ ](?:here|speaking|again)\b")
LOWER_CASE = re.compile(r"(?<![^\W_'])[a-z]{2}")
FEW_WORDS = 3
NEXT_WORD = re.compile(rf"[ ]{{1,2}}(?P<word>{WORD}\.?)")
FIRST_WORD = re.compile(WORD)
TOKEN = re.compile(r"[a-z]+(?:'[a-z]+)?")
INITIAL = re.compile(r"[^\W\d_](?:\.[ ]?|[ ])")
PARTICLES = frozenset(
    {"de", "da", "do", "dos", "van", "von", "der", "den", "al", "el", "bin", "bint", "ibn", "la", "le", "di", "du"}
)
AND_NAME = re.compile(rf"[ ]?(?:,[ ]?(?:and[ ]|n[ ]|&[ ]?)?|[ ](?:and|n|or)[ ]|[ ]?[/&+][ ]?)(?={WORD})")
# After these a word that may be a name or something else is a name.
ENDS = re.compile(r"(?:'s)?[ ]*(?:$|[.,;:!?)\n])")
VERBS = re.compile(r"(?:'s)?[ ](?:is|was|has|had|hasn't|wasn't|who|died|passed|aged|said|says|told|wants|loved)\b")
FOLDED = str.maketrans(
    "áàâäãåéèêëíìîïóòôöõøúùûüýçñăâîșşțţąćęłńóśźżčďěňřšťůžğı", "aaaaaaeeeeiiiioooooouuuuycnaaissttacelnoszzcdenrstuzgi"
)
# Endings of ordinary words, so that a mistyped one is not taken for a name.
ORDINARY_ENDING = re.compile(r"(?:ing|in|ed|ly|tion|ness|ment|less|ful|able|ible|ised|ized|n't|nt|ous|ic|tes|(.)\1\1.*)$")
SURNAME = re.compile(
    r"(?:mc|mac|o'|fitz).+"
    r"|.+(?:son|ski|ska|sky|wicz|czyk|escu|iak|owa|ova|enko|iene|aite|auskas|aitis|oglu|ley|ton|well|worth|field|shaw|wood|zadeh)"
)


@dataclass(frozen=True)
class Words:
    """What is known of words, all in lower case.

    Attributes:
        first: first names.
        last: surnames.
        double: first names that are ordinary words too.
        double_last: surnames that are.
        not_names: words with a capital that are no personal names.
        ranks: ordinary words, the commonest first.
    """

    first: frozenset[str]
    last: frozenset[str]
    double: frozenset[str]
    double_last: frozenset[str]
    not_names: frozenset[str]
    ranks: dict[str, int]


@lru_cache(maxsize=1)
def words() -> Words:
    """The lists, read once, and the encoder's vocabulary of 24,000 words."""
    pieces = (VOCABULARY / "bert-base-uncased-vocab.txt").read_text(encoding="utf-8").split("\n")
    first, last = _listed("first_names.txt"), _listed("surnames.txt")
    return Words(
        first=frozenset(word for word in first if word[-1] != "*"),
        last=frozenset(word for word in last if word[-1] != "*"),
        double=frozenset(word[:-1] for word in first if word[-1] == "*"),
        double_last=frozenset(word[:-1] for word in last if word[-1] == "*"),
        not_names=_listed("not_names.txt"),
        ranks={piece: rank for rank, piece in enumerate(pieces) if piece.isalpha()}
        | dict.fromkeys(YamlFile(TEXT_SPEAK).content["text_speak"], 0),
    )


def find_names(typed: str, plain: str) -> Iterator[tuple[int, int]]:
    """Names that follow a cue: "my name is", "I'm", "my son", "called", "Mrs", "thanks," at the end, and the like.

    Titles and possessive endings are left out.
    """
    text = _Text(typed, plain)
    spans = [span for start, sureness in _places(plain) for span in text.names(start, sureness)]
    done = 0
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if start >= done:
            yield start, end
            done = end


def _places(plain: str) -> Iterator[tuple[int, Sureness]]:
    """Where a name may start, and how surely."""
    before, start = "", 0
    for found in TOKEN.finditer(plain):
        word = found[0]
        if word in PEOPLE and before[-1:] == "s" and start + len(before) + 1 == found.start():
            yield start, Sureness.HINT  # "tylers mum"
        for cue in CUES.get(word, ()):
            if (not cue.after or before in cue.after) and (gap := cue.gap.match(plain, found.end())):
                yield gap.end(), Sureness.HINT if word == "miss" and before in TO_MISS else cue.sureness
        before, start = word, found.start()
    if "\n" in plain:
        yield from ((found.end(), Sureness.SIGNED_FROM) for found in NEW_LINE.finditer(plain))
    if " here" in plain or " speaking" in plain or " again" in plain:
        yield from ((found.start("name"), Sureness.SIGNED_FROM) for found in HERE.finditer(plain))


class _Text:
    """One text, and where in it names begin and end."""

    def __init__(self, typed: str, plain: str) -> None:
        self._typed = typed
        self._plain = plain
        self._words = words()

    def names(self, start: int, sureness: Sureness) -> Iterator[tuple[int, int]]:
        """The name that starts at a place, and those listed after it ("Leah, Jack and Tom")."""
        is_signed = sureness in (Sureness.SIGNED_FROM, Sureness.SIGNED)
        while (span := self.name(start, sureness)) is not None:
            if is_signed and not LINE_END.match(self._plain, span[1]):
                return
            yield span
            another = AND_NAME.match(self._plain, span[1])
            if another is None:
                return
            start, sureness = another.end(), min(sureness, Sureness.LIKELY)

    def name(self, start: int, sureness: Sureness) -> tuple[int, int] | None:
        """The name that starts at a place, up to four words long.

        Args:
            start: index of its first letter.
            sureness: of the cue before it.
        """
        first = start
        if (initial := INITIAL.match(self._plain, start)) and self._typed[start].isupper():
            first = initial.end()
        found = FIRST_WORD.match(self._plain, first)
        if found is None or not self._begins(found, sureness):
            return None
        end = self._end(found)
        for _ in range(MOST_WORDS - 1):
            following = NEXT_WORD.match(self._plain, end)
            if following is None or not self._continues(following, sureness):
                break
            end = self._end(following)
        return start, end

    def _begins(self, found: re.Match[str], sureness: Sureness) -> bool:
        word = self._base(found[0])
        known, rank = self._words, self._words.ranks.get(word)
        if word in known.first or word.split("-")[0] in known.first:
            return True
        has_capital = self._has_capital(found.start(), found.end())
        if word in known.double and sureness >= Sureness.SURE:
            return True
        if word in known.not_names and sureness < Sureness.SURE:
            return False
        if word in known.double or (word in known.double_last and (has_capital or sureness >= Sureness.OFFICE)):
            return has_capital or sureness == Sureness.SIGNED or self._is_clear(found.end(), sureness)
        if word in known.last:
            return sureness > Sureness.HINT and (sureness >= Sureness.OFFICE or has_capital or rank is None)
        if word in known.not_names or len(word) < 2 or sureness <= Sureness.HINT:
            return False
        if sureness == Sureness.TITLE:
            return rank is None or rank > (FUNCTION if has_capital else COMMON)
        if has_capital:
            least = COMMON if sureness == Sureness.SURE else RARE
            return rank is None or (rank > least and not ORDINARY_ENDING.search(word))
        return sureness == Sureness.SURE and rank is None and len(word) > 2 and not ORDINARY_ENDING.search(word)

    def _continues(self, found: re.Match[str], sureness: Sureness) -> bool:
        word = self._base(found["word"].rstrip("."))
        known, rank = self._words, self._words.ranks.get(word)
        has_capital = self._has_capital(found.start("word"), found.end("word"))
        if word in known.first or word in known.last or word.split("-")[0] in known.first:
            return True
        if word in PARTICLES:
            following = NEXT_WORD.match(self._plain, found.end())
            return following is not None and following["word"] not in PARTICLES and self._continues(following, sureness)
        if len(word) == 1:
            return has_capital and word not in "ai" and found["word"].endswith(".")
        if word in known.not_names:
            return False
        if word in known.double or word in known.double_last:
            return has_capital or self._is_clear(found.end(), Sureness.SURE)
        if has_capital:
            return rank is None or rank > COMMON
        is_new = rank is None and len(word) > 3 and not ORDINARY_ENDING.search(word)
        return is_new and (sureness >= Sureness.SURE or SURNAME.fullmatch(word) is not None)

    def _is_clear(self, end: int, sureness: Sureness) -> bool:
        """True if what follows a word that may be a name or something else makes it a name."""
        if sureness == Sureness.TITLE:
            return True
        if sureness >= Sureness.OFFICE and ENDS.match(self._plain, end):
            return True
        return sureness >= Sureness.LIKELY and VERBS.match(self._plain, end) is not None

    def _has_capital(self, start: int, end: int) -> bool:
        word = self._typed[start:end].split("'")[0] or "a"
        return word[0].isupper() and (len(word) == 1 or not word.isupper()) and self._capitals_tell

    @cached_property
    def _capitals_tell(self) -> bool:
        """False where every word has a capital."""
        return LOWER_CASE.search(self._typed) is not None or self._typed.count(" ") < FEW_WORDS

    def _base(self, word: str) -> str:
        """The word without accents and possessive ending; "tylers" is Tyler's."""
        base = word.translate(FOLDED).removesuffix("'s").removesuffix("'")
        is_possessive = base[-1:] == "s" and base not in self._words.first and base not in self._words.ranks
        return base[:-1] if is_possessive and base[:-1] in self._words.first else base

    def _end(self, found: re.Match[str]) -> int:
        word = found["word"] if "word" in found.re.groupindex else found[0]
        return found.end() - len(word) + len(self._base(word.rstrip(".")))
