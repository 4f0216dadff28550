"""Finds the places of a child that have a name: the school, the nursery, the ward, the street without a house number."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nscp.masking.details import apart
from nscp.masking.name_text import LOWER_CASE
from nscp.masking.name_words import name_words
from nscp.masking.place_names import (
    HOLY,
    LAND,
    LIKE_NAMES,
    NATURE,
    WINDOW,
    PlacedWords,
    is_telling,
    start_in_capitals,
    start_in_small_letters,
    words_before,
)
from nscp.masking.word_lists import PEOPLE, word_lists, word_set

NAME_WORD = r"[a-z][a-z'.-]{1,24}"
CALLED = re.compile(
    rf"\b(?:nurser?y|creche|school|academy|college|playgroup|pre-?school|childminders?|ward|surgery|church|mosque|club"
    rf"|place)(?:(?P<sure>,?[ ](?:is[ ]|was[ ]|he[ ]|she[ ]|it[ ]|i[ ]|its[ ]|it's[ ]){{0,2}}(?:called|named)[ ](?:the[ ])?"
    rf"|[ ]?[:=][ ]?)"
    rf"|,?[ ](?:is[ ]|was[ ])?)(?P<name>{NAME_WORD}(?:[ ]{NAME_WORD}){{0,3}})"
)
# A pupil, a class or a teacher "at" what has no sort behind it: "year 4 at Brambleside".
AT_SCHOOL = re.compile(
    r"\b(?:(?:year|yr)[ ]?\d{1,2}|reception|foundation|pupils?|class|classes|lessons|teach(?:er|es|ing)?|taught|ta|senco"
    r"|head[ ]?teacher|head|school|club|staff|worker|manager|enrolled|6th[ ]form|sixth[ ]form|nursery|playgroup|gp|midwife)"
    rf"[ ](?:class[ ]|now[ ]|over[ ])?at[ ](?P<name>{NAME_WORD}(?:[ ]{NAME_WORD})?)"
)
# Families leave "school" out: "she goes to st Mary's".
SAINT_NAMED = re.compile(
    r"\b(?:go|goes|went|going|attends?|attended|at|from|left|starts?|started|pupils?)[ ](?:to[ ]|at[ ])?"
    r"(?P<name>(?:st\.?|saint)[ ](?P<saint>[a-z]{3,14}(?:[ ][a-z]{4,14}'s)?)(?:'s|s'?)?)(?![\w'-])"
    r"(?![ ](?:hospital|hospice|day|ambulance|street|road|park|cross|station|church|infirmary|clinic|way|lane))"
)
# "He went to Tumble Tots": nothing but the name says what it is.
FOR_CHILDREN = re.compile(
    r"\b(?:go|goes|went|going|is|was|been|start|starts|started)[ ](?:to|at)[ ]"
    rf"(?P<name>(?P<first>{NAME_WORD})[ ](?P<second>{NAME_WORD}))"
)
CHILDRENS = NATURE | word_set("toes gems kids kidz horizons hands feet tinies munchkins nippers imps minis mites")
TOWNS_OF_SAINTS = word_set("albans helens ives neots davids andrews agnes asaph leonards annes")
LOCAL_SAINTS = frozenset({"andrew", "crispin", "barnabas", "james"})  # hospitals and parts of Northampton
PLAIN_WORD = re.compile(r"[a-z\u00e80-9][a-z\u00e80-9.]*")
AFTER_CALLED = frozenset({"social", "police", "me", "him", "her", "them", "us", "back", "again", "home"})
WORDS = word_lists("place_words.yml")
SCHOOL_WORD = r"(?:school|skool|scool|shcool|schol|schl|sch)"
PRIMARY = r"(?:primary|primry|primery|primay|prim)"
ACADEMY = r"(?:academy|acadamy|acadmy|accademy|acedemy)"
NURSERY = (
    r"(?:nursery|nursry|nursary|nurserie|pre[- ]?school|pre[- ]?skool|playgroup"
    r"|play[ ]group|kindergarten|montessori|cr[eè]che|child[ ]?care|under[ -](?:fives|5'?s))"
)
SORT_OF_SCHOOL = (
    r"(?:(?:c\.?[ ]?(?:of|o)[ ]?e\.?|cofe|c\.?e\.?|rc|r\.c\.|catholic|church[ ]of[ ]england|roman[ ]catholic|community|free"
    rf"|special|village|junior|infants?|{PRIMARY}|secondary|high|grammar|prep|preparatory|nursery|day|girls'?|boys'?|upper"
    r"|lower|middle|science|sports|business|enterprise|technology|arts)(?:[ ](?:and|&))?[ ]){0,4}"
)
SCHOOL = (
    rf"{SORT_OF_SCHOOL}(?:{PRIMARY}|infants?|juniors?|jnrs|secondary|grammar|{ACADEMY}|{SCHOOL_WORD}|college|{NURSERY}"
    r"|madrasa|madrassa|madrassah|children'?s[ ]cent(?:re|er)|day[ ]?care|(?:breakfast|after[ ]?school|holiday)[ ]club"
    r"|pupil[ ]referral[ ]unit|pru)"
    rf"(?:[ ](?:and[ ]|&[ ])?(?:{PRIMARY}|infants?|juniors?|nursery|pre-?school|{SCHOOL_WORD}|{ACADEMY}|college|playgroup"
    r"|sixth[ ]form)){0,3}"
    r"(?:[ ]for[ ](?:girls|boys))?"
)
FORM = r"high|sixth[ ]form|6th[ ]form|prep"  # ordinary words too
WARD = (
    r"ward|unit|children'?s[ ]home|care[ ]home|nursing[ ]home|residential[ ]home|family[ ](?:cent(?:re|er)|hub)"
    r"|contact[ ]cent(?:re|er)|community[ ]cent(?:re|er)|youth[ ](?:cent(?:re|er)|club)|refuge|hostel"
)
SURGERY = (
    r"(?:doctors'?|gp|medical|dental|family)[ ](?:surgery|practice)|surgery|(?:medical|health)[ ](?:cent(?:re|er)|clinic)"
    r"|medical[ ]group"
)
CHURCH = (
    r"(?:(?:parish|baptist|methodist|catholic|evangelical|pentecostal|united|reformed|gospel|community|free)[ ]){0,2}"
    r"(?:church|chapel)|mosque|masjid|mandir|temple|gurdwara|gurudwara|synagogue"
)
CLUB = (
    r"(?:(?:youth|junior|juniors|colts|town|boys'?|girls'?|ladies|u\d{1,2}s?|under[ ]\d{1,2}s?)[ ]){0,2}"
    r"(?:f\.?c\.?|r\.?f\.?c\.?|(?:football|rugby|cricket|boxing|swimming|swim|netball|tennis|hockey|judo|karate|gymnastics"
    r"|athletics|running|riding|sailing|dance)[ ]club"
    r"|a\.?b\.?c|(?:boxing[ ])?gym|dojo|baths|(?:leisure|sports)[ ]cent(?:re|er)|dance[ ](?:academy|studio)"
    r"|(?:dance|stage|theatre|drama|swim)[ ]school"
    r"|school[ ]of[ ](?:dance|music|drama|theatre|gymnastics|swimming|performing[ ]arts)"
    r"|(?:scouts?|cubs?|beavers?|guides|brownies|cadets)"
    r"(?:[ ](?:group|pack|troop|colony|unit))?)"
)
SITE = (
    r"(?:caravan|holiday|trailer|mobile[ ]home|park[ ]homes?|static)[ ](?:park|site|village)"
    r"|(?:travell?ers?'?s?|gypsy)[ ](?:park|site)|carav[ae]n[ ](?:prk|pk)"
)
# Teams are called so, but not they alone: only behind "plays for" and the like.
TEAM = (
    r"(?:tigers|panthers|lions|eagles|hawks|falcons|wolves|sharks|hornets|wasps|bulls|titans|warriors|knights|dragons"
    r"|cobras|rockets|giants|saints|vikings|raiders|rovers|rangers|wanderers|harriers|athletic|united|albion|juniors"
    r"|colts|town|celtic|city|dolphins|seals|otters|foxes|bears|flames|comets|hurricanes|blaze|cheetahs|jaguars|stars)"
    r"(?:[ ](?:under[ -]?\d{1,2}|u\d{1,2})'?s?)?"
)
PLAYS = re.compile(
    r"\b(?:train(?:s|ed|ing)?|play(?:s|ed|ing)?|box(?:es|ed|ing)?|sw[ia]ms?|swimming|danc(?:es?|ed|ing)|coach(?:es|ed|ing)?"
    r"|signed|scored|skates?|skated|runs|ran|joined|captain(?:s|ed)?|football|rugby|cricket|netball|judo"
    r"|karate|gymnastics|ballet|cheer|hockey|tennis)[ ](?:\w+days?[ ])?(?:(?:for|at|with|wi|by|of)[ ])?(?:the[ ])?$"
)
GROUP = (
    r"(?:(?:toddlers?|baby|babies|parents?|mums?|mother|stay|play|breastfeeding|sensory|carers?|tots"
    r"|after[ -]?school|before[ -]?school|breakfast|youth|drama|dance|singing|craft|forest[ ]school)"
    r"(?:[ ](?:and|&|n)[ ](?:toddlers?|baby|babies|tots?|play))?[ ])(?:group|club|sessions?)"
)
CLASS = r"class|klass"  # of a primary school, named after an animal or a tree
# Where somebody of the family works: only behind "works at" and the like.
WORK = (
    r"foods?|cold storage|packaging|pallets?|logistics|haulage|transport|freight|bakery|bakers|butchers|foundry|forge"
    r"|motors|autos?"
    r"|garage|salon|barbers|cleaning|cleaners|laundry|plastics|engineering|fabrications?|joinery|timber|tyres|scaffolding"
    r"|roofing|builders|building|construction|plumbing|electrical|electrics|warehous(?:e|ing)|distribution|couriers?|taxis"
    r"|cabs|catering|kitchens?|bathrooms|windows|joiners|printers|printing|textiles|leather|shoes|chemicals|metals|steels?"
    r"|recycling|farms?|nurseries|meats?|poultry|produce|recruitment|security|solutions|services|supplies|systems"
    r"|industries|works|mills|stores|furniture|carpets|flooring|coaches|travel|removals|ltd|limited|plc|& sons?|and sons?"
)
WORKS = re.compile(
    r"\b(?:work(?:s|ed|in|ing)?|job|shifts?|nights|days|earlies|lates|temping|agency|employed|driv(?:es?|ing)|packs?|packing"
    r"|manager|apprentice|apprenticeship|boss|hgv|fork ?lifts?)"
    r"(?:[ ](?:\w+[ ]){0,2}|[ ])(?:at|for|with|in|down|over at|up at)[ ](?:the[ ])?$"
)
PITCH = r"park|site"  # that of a caravan is somebody's home
CARAVAN = re.compile(
    r"\b(?:(?:caravan|trailer|static|chalet|mobile[ ]home|pitch|plot|wagon|van)s?\b[^.!?\x00]{0,30}"
    r"|(?:live[sd]?|living|sta(?:y|ys|yed|ying)|stop(?:s|ped|ping)?|pull(?:s|ed)?|moved)[ ](?:now[ ]|over[ ])?"
    r"(?:on|onto|at|to|in)[ ](?:the[ ])?)$"
)
ROAD = (
    r"street|road|rd|avenue|ave|lane|crescent|cres|terrace|gardens|grove|mews|close"
    r"|jitt(?:y|ies)|ginnels?|gennel|jennel|snicket|twitchell?|twitten|wynd|vennel|pend|tenfoot"
)
WAY = (
    r"drive|drove|way|court|place|walk|rise|estate|green|hill|yard|croft|brae|garth|holt|leys|dene|hythe|fold|gate|row|view"
)
SORTED = re.compile(
    rf"(?<=[a-z'. ][ ])(?:(?P<club>{CLUB})|(?P<church>{CHURCH})|(?P<surgery>{SURGERY})|(?P<group>{GROUP})|(?P<site>{SITE})"
    rf"|(?P<school>{SCHOOL})"
    rf"|(?P<form>{FORM})|(?P<ward>{WARD})|(?P<road>{ROAD})|(?P<way>{WAY})"
    rf"|(?P<team>{TEAM})|(?P<work>{WORK})|(?P<pitch>{PITCH})|(?P<class>{CLASS}))(?:[ ]u\d{{1,2}}'?s?)?(?![\w'-])"
)
BEFORE_A_WAY = word_set("on in at up down off along to from near of by round")
HEADS = WORDS["heads"]
NOT_THE_SORT = re.compile(r"[ ](?:care|carers?|concerns?|reasons?|cause|contact|of|time|times|rang[ ]round)\b")
# "1st Duston Scouts": the number makes one of them.
TROOP = re.compile(
    r"(?<!\w)\d{1,2}(?:st|nd|rd|th)[ ](?P<words>(?:[a-z][a-z'.-]{1,20}[ ]){1,3})"
    r"(?:sea[ ])?(?:scouts?|cubs?|beavers?|guides|brownies|rainbows|explorers|(?:boys'?|girls'?)[ ]brigade)(?![\w'])"
)
# Where the sort comes first: "Masjid Al-Noor".
MOSQUE = re.compile(
    r"\b(?:jamia[ ])?masjid[ -](?:e|al|an|as|at|ul|el|ar)[ -][a-z'-]{2,20}(?:[ ](?:mosque|centre|trust))?(?![\w'])"
)
# Numbers of a ward before its name: "ward 4b rose ward".
WARD_NUMBER = re.compile(r"\bward[ ](?:\d{1,2}[a-z]?|[a-z]\d{1,2})[, ]{1,2}(?:the[ ])?$")


def find_places(typed: str, plain: str) -> Iterator[tuple[int, int]]:
    """Yield where they stand, from the first word of the name to the last of the sort."""
    capitals_tell = LOWER_CASE.search(typed) is not None
    spans = list(_saints(plain)) if "st" in plain or "saint" in plain else []
    if " at " in plain:
        spans += _at_school(typed, plain, capitals_tell)
    if " at " in plain or " to " in plain:
        spans += _for_children(typed, plain, capitals_tell)
    if not HEADS.isdisjoint(PLAIN_WORD.findall(plain)):
        spans += _sorted_places(typed, plain, capitals_tell)
        spans += _called(typed, plain, capitals_tell)
        spans += (found.span() for found in MOSQUE.finditer(plain))
        spans += (found.span() for found in TROOP.finditer(plain) if not set(found["words"].split()) & PEOPLE)
    yield from apart(spans)


def _saints(plain: str) -> Iterator[tuple[int, int]]:
    """Yield where a saint stands for a school or a church; towns, hospitals and parts of Northampton are left out."""
    known = name_words()
    for found in SAINT_NAMED.finditer(plain):
        saint = found["saint"].split(" ")[0]
        if not found["name"].endswith("s") and " " not in found["saint"]:
            continue
        one = saint if saint in known.first else saint.removesuffix("s")
        is_town = saint in known.towns or saint in TOWNS_OF_SAINTS
        if (one in known.first or known.is_new(one)) and not is_town and one not in LOCAL_SAINTS:
            yield found.span("name")


def _at_school(typed: str, plain: str, capitals_tell: bool) -> Iterator[tuple[int, int]]:
    """Yield where a name by itself follows a class, a teacher or the like."""
    known = name_words()
    for found in AT_SCHOOL.finditer(plain):
        first, _, second = found["name"].partition(" ")
        start = found.start("name")
        if capitals_tell and typed[start].isupper() and not typed[start + 1].isupper():
            is_name = known.is_new(first) or (known.is_last(first) and first not in known.towns)
        else:
            is_name = is_telling(first) and not known.is_first(first) and first not in NATURE
        if is_name and first not in PEOPLE:
            has_more = second in LAND and (not capitals_tell or typed[start + len(first) + 1].isupper())
            yield start, found.end("name") if has_more else start + len(first)


def _for_children(typed: str, plain: str, capitals_tell: bool) -> Iterator[tuple[int, int]]:
    """Yield where two words with capitals stand, the second of them one after which nurseries are named."""
    known = name_words()
    for found in FOR_CHILDREN.finditer(plain) if capitals_tell else ():
        has_capitals = typed[found.start("first")].isupper() and typed[found.start("second")].isupper()
        if has_capitals and found["second"] in CHILDRENS and found["first"] not in known.towns | known.not_names:
            yield found.span("name")


def _called(typed: str, plain: str, capitals_tell: bool) -> Iterator[tuple[int, int]]:
    """Yield where a name follows the sort: "creche Girassol Kids", "a nursery called little acorns"."""
    known = name_words()
    for found in CALLED.finditer(plain):
        start = end = found.start("name")
        words: list[str] = []
        for word in re.finditer(r"\S+", found["name"]):
            is_upper = capitals_tell and typed[start + word.start()].isupper()
            if not is_upper and not (found["sure"] and _may_follow_called(word[0], words)):
                break
            words.append(word[0])
            end = start + word.end()
        if not words or words[0] in AFTER_CALLED or words[0] in PEOPLE:
            continue
        if capitals_tell and typed[start].isupper():
            is_new = known.is_new(words[0]) and not known.is_first(words[0])
            if (
                is_new
                or (len(words) > 1 and not NATURE.isdisjoint(words))
                or (found["sure"] and any(map(_is_no_person, words)))
                or _is_set_apart(plain, found, words, end)
            ):
                yield start, end
        elif found["sure"] and any(map(is_telling, words)) and any(map(_is_no_person, words)):
            yield start, end


def _is_set_apart(plain: str, found: re.Match[str], words: list[str], end: int) -> bool:
    """Tell whether two words between commas name what is before them: "the nursery, Little Minnows, had two staff"."""
    is_for_children = found[0].startswith(("nurs", "cr", "play", "pre", "childminder"))
    is_person = name_words().is_first(words[0]) or words[0] in name_words().double
    return is_for_children and len(words) > 1 and not is_person and plain[end : end + 1] == ","


def _may_follow_called(word: str, words: list[str]) -> bool:
    return is_telling(word) or word in LIKE_NAMES or word in HOLY or (bool(words) and word in LAND | NATURE)


def _is_no_person(word: str) -> bool:
    return word in NATURE or word in LAND or (is_telling(word) and not name_words().is_first(word))


def _sorted_places(typed: str, plain: str, capitals_tell: bool) -> Iterator[tuple[int, int]]:
    """Yield where the sort stands behind the name: "Oakfield Primary School"."""
    for found in SORTED.finditer(plain):
        words = words_before(plain, found.start())
        if found["way"] and not typed[found.start()].isupper() and not _is_way_in_small_letters(plain, found.start(), words):
            continue
        if not words or words[-1][1].removesuffix("'s") in PEOPLE or NOT_THE_SORT.match(plain, found.end()):
            continue  # College of Nursing: an organisation
        if found["way"] and typed[found.start()].islower():
            yield words[-1][0], found.end()
            continue
        start = start_in_capitals(words, typed, found) if capitals_tell and typed[words[-1][0]].isupper() else None
        if start is None:
            start = start_in_small_letters(words, found)
        if start is not None and not _lacks_cue(plain, start, found):
            number = WARD_NUMBER.search(plain, max(0, start - WINDOW), start) if found["ward"] else None
            yield number.start() if number else start, found.end()


def _is_way_in_small_letters(plain: str, sort: int, words: PlacedWords) -> bool:
    """Tell whether "on" or the like and a word that nobody knows stand before "walk": "on strathnairn walk"."""
    known = name_words()
    if len(words) < 2 or words[-2][1] not in BEFORE_A_WAY or plain[sort - 1] != " ":
        return False
    word = words[-1][1]
    is_person = known.is_first(word) or known.is_first(word.removesuffix("'s").removesuffix("s"))
    return not is_person and word not in known.last and known.is_new_in_small_letters(word)


def _lacks_cue(plain: str, start: int, found: re.Match[str]) -> bool:
    """Tell whether what may be a team or a park has nothing before it that makes it one of a child's places."""
    before = max(0, start - WINDOW)
    if found["team"] or found["work"]:
        return (PLAYS if found["team"] else WORKS).search(plain, before, start) is None
    return found["pitch"] is not None and CARAVAN.search(plain, before, start) is None
