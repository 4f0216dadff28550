"""Finds names and addresses of profiles in social media."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nscp.masking.details import apart
from nscp.masking.name_words import name_words
from nscp.masking.word_lists import word_set

SITES = (
    r"(?:facebook|fb|insta(?:gram)?|ig|tik\s?tok|twitter|snap(?:chat)?|linked\s?in|youtube|discord|telegram|threads"
    r"|bluesky|xbox(?: live)?|psn|ps[45]|playstation|roblox|fortnite|minecraft|steam|twitch|kik|reddit|messenger|gamer\s?tag"
    r"|whats\s?app|signal|viber|wechat|vinted|ebay|depop|nextdoor|mastodon|pinterest|tumblr|spotify|soundcloud"
    r"|onlyfans|g\s?mail|hotmail|insta\s?gram)"
)
AT_SIGN = re.compile(r"(?<![\w@.+-])@(?P<handle>[a-z_][\w.]{2,29})(?<!\.)(?![\w@])")
PROFILE = re.compile(
    r"(?<![\w@])(?:https?://)?(?:[a-z]{1,3}\.)?(?:facebook|fb|insta(?:gram)?|snap|tiktok|twitter|x|snapchat|linkedin"
    r"|youtube|youtu"
    r"|threads|bsky|t|wa|telegram|twitch|reddit|pinterest|tumblr|vinted|roblox|m|signal|tagged"
    r"|discord|linktr)(?:\.|\sdot\s)(?:com|net|me|tv|app|ee|gg|social|be|co\.uk)(?:/"
    r"|\s?(?:forward\s)?slash\s)(?:[^\s,;\x00<>\"]{1,80})"
)
USER = re.compile(r"(?<![\w/])[ur]/[\w-]{3,20}|(?<!\w)[a-z][\w.]{2,30}#\d{4}(?!\d)")
CUED = re.compile(
    rf"\b(?P<site>{SITES}|user\s?(?:name|id)?|handle|profile|gamer\s?(?:tag|name)|screen\s?name)\b(?:'s"
    rf"|s)?,?(?:\s(?:account|name"
    rf"|handle|profile|page|tag|gamer\s?tag|id|user\s?name|is|was|as|its|it's|am|im|i'm|i am|me|my|he's|she's|hes"
    rf"|shes|find|add|follow"
    r"|message|under|called|on|at)\b){0,6}\s?[:=\-(]?\s?(?P<handle>[\w.-]{3,30})(?<![.-])"
)
AS = re.compile(
    rf"\bon\s{SITES}\s(?:as|under|@)\s?(?P<handle>[\w.-]{{3,30}})(?<![.-])"
    rf"|\b(?:dm|pm|inbox|add|follow|find|message|msg)\s(?:me|us|him|her)(?:\s(?:at|as|on"
    rf"|under))?:?\s(?P<asked>[\w.-]{{3,30}})(?<![.-])"
    rf"|(?<![\w@./-])(?P<before>[\w.-]{{3,30}})(?<![.-])\s(?:on|is my|is his|is her|thats my|that's my)\s{SITES}(?!\w)"
)
# Only a word with a sign or digits in it, in one sentence with the site: "on facebook find me as kay.bee".
NEAR = 60  # characters between them
ODD_WORD = re.compile(r"(?<![\w@./:-])(?=[\d.-]{0,8}[a-z_])[\w.-]{3,40}(?<![.-])(?![\w@/])")
SITE_BEFORE = re.compile(rf"\b(?:{SITES}|user\s?name)(?:'s|s)?(?!\w)[^!?;\n\x00]*$")
SURELY_ODD = re.compile(r"_|\d\d|[a-z]{2}\.[a-z]{2}")  # "som1" and "e.g." are not
WEB_SITE = re.compile(r".*\.(?:com|co|uk|org|net|gov|edu|eu|info)(?:\.uk)?")
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
    spans += [found.span("handle") for found in CUED.finditer(plain) if _is_handle(found["handle"])]
    for found in AS.finditer(plain):
        group = found.lastgroup or "handle"
        if _is_handle(found[group]) and (group == "handle" or SURELY_ODD.search(found[group])):
            spans.append(found.span(group))
    if SURELY_ODD.search(plain):
        spans += (found.span() for found in ODD_WORD.finditer(plain) if _is_odd_near_site(found, plain))
    yield from apart(spans)


def _is_odd_near_site(found: re.Match[str], plain: str) -> bool:
    word = found[0]
    if not SURELY_ODD.search(word) or not _is_handle(word) or WEB_SITE.fullmatch(word):
        return False
    return SITE_BEFORE.search(plain[max(0, found.start() - NEAR) : found.start()]) is not None


def _is_handle(word: str) -> bool:
    if word in NO_HANDLE or word.isdigit():
        return False
    if HAS_SIGN.search(word.strip(".")):
        return (word[0].isalpha() or word[0] == "_" or len(word) > SHORT) and any(letter.isalpha() for letter in word)
    return len(word) >= SHORT and "-" not in word and not word.endswith("s") and name_words().is_new_in_small_letters(word)
