"""The words that announce a name: "my name is", "I'm", "my son", "called", "Mrs", "thanks," at the end, and the like."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from nscp.masking.name_text import LETTER, WORD
from nscp.masking.word_lists import PEOPLE


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
        confidence: that a name follows.
        gap: what may stand between the word and the name.
        after: the words one of which must stand before it; empty if any may.
    """

    confidence: Sureness
    gap: re.Pattern[str]
    after: frozenset[str] = frozenset()


def _cues(*entries: tuple[Sureness, str, str, str]) -> dict[str, list[Cue]]:
    cues: dict[str, list[Cue]] = defaultdict(list)
    for confidence, after, triggers, gap in entries:
        cue = Cue(confidence, re.compile(gap), frozenset(after.split()))
        for word in triggers.split():
            cues[word].append(cue)
            cues[f"{word}'s"].append(cue)
    return dict(cues)


MARKS = r"[ \t]*[,:;(\"'*-]{0,2}[ \t]*"
SPACE = r"\.?[ ]{1,2}"
SIGNED = r"[ \t,.!:-]{0,4}\n?[ \t]*"
IS = "is was were are iz wos woz be being"
IS_THEN = (
    r"(?:[ ](?:of|for)|[ ]on[ ](?:the|my|his|her|this)[ ]\w+)?(?:[ ](?:actually|really|also))?"
    rf"[ ](?:{IS.replace(' ', '|')})\b(?:[ ](?:spel(?:t|d|led)|written))?{MARKS}"
)
AGE = r"(?:,?[ ]\(?(?:aged?[ ])?\d{1,2}(?:[ ]?(?:yrs?|years?|months?|mths?|weeks?)(?:[ ]old)?|yo)?\)?)?"
TITLES = (
    "madam madame mme pani domnul doamna senhor senhora senor senora herr frau signora monsieur alhaji alhaja "
    "hajia councillor mr mrs mx messrs pcso sgt cllr prof professor capt cpl lt hhj hon"
)
SHORT_OFFICES = "ms dr pc dc ds di dci det rev"
OFFICES = (  # no full stop belongs to them: "the doctor. Will he be there"
    "captain colonel sir dame canon rabbi imam miss doctor detective sergeant "
    "inspector constable judge justice reverend nurse matron pastor bishop sheikh commander superintendent "
    "brigadier maulana "
    "mufti pandit baroness ustadh"
)
BEFORE_A_VERB = "i we u you they to will really still all do i'll we'll both"

TO_MISS = frozenset(BEFORE_A_VERB.split())
OWN_WIFE = frozenset({"the", "my", "me", "ma", "mi", "his", "our", "th"})  # "the mrs hates it"
SOMEBODY = "im i'm he's she's hes shes been got who's whos someone somebody person people"
KIN = (
    "mother mum mam mom mummy father dad daddy parent nan nana nanna nanny gran granny grandma grandmother grandad"
    " granddad grandpa grandfather aunt auntie aunty uncle sister brother cousin godmother godfather stepmum stepdad"
)
KIN_ABROAD = "irmã irmão minha meu filha filho siostra siostrze siostry córka córki synek sora soră fiica fiul"
NAME = "name surname nickname username"
THANKS = (
    "diolch fawr cofion multumesc mulțumesc dziekuje dziękuję pozdrawiam obrigado obrigada gracias merci danke aciu ačiū "
    "paldies shukran mahadsanid grazie "
    "thanks thankyou thx ty ta cheers regards love sincerely faithfully truly wishes signed respectfully"
)
PRESENTS_ABROAD = (
    "numesc numeste m'appelle s'appelle mappelle chiamo chiama llamo llama nevem mise magacaygu magaceedu magaciisu quhem"
)

CUES = _cues(
    (Sureness.TITLE, "", TITLES, SPACE),
    (Sureness.OFFICE, "", SHORT_OFFICES, SPACE),
    (Sureness.OFFICE, "", OFFICES, r"[ ]{1,2}"),
    (Sureness.OFFICE, "", "pc pcso sgt officer", r"[ ]\d{2,6}[ ]"),
    (Sureness.SURE, "", f"{NAME} names", IS_THEN),
    (Sureness.SURE, "", NAME, r"[ ]?[:=][ ]?"),
    (Sureness.SURE, "my his her their our first last full real middle", "name's names surname's", MARKS),
    (Sureness.SURE, f"{IS} {SOMEBODY} {' '.join(PEOPLE)}", "called named nicknamed", MARKS),
    (Sureness.LIKELY, f"{IS} {SOMEBODY} {' '.join(PEOPLE)}", "calld cald caled kalled kald namd", MARKS),
    (Sureness.LIKELY, "answered", "to", MARKS),
    (Sureness.LIKELY, "given first last family", "name", MARKS),
    (Sureness.LIKELY, "", "nome", r"[ ](?:(?:dela|dele|do[ ]meu|da[ ]minha)[ ](?:\w+[ ])?)?(?:\u00e9|e|era)[ ]"),
    (Sureness.LIKELY, "", "chama chamava chamam chamavam chamamos", r"[ ](?:(?:se|de)[ ])?"),
    (Sureness.SURE, "", "nazywam nazywa jmenuji jmenuje", r"[ ]s(?:i[eę]|e)[ ]"),
    (Sureness.SURE, "na", "imi imie", r"[ęe]?[ ](?:ma[ ])?"),
    (Sureness.SURE, "", PRESENTS_ABROAD, r"[ ](?:waa[ ])?"),
    (Sureness.SURE, "meu lui ei", "este e", r"[ ]"),
    (Sureness.SURE, "ich er sie", "hei heisse heisst", r"(?:\u00dfe|\u00dft)?[ ]"),
    (Sureness.SURE, "mano jo", "vardas", r"[ ](?:yra[ ])?"),
    (Sureness.SURE, "mani", "sauc", r"[ ]"),
    (Sureness.SURE, "i", "yw", r"[ ]"),
    (Sureness.SURE, "mera naam", "naam nam", r"[ ]"),
    (Sureness.LIKELY, "", "jestem soy sono sunt esu bin suis yw", r"[ ]"),
    (Sureness.SURE, "known", "as", MARKS),
    (Sureness.LIKELY, "call calls called calling name named nicknamed", "me him her them himself herself", MARKS),
    (Sureness.LIKELY, "", "called named name names surname", MARKS),
    (Sureness.SURE, "named", "him her", MARKS),
    (Sureness.LIKELY, "goes went", "by", MARKS),
    (Sureness.LIKELY, "they we everyone", "call", MARKS),
    (Sureness.LIKELY, "", " ".join(PEOPLE), rf"{AGE}(?:[ ](?:is|was|little|baby|dear|poor)\b)?{MARKS}"),
    (Sureness.LIKELY, "", "i'm im it's its that's thats", MARKS),
    (Sureness.LIKELY, "", KIN_ABROAD, rf"{AGE}{MARKS}"),
    (Sureness.LIKELY, "in", "law", MARKS),
    (Sureness.LIKELY, "", "am", MARKS),
    (Sureness.LIKELY, "it this that", "is was", MARKS),
    (Sureness.LIKELY, "it's its", "me", MARKS),
    (Sureness.HINT, "", "hi hello hiya hey dear my our little poor late lovely beautiful darling", MARKS),
    (Sureness.HINT, "", "name names", r"\.[ ]?(?!will\b)"),
    (Sureness.LIKELY, "ask asking", "for", MARKS),
    (Sureness.HINT, "", "tell told", MARKS),
    (Sureness.SIGNED, "", THANKS, SIGNED),
    (Sureness.SIGNED, "thank", "you", SIGNED),
    (Sureness.SIGNED_FROM, "", "from", SIGNED),
    (Sureness.LIKELY, "", "signed", r"[ ]?[,:][ ]"),
    (Sureness.HINT, "family parents death murder killing", "of", MARKS),
    (Sureness.LIKELY, KIN, "of", MARKS),
    (Sureness.HINT, "speak spoke spoken speaking talk talked", "to with", MARKS),
)  # fmt: skip
# What belongs to people: "connors lot", "kayleighs funeral".
OWNED = PEOPLE | frozenset({"lot", "funeral", "death", "bedroom", "birthday", "grave", "toys", "clothes", "bruises"})
TOKEN = re.compile(r"[a-z]+(?:'[a-z]+)?")
NEW_LINE = re.compile(r"\n[ \t]*(?=\w)")
# "english is my third one. - Mebrahtu G."
SIGNED_OFF = re.compile(r"[.!?,x)\u2764][ ]?[-~\u2013\u2014]{1,2}[ ]?(?=\w[^\n.!?,:;]{1,30}\.?[ ]*(?:\n|$))")
# "jashoda foi told them": Gujarati, Punjabi, Bengali, Urdu and Pashto families put aunt, uncle and sister behind the name;
# "Abu Mazin" is what a father is called.
KIN_BEHIND = re.compile(
    rf"(?:^|[ ])(?P<name>{WORD})[ ](?:khala|foi|foiba|masi|maasi|mausi|phupo|phuppo|phupho|bua|chacha|chachi"
    r"|chachu|mamu|mami|taya|tayi|thayi|baji|didi|bhabhi|appi|apu|eddo|kaka|kaki|ammi|fufi|fufa)\b"
    rf"|\b(?P<with_kin>{LETTER}{{2,20}}bhai|(?!haben){LETTER}{{2,20}}[au]ben)\b"  # "Kishanbhai", "Nirmalaben"
    rf"|\b(?P<kunya>abu[ ](?!dhabi){WORD})\b"
)
HERE = re.compile(rf"(?:^|[.!?\n][ ]?)(?P<name>{WORD})(?:[ ]{WORD})?[ ](?:here|speaking|again)\b")


def cued_places(plain: str) -> Iterator[tuple[int, Sureness]]:
    """Yield where a name may start, and how surely.

    Args:
        plain: a text in lower case, with straight quotes.
    """
    before, start = "", 0
    for found in TOKEN.finditer(plain):
        word = found[0]
        if word in OWNED and before[-1:] == "s" and start + len(before) + 1 == found.start():
            yield start, Sureness.HINT  # "tylers mum"
        for cue in CUES.get(word, ()):
            if (not cue.after or before in cue.after) and (gap := cue.gap.match(plain, found.end())):
                is_no_title = (word == "miss" and before in TO_MISS) or (word == "mrs" and before in OWN_WIFE)
                yield gap.end(), Sureness.HINT if is_no_title else cue.confidence
        before, start = word, found.start()
    if "\n" in plain:
        yield from ((found.end(), Sureness.SIGNED_FROM) for found in NEW_LINE.finditer(plain))
    if "-" in plain or "\u2013" in plain or "\u2014" in plain or "~" in plain:
        yield from ((found.end(), Sureness.SIGNED) for found in SIGNED_OFF.finditer(plain))
    if " here" in plain or " speaking" in plain or " again" in plain:
        yield from ((found.start("name"), Sureness.SIGNED_FROM) for found in HERE.finditer(plain))
    yield from ((found.start(found.lastgroup or 0), Sureness.SURE) for found in KIN_BEHIND.finditer(plain))
