"""What stands behind a name and shows that it is one: "said", "was our health visitor", "was 3", "'s report"."""

from __future__ import annotations

import re
from enum import Enum

from nscp.masking.word_lists import PEOPLE, word_lists

WORDS = word_lists("name_words.yml")


class Sign(Enum):
    """What follows a word that may be a name."""

    SPEAKS = "speaks"  # what only a person does
    DOES = "does"  # what a thing may do too
    ROLE = "role"  # was our health visitor; , my nan
    BESIDE = "beside"  # our health visitor
    AGE = "age"  # was 3
    HERE = "here"  # here, speaking, again
    END = "end"  # of the line
    IS = "is"
    OWNS = "owns"  # 's report
    PRESENTS = "presents"  # its me
    NUMBERED = "numbered"  # an age in a list: "mia 4, jack 7"


SURE_SIGNS = frozenset({Sign.SPEAKS, Sign.ROLE, Sign.AGE, Sign.HERE, Sign.OWNS, Sign.PRESENTS})

ROLES = PEOPLE | WORDS["roles"]
ANY_OF_THEM = "|".join(sorted(ROLES))
OWNER = r"(?:my|our|his|her|their|your|me|tha)"
SOME_ROLE = rf"(?:[a-z'-]+[ ]){{0,2}}?(?:{ANY_OF_THEM})\b"
ANY_ROLE = rf"(?:{OWNER}|the|a|an|another|one[ ]of)[ ]{SOME_ROLE}"
SPEAKS = (
    "said|says|sed|told|tells|rang|rings|phoned|texted|asked|asks|reckons|thinks|knows|knew|wants|wanted|promised|lied|swore"
    "|hit|hurt|wrote|writes|visited|cried|smiled|laughed|shouted|turned up|used to|died|passed away"
    "|sez|tellt|telt|minded|reported|noticed|begged|admitted|denied|refused|agreed|explained|answered|replied"
    "|complained|smacked"
    "|slapped|kicked|punched|grabbed|threatened|strangled|battered|babysat|married|drank|smoked|bathed|adopted"
    "|fostered|remembers"
    "|remembered|hopes|hoped|feels|felt|believes|believed|heard|drove|ain't|aint|screamed|ignored|blamed|blames"
    "|hates|hated|misses"
    "|missed|deserves|deserved|apologised|resigned|retired|attended|emailed|texts|rings|phones|shouts|drinks|smokes|lies"
    "|(?:and|an|n|&) (?:me|i|her|his|my|mi|ma|the (?:kids|boys|girls|baby|bairns|children|twins))"
)
DOES = (
    "came|comes|went|goes|loves|loved|never|hasn't|wasn't|isn't|doesn't|didn't|won't|can't|couldn't|wouldn't|has|had"
    "|gave|got"
    "|took|kept|signed|who|lives|lived|left|needs|done|did|does|dun|seen|saw|moved|stopped|started|split|drew|lost"
    "|works|worked|cant|wont|dont|didnt|wasnt|isnt"
    "|will|can|made|makes|brought|brings|ran|runs|put|puts|says|gets|takes|keeps|won|met|bit|fell|slept|sleeps|ate"
    "|eats|spoke|found|bought"
    "|sent|sat|sits|let|broke|shook|fed|should|could|would|might|must|hadn't|havent|hasnt|weren't|werent|ended"
    # "Will interested families hear" has no person in it.
    r"|[a-z]{3,}ed(?![ ](?!(?:it|him|her|them|us|me|my|his|our|their|the|a|an|to|in|on|up|off|out|over|at|that|for|with"
    r"|and|but|by|from|about|into|when|after|before|last|all|both|everything|nothing|today|yesterday|very|really)\b))"
)
COUNTED = (
    "of|times|people|in|grand|quid|pounds?|k|per|percent|hours?|hrs?|minutes?|mins?|miles?|pages?|each|all|nil|or|pm|am"
    "|weeks late|pence|p|things?|words?|letters?|calls?|visits?|kids|children|sisters?|brothers?|other|more|big|long|whole"
)
NUMBER = r"(?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten)"
AFTER = re.compile(
    rf"(?:'s)?(?:(?P<speaks>[ ](?:{SPEAKS})\b)|(?P<does>[ ](?:{DOES})\b|'(?:ll|d)\b)"
    rf"|(?P<role>[ ]?(?:[,(][ ]?(?:(?:is|was|as|being)[ ])?|(?:is|was|were|as|being)[ ]){ANY_ROLE}"
    r"|[ ]from[ ](?:next[ ]door|work|church|(?:over|across|down)[ ]the[ ](?:road|street|lane)))"
    rf"|(?P<beside>[ ]{OWNER}[ ]{SOME_ROLE})"
    r"|(?P<age>(?:,[ ]|[ ]\(|[ ](?:is|was|were|wos|wor|wis|wur|wuz|wiz|woz|turned|aged|int)[ ])(?:(?:only|just"
    r"|nearly|about|almost|aged)[ ])?"
    rf"{NUMBER}\b(?![ ](?:{COUNTED})\b|[ ]?[%£:.]\d|,\d|k\b))"
    rf"|(?P<numbered>[ ]\(?{NUMBER}\)?(?=,|[ ](?:and|n|&|months?|mths?|weeks?|yrs?|years?|yo)\b))"
    r"|(?P<presents>[ ](?:it'?s|it[ ]is)[ ]me\b)"
    r"|(?P<here>[ ](?:here|speaking|again)\b(?![ ](?:is|are|we)))"
    r"|(?P<end>[ \t]*[.!x,\u2764]*[ \t]*(?:$|\n))"
    r"|(?P<is>[ ](?:is|was|were|iz|woz|wos|wor|wis|wur|wuz|wiz)\b|'s[ ](?:not|been|got|gone|still|always|never)\b))"
)
OWNS = re.compile(
    rf"'?s'?[ ](?:{ANY_OF_THEM}|review|case|report|death|birthday|school|teacher|funeral|name|room|injuries|file"
    rf"|records|fault"
    r"|idea|job|turn|phone|house|side|story|account|statement|bedroom|bruises|behaviour|safety|needs|voice|life"
    r"|social[ ]worker)\b"
)
KIN = re.compile(rf"'s[ ](?:{'|'.join(sorted(PEOPLE))})\b")
HOUSEHOLD = re.compile(r"(?:'s|')?[ ](?:family|household|children|kids|twins|boys|girls|brothers|sisters)\b")
MATTER = re.compile(r"(?:'s|')?[ ](?:case|inquest|inquiry)\b")
NAMED_AFTER = re.compile(
    rf"[ -](?:{'|'.join(sorted(WORDS['institutions']))}|house|hall|lane|close|way|court|park|church|ward|bridge|square"
    r"|disease|syndrome|reflex|palsy|manoeuvre)\b"
    r"|'s[ ](?:law|rule|act|wish|trust|charity|fund|foundation|house|hospice|hospital)\b"
)


def sign_after(plain: str, end: int) -> Sign | None:
    """Return what follows a word that ends at a place; None if it says nothing."""
    found = AFTER.match(plain, end)
    if found is not None:
        return Sign(found.lastgroup)
    return Sign.OWNS if OWNS.match(plain, end) else None


ASKED = re.compile(
    r"\b(?:will|can|does|do|did|is|was|were|has|had|should|could|would|why|does|dus|duz|cant|wont|didnt|doesnt|isnt"
    r"|wasnt)[ ]$"
)
ASKED_AFTER = re.compile(
    r"[ ](?:be|been|have|get|gets|know|see|not|still|need|want|go|come|find|hear|tell|say|give|read|told|ever|also"
    r"|even|allowed"
    r"|invited|there|involved|coming|going|named|meet|talk|speak|ask|attend|dead|alive|taken|removed|told|safe|ok"
    r"|okay|alright)\b"
)
LONGEST_ASKING = 10  # characters


def is_asked_about(plain: str, start: int, end: int) -> bool:
    """Tell whether a word between two places is what a question is about: "will mark be there"."""
    return (
        ASKED.search(plain, max(0, start - LONGEST_ASKING), start) is not None and ASKED_AFTER.match(plain, end) is not None
    )


def owns_kin(plain: str, end: int) -> bool:
    """Tell whether a word that ends at a place is followed by "'s dad" or the like."""
    return KIN.match(plain, end) is not None


def is_family(plain: str, end: int) -> bool:
    """Tell whether a word that ends at a place is followed by "family" or the like."""
    return HOUSEHOLD.match(plain, end) is not None


def is_matter(plain: str, end: int) -> bool:
    """Tell whether a word that ends at a place is followed by "case" or the like."""
    return MATTER.match(plain, end) is not None


def is_named_after_somebody(plain: str, end: int) -> bool:
    """Tell whether a name that ends at a place is that of a street, a school or a law."""
    return NAMED_AFTER.match(plain, end) is not None
