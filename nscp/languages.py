"""A guess at the language that a family writes or asks for, so that staff can tell which translations are missed most.

By the language's name in English, else by letters, else by a few frequent words. Right often enough to count; nothing that
a family reads depends on it.
"""

from __future__ import annotations

import re

from nscp.words import words_of

UNKNOWN = "Not known"
NAMES = (
    "Romanian Polish Lithuanian Latvian Russian Ukrainian Hungarian Portuguese Italian Spanish Bulgarian Albanian Slovak "
    "Turkish Kurdish Gujarati Bengali Punjabi Urdu Tamil Somali Arabic Farsi Chinese Welsh French German Hindi"
)
LETTERS = (
    ("Ukrainian", re.compile("[іїєґ]", re.IGNORECASE)),
    ("Russian", re.compile("[а-яё]", re.IGNORECASE)),
    ("Gujarati", re.compile("[\u0a80-\u0aff]")),
    ("Punjabi", re.compile("[\u0a00-\u0a7f]")),
    ("Bengali", re.compile("[\u0980-\u09ff]")),
    ("Tamil", re.compile("[\u0b80-\u0bff]")),
    ("Hindi", re.compile("[\u0900-\u097f]")),
    ("Arabic", re.compile("[\u0600-\u06ff]")),
    ("Chinese", re.compile("[\u4e00-\u9fff]")),
)
FREQUENT = {
    "Romanian": "nu este sunt vă rog pot limba engleza engleză română romana bună ce cum am mea copilul și în înțeleg",
    "Polish": "nie jest czy co jak się proszę po polsku rozumiem mówię angielski muszę dzień dobry mam moje jestem",
    "Lithuanian": "ar kas kaip aš ne nesuprantu lietuviškai prašau kiek yra mano angliškai kalbu labas",
    "Latvian": "es kas vai nesaprotu latviski lūdzu ir mans kā angliski",
    "Hungarian": "nem és hogy magyarul kérem mi egy beszélek angolul értem van",
    "Portuguese": "não é eu falo inglês português por favor o que meu minha como para uma",
    "Spanish": "no es qué yo hablo inglés español por favor mi cómo para una hijo",
    "Italian": "non è io parlo inglese italiano per favore che mio come una figlio",
}


def language_of(text: str) -> str:
    """Return the likeliest language, by its English name; "Not known" if nothing tells."""
    words = set(words_of(text))
    named = next((name for name in NAMES.split() if name.lower() in words), None)
    if named:
        return named
    lettered = next((name for name, letters in LETTERS if letters.search(text)), None)
    if lettered:
        return lettered
    found = {name: len(words.intersection(frequent.split())) for name, frequent in FREQUENT.items()}
    best = max(found, key=lambda name: found[name])
    return best if found[best] else UNKNOWN
