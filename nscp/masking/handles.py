"""Finds names and addresses of profiles in social media."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nscp.masking.details import word_set
from nscp.masking.name_words import name_words

SITES = (
    r"(?:facebook|fb|insta(?:gram)?|ig|tik\s?tok|twitter|snap(?:chat)?|linked\s?in|youtube|discord|telegram|threads"
    r"|bluesky|xbox|psn"
    r"|playstation|roblox|fortnite|steam|twitch|kik|reddit|messenger|gamer\s?tag|whatsapp)"
)
AT_SIGN = re.compile(r"(?<![\w@.+-])@(?P<handle>[a-z_][\w.]{2,29})(?<!\.)(?![\w@])")
PROFILE = re.compile(
    r"(?<![\w@])(?:https?://)?(?:[a-z]{1,3}\.)?(?:facebook|fb|instagram|tiktok|twitter|x|snapchat|linkedin|youtube"
    r"|threads|bsky|t|telegram|twitch|reddit"
    r"|discord|linktr)\.(?:com|net|me|tv|app|ee|gg|social)/(?:[^\s,;\x00<>\"]{1,80})"
)
USER = re.compile(r"(?<![\w/])[ur]/[\w-]{3,20}|(?<!\w)[a-z][\w.]{2,30}#\d{4}(?!\d)")
CUED = re.compile(
    rf"\b(?P<site>{SITES}|user\s?name|handle|profile|gamer\s?tag|screen\s?name)\b(?:\s(?:account|name|handle|profile"
    rf"|page|tag|gamer\s?tag|id|user\s?name|is|was|as|its|it's|"
    r"under|called|on|at)\b)*\s?[:=\-(]?\s?(?P<handle>[\w.-]{3,30})(?<![.-])"
)
AS = re.compile(rf"\bon\s{SITES}\s(?:as|under|@)\s?(?P<handle>[\w.-]{{3,30}})(?<![.-])")
NO_HANDLE = word_set(
    "com co uk group page post posts messages message groups account live gamertag username handle profile name"
)
SHORT = 5  # letters: a word of more that begins with a digit is no time and no ordinal
HAS_SIGN = re.compile(r"[\d_.]")


def find_handles(typed: str, plain: str) -> Iterator[tuple[int, int]]:
    """Yield where they stand: after "@", in the address of a profile, and odd words after "my insta is"."""
    spans = [found.span() for found in AT_SIGN.finditer(plain)] if "@" in plain else []
    if "/" in plain or "#" in plain:
        spans += [found.span() for pattern in (PROFILE, USER) for found in pattern.finditer(plain)]
    for pattern in (CUED, AS):
        spans += [found.span("handle") for found in pattern.finditer(plain) if _is_handle(found["handle"])]
    done = 0
    for start, end in sorted(spans):
        if start >= done:
            yield start, end
            done = end


def _is_handle(word: str) -> bool:
    if word in NO_HANDLE or word.isdigit():
        return False
    if HAS_SIGN.search(word.strip(".")):
        return (word[0].isalpha() or word[0] == "_" or len(word) > SHORT) and any(letter.isalpha() for letter in word)
    return len(word) >= SHORT and "-" not in word and not word.endswith("s") and name_words().is_new_in_small_letters(word)
