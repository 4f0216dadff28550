"""What the words before a sort of place say: which place it is ("oakfield"), or only what it is like ("local")."""

from __future__ import annotations

import re

from nscp.masking.details import word_set
from nscp.masking.name_words import COMMON, ORDINARY_ENDING, PEOPLE, RARE, SURNAME, name_words

BEFORE = word_set(
    "go goes went goin going start starts started at to from in on near by of off down up attends attend attended "
    "left joined called round behind opposite outside inside"
)
# Say what sort of place it is, not which.
SORTS = word_set("""
    why how whose because maybe please only even until while since though although then thank sorry dear yes no okay well
    also toddler toddlers stay-and-play breakfast after-school before-school this-morning your
    a an the this that these those my our your his her their its one two three four some any every each other same
    own whole old new first last next local big small little nice good bad best worst main special mainstream state
    public private faith village city county district national general royal community nearby different another
    wrong right long short dead high primary secondary junior infant infants nursery pre boarding night sunday
    summer middle grammar catholic church english british islamic muslim jewish specialist assessment baby children
    children's childrens child kids paediatric pediatric maternity labour neonatal postnatal antenatal intensive
    care mental health adolescent adult emergency surgical medical psychiatric isolation recovery admissions acute
    day crown family magistrates magistrates' youth supreme coroners coroner's appeal civil criminal coronation
    downing sesame memory back front side busy quiet council housing industrial trading caravan car retail business
    theme water country play skate no not is was were are be and or but so if as than then when where who what which
    it he she they we i you do does did has have had get got go going went come came said told asked see saw take
    took taking leave left find found make made know half over under into out through across along past about all
    both only just even still really very too also social trust school's parallel single named hospital parking mind
    free full police prison education training foundation sixth form sports leisure reception year early safe
    drop-in head top bottom work give giving fast hard sick men's women's male female for with by after before bus
    stop class residential brilliant roof ring saturday weekend polish welsh turkish urdu arabic russian romanian
    lithuanian crime protection investigation support referral response murder investigations nurse changing chosen
    stay keep forest doctors doctors' doctor doctor's gp dental dentist brain heart hip knee eye lung spinal plastic
    laser keyhole hernia cataract tonsil bypass transplant cancer weight vet vet's vets animal walk-in baptist
    methodist anglican evangelical pentecostal orthodox parish united reformed gospel hindu sikh buddhist football
    rugby cricket boxing swimming dance drama stage home homework chess film book night-time pre-prep art music
    ballet riding driving language law traveller travellers gypsy holiday static mobile trailer campsite touring
    fish nearest old-fashioned independent maintained selective non-selective comprehensive comp mixed single-sex
    steiner montessori sen send semh pru alternative provision virtual online open-air eco lovely wonderful amazing
    awful terrible horrible great fantastic excellent outstanding rubbish crap shit decent posh rough tough strict
    snooty fancy proper normal ordinary regular usual current previous former present future original favourite
    actual entire friendly caring lovley cheap expensive crowded modern ancient tiny huge rural urban
    mother-and-baby mum's secure locked burns stroke trauma orthopaedic orthopedic cardiac oncology renal geriatric
    high-dependency dependency step-down burn covid respiratory gynae delivery birth birthing maternal boys boys'
    girls girls' ladies feeder partner sister twin-town linked target catchment smear testing kicking feeling
    getting staying stayed close quite pretty far uni university hale respite whatsits aged teenage young older
    younger all-girls all-boys end mid start new-build modern-day sunday-school
""")
LIKE_NAMES = word_set(  # "Little Acorns"
    "little lil old new great long royal first busy bright happy smart mother water upper lower tiny"
)
COURTS = word_set("crown county family magistrates magistrates' high youth supreme coroners coroner's criminal civil")
# Make up the names of estates, villages and fields, and say nothing by themselves.
LAND = word_set("""
    lane park hill hills view castle green grange manor abbey bridge wood woods field fields meadow meadows brook river
    lake lakes valley court house hall farm mill cross heath common moor gate well spring springs north south east west
    queen king queens kings queen's king's prince princess duke lord lady road street bank bush tree trees garden gardens
    sir dame bishop archbishop mount croft lea leys ford rock stone cliff vale hall drive way avenue close
""")
# Flowers, trees, animals and the like after which nurseries, wards and schools are named.
NATURE = word_set("""
    acorn acorns ladybird ladybirds ladybug rainbow rainbows sunflower sunflowers bumblebee bumblebees bumble
    bumbles bees beehive buttercup buttercups daisy daisies bluebell bluebells snowdrop snowdrops primrose primroses
    poppy poppies poppets teddies teddy bears cubs tots toddlers treasures footprints steps explorers stars sunbeam
    sunbeams sunshine sunrise butterfly butterflies caterpillar caterpillars dragonfly dragonflies hedgehog
    hedgehogs squirrel squirrels otter otters duckling ducklings robin robins owl owls owlets fox foxes badger
    badgers kingfisher skylark lark larks nightingale eagle falcon swan swans swallow swallows kestrel osprey heron
    wren wrens dolphin dolphins penguin penguins starfish puffin puffins seahorse lion lions tiger tigers elephant
    elephants giraffe giraffes monkey monkeys bunny bunnies oak oaks elm elms ash beech beeches birch birches willow
    willows rose roses lily lilies hazel holly maple cedar cedars heather ivy fern ferns hawthorn rowan juniper
    laurel laurels lavender clover orchid jasmine violet iris magnolia chestnut chestnuts sycamore poplar poplars
    hollies lilac tulip tulips pebbles jigsaw lollipop lollipops noah's noahs scallywags scamps rascals kiddies
    pumpkin pumpkins bubbles honeypot honeybee cherubs angels fairytale toybox
""")
HOLY = word_set("st st. saint saints our holy sacred heart trinity christ all souls immaculate corpus blessed")
HOLY_FIRST = word_set("our holy sacred christ all corpus blessed immaculate")
CONTRACTED = re.compile(r".*'(?:m|re|ve|ll|d|t)")
SHORTEST_COMPOUND = 6  # letters: "oakfield"
COMPOUND = re.compile(
    r".+(?:hills?|view|side|gate|park|bank|lea|leigh|thorpe|stone|downs?|meadows?|trees?|acres?|grove|vale|path|mill|hall"
    r"|court|lands?|marsh|fields?|woods?|brooks?|house|stead|green|wick|hurst|haven|lodge|mount|crest|view|point|bridge)"
)
ADJECTIVE = re.compile(r".*(?:al|ary|ory|ish|some|ive|ent|est|ier|ey|ty|ry|ful|ous|ic)")


def describes(word: str) -> bool:
    """Tell whether a word says what a place is like, or whose it is: "local", "grandma's", "I'm"."""
    return word in SORTS or is_of_somebody(word)


def is_of_somebody(word: str) -> bool:
    """Tell whether a word is "grandma's", or "I'm" and the like."""
    base = word.removesuffix("'").removesuffix("'s")
    return bool({base, base.removesuffix("s")} & PEOPLE) or CONTRACTED.fullmatch(word) is not None


def may_be_in_name(word: str) -> bool:
    """Tell whether a word in small letters may stand in the name of a place."""
    if word in LIKE_NAMES or word in NATURE or word in LAND or word in HOLY:
        return True
    return not describes(word) and word not in BEFORE and name_words().ranks.get(word, RARE + 1) > COMMON


def is_telling(word: str) -> bool:
    """Tell whether a word in small letters is a name, or what places are named after, and hardly anything else."""
    known, base = name_words(), word.removesuffix("'s").removesuffix("s'")
    one = base.removesuffix("s")
    if base in NATURE:
        return True
    if describes(word) or word in LAND or word in LIKE_NAMES or {base, one} & (known.towns | known.not_names):
        return False
    rank = min(known.ranks.get(base, RARE + 1), known.ranks.get(one, RARE + 1))
    if rank > COMMON and (known.is_last(base) or known.is_first(base) or known.is_last(one) or known.is_first(one)):
        return True
    is_compound = len(base) >= SHORTEST_COMPOUND and (SURNAME.fullmatch(base) or COMPOUND.fullmatch(base)) is not None
    if rank > RARE and is_compound and base not in known.rare:
        return True
    return known.is_new_in_small_letters(base) and known.is_new(one)


def is_rare(word: str, least: int) -> bool:
    """Tell whether a word is seldom used, and no adjective by its ending: behind "goes to" that is enough."""
    rank = name_words().ranks.get(word, RARE + 1)
    if describes(word) or word in LIKE_NAMES:
        return False
    return (
        rank > least
        and (ORDINARY_ENDING.search(word) is None or word.endswith("in"))
        and not (ADJECTIVE.fullmatch(word) and word in name_words().rare)
    )
