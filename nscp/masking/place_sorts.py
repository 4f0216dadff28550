"""The sorts of places in a child's life that bear a name: schools, wards, surgeries, churches, clubs, sites, streets."""

from __future__ import annotations

import re

from nscp.masking.word_lists import word_lists

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
    rf"{SORT_OF_SCHOOL}(?:{PRIMARY}|infants?|juniors?|jnrs?|secondary|grammar|{ACADEMY}|{SCHOOL_WORD}|college|{NURSERY}"
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
    r"|(?:dance|stage|theatre|drama|swim)[ ]school|(?:scouts?|cubs?|beavers?|guides|brownies|cadets)"
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
    r"|karate|gymnastics|ballet|cheer|hockey|tennis)[ ](?:(?:for|at|with|wi|by|of)[ ])?(?:the[ ])?$"
)
GROUP = (
    r"(?:(?:toddlers?|baby|babies|parents?|mums?|mother|stay|play|breastfeeding|sensory|carers?|tots|after[ -]?school|before[ -]?school"
    r"|breakfast|youth|drama|dance|singing|craft|forest[ ]school)(?:[ ](?:and|&|n)[ ](?:toddlers?|baby|babies|tots?|play))?[ ])"
    r"(?:group|club|sessions?)"
)
CLASS = r"class|klass"  # of a primary school, named after an animal or a tree
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
WAY = r"drive|way|court|place|walk|rise|estate|green|hill|yard|croft"
SORTED = re.compile(
    rf"(?<=[a-z'. ][ ])(?:(?P<club>{CLUB})|(?P<church>{CHURCH})|(?P<surgery>{SURGERY})|(?P<group>{GROUP})|(?P<site>{SITE})|(?P<school>{SCHOOL})"
    rf"|(?P<form>{FORM})|(?P<ward>{WARD})|(?P<road>{ROAD})|(?P<way>{WAY})"
    rf"|(?P<team>{TEAM})|(?P<pitch>{PITCH})|(?P<class>{CLASS}))(?:[ ]u\d{{1,2}}'?s?)?(?![\w'-])"
)
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
