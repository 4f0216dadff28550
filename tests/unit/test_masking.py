from __future__ import annotations

import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from nscp.contacts import load_contacts
from nscp.guide import load_guide
from nscp.masking import PLACEHOLDERS, Detail, find_details, finding, mask, mask_values
from nscp.masking.emails import find_emails
from nscp.masking.finding import MOST_READINGS
from nscp.masking.identity_numbers import has_check_digit
from nscp.settings import PROJECT
from nscp.topics import load_topics
from nscp.yaml_lines import DataError
from tests.masking.pieces import PIECES
from tools.evaluate.masking import Line, is_hidden, is_right, load_lines

OWN_FILES = sorted((PROJECT / "tests" / "masking").glob("own_*.yml"))
CONTACTS = [contact.value for contact in load_contacts(PROJECT).values()]
LONGEST = 20_000  # characters of a message


def masks_details_alone(line: Line) -> bool:
    spans = [(detail.start, detail.end) for detail in find_details(line.text)]
    return all(is_hidden(line.text, *detail, spans) for detail in line.hide) and all(is_right(line, span) for span in spans)


@pytest.mark.parametrize("path", OWN_FILES, ids=lambda path: path.stem)
def test_a_line_loses_its_details_and_nothing_else(path: Path) -> None:
    wrong = [f"{line.place}: {mask(line.text)!r}" for line in load_lines(path) if not masks_details_alone(line)]

    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("path", OWN_FILES, ids=lambda path: path.stem)
def test_masking_twice_is_masking_once(path: Path) -> None:
    once = {line.place: mask(line.text) for line in load_lines(path)}
    wrong = [f"{place}: {text!r} becomes {mask(text)!r}" for place, text in once.items() if mask(text) != text]

    assert not wrong, "\n".join(wrong)


def test_the_masked_text_reads_well() -> None:
    text = "I'm Karen, my son Tyler's dob is 3/3/16. Ring 07700 900123, write to 14 Acacia Avenue, Kettering NN16 8XX"

    assert mask(text) == (
        "I'm [name], my son [name]'s dob is [date of birth]. Ring [phone number], write to [address], Kettering [postcode]"
    )


def test_details_come_in_order_with_their_kinds() -> None:
    text = "karen@gmail.com is my mum Karen's"

    assert find_details(text) == [Detail(0, 15, "email"), Detail(26, 31, "name")]


@pytest.mark.parametrize("placeholder", PLACEHOLDERS.values())
def test_a_placeholder_stays_as_it_is(placeholder: str) -> None:
    text = f"my name is {placeholder} and my son {placeholder} too"

    assert mask(text) == text


@pytest.mark.parametrize("value", CONTACTS)
@pytest.mark.parametrize("before", ["", "my mum called ", "ring me on ", "write to me at ", "my number is ", "nhs number "])
def test_nscps_address_and_the_helplines_are_never_masked(value: str, before: str) -> None:
    for written in (value, value.upper(), value.replace(" ", ""), value.replace(" ", "-"), " ".join(value.replace(" ", ""))):
        if "@" not in value or " " not in written:
            assert mask(before + written) == before + written


def test_a_helpline_inside_a_longer_number_does_not_shield_it() -> None:
    assert mask("07700 116 123") == "[phone number]"


def test_curly_quotes_and_accents_are_read() -> None:
    assert mask("I’m Siân O’Neill") == "I’m [name]"


@pytest.mark.parametrize(
    "name",
    [
        "Marian T. Garforth",
        "Joost van den Akker",
        "Len Buxton jr",
        "Cathal Ó Murchú",
        "Inés de la Torre Molina",
        "Aled ap Dafydd",
        "Piers St John Ackroyd",
        "Siobhan O\u2019Dwyer",
        "Siobhan O\u00b4Dwyer",
        "Hana Al-Tikriti",
        "Margaret (Peggy) Threlfall",
        "Nora Wigglesworth, née Pickles",
    ],
)
def test_a_name_goes_whole(name: str) -> None:
    assert mask(f"my name is {name} and I wait") == "my name is [name] and I wait"


@pytest.mark.parametrize(
    "place",
    [
        "st marys primary",
        "lil acorns nursery",
        "oakfield caravan park",
        "ward 4b rose ward",
        "thornbury primry skool",
        "2nd larkmere scouts",
        "holy trinity church",
        "Larkmere Medical Centre",
        "Masjid Al-Noor",
        "Thornfield High",
        "st josephs",
    ],
)
def test_a_place_of_the_child_goes_with_its_name(place: str) -> None:
    assert mask(f"she goes to {place} in Corby") == "she goes to [place] in Corby"


@pytest.mark.parametrize(
    "text", ["the school", "her primary school", "Kettering General Hospital", "the nursery called me", "a town in Kent"]
)
def test_a_place_without_a_name_stays(text: str) -> None:
    assert mask(text) == text


def test_a_handle_behind_the_word_for_a_site_is_no_email() -> None:
    assert mask("everyone on insta @papa.and.kel_ knows") == "everyone on insta [social media] knows"
    assert mask("write to insta.kel @ gmail.com") == "write to [email]"


def test_a_team_has_a_name_to_hide_only_where_somebody_plays_for_it() -> None:
    assert mask("he plays for Fenbrook Rovers") == "he plays for [place]"
    assert mask("Fenbrook Rovers won again") == "Fenbrook Rovers won again"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("мене звати Оксана Гриценко, я мама", "мене звати [name], я мама"),
        ("Настя любила котів. please write it", "[name] любила котів. please write it"),
        ("με λένε Ελένη Παπαδοπούλου", "με λένε [name]"),
        ("اسمي فاطمة الزهراء وأنا الأم", "اسمي [name] وأنا الأم"),
        ("मेरा नाम सुनीता शर्मा है", "मेरा नाम [name] है"),
        ("我的儿子叫李伟", "我的儿子叫[name]"),
        ("my son 王小明 was five", "my son [name] was five"),
    ],
)
def test_a_name_in_another_script_goes_and_the_sentence_stays(text: str, masked: str) -> None:
    assert mask(text) == masked


@pytest.mark.parametrize(
    "text", ["Мой сын умер в больнице", "Почему школа не позвонила мне?", "我是妈妈", "متى ينتهي التقرير"]
)
def test_a_sentence_in_another_script_that_names_nobody_stays(text: str) -> None:
    assert mask(text) == text


@pytest.mark.parametrize(
    "date", ["gim. 2019-11-08", "ur. 14.03.2018", "geb. 04.07.2016", "д.р. 12.03.2018", "născut 5 martie 2019"]
)
def test_a_date_beside_a_birth_word_of_another_language_goes(date: str) -> None:
    assert mask(f"{date}, and died").endswith(" [date of birth], and died")


@pytest.mark.parametrize(
    ("detail", "placeholder"),
    [
        ("231-MO-99999", "[vehicle registration]"),
        ("B-123-XYZ", "[vehicle registration]"),
        ("F99 XX00", "[postcode]"),
        ("31-042 Kraków", "[postcode] Kraków"),
        ("LT-01100", "[postcode]"),
    ],
)
def test_plates_and_postcodes_of_other_countries_go(detail: str, placeholder: str) -> None:
    assert mask(f"it is {detail}") == f"it is {placeholder}"


def test_names_that_are_words_go_in_a_list_of_names() -> None:
    assert mask("kyle, brooke n little maisie stayed") == "[name], [name] n little [name] stayed"


def test_a_name_that_nobody_knows_goes_before_what_people_do_and_a_misspelt_word_stays() -> None:
    assert mask("Zebedaiah hasn't slept") == "[name] hasn't slept"
    assert mask("Nuthing hasn't changed") == "Nuthing hasn't changed"


def test_a_class_goes_that_is_named_after_an_animal() -> None:
    assert mask("she's in Kingfisher class, not in the top class") == "she's in [place], not in the top class"


def test_a_house_goes_to_which_something_is_sent_and_an_organisation_stays() -> None:
    assert mask("Post it to Tall Chimneys, top of the lane") == "Post it to [address], top of the lane"
    assert mask("Post it to Victim Support, please") == "Post it to Victim Support, please"


def test_a_sentence_in_another_language_stays_beside_an_english_one() -> None:
    text = "Alla i gael y llythyr yn Gymraeg os gwelwch yn dda? I think better in it when I am tired."

    assert mask(text) == text


def test_each_name_of_a_list_goes() -> None:
    assert mask("our kids Alfie, Archie and Ted Smallbone") == "our kids [name], [name] and [name]"


@pytest.mark.parametrize(
    "text",
    [
        "Child K",
        "is it like Baby P",
        "will may be too late",
        "Hope is all we have",
        "Kettering and Corby",
        "Sarah's Law",
        "MP3 4GB",
        "the doctor. Will he be there",
        "Will interested families be asked",
        "the mrs hates it",
        "the gas bill was 90 quid",
        "the prices rose again",
        "they won't FaceTime him",
        "we came from Timisoara, seven years now",
        "Father's Day is hard",
        "happy as larry",
        "a lovely special school",
        "I'm close to giving up",
        "Corby Town football club",
        "heart surgery",
    ],
)
def test_what_only_looks_like_a_detail_stays(text: str) -> None:
    assert mask(text) == text


def test_a_name_that_was_announced_once_is_hidden_wherever_it_stands() -> None:
    assert mask("my girl is called Seraphina. We miss seraphina.") == "my girl is called [name]. We miss [name]."


def test_what_cannot_be_seen_is_taken_out_and_does_not_come_back() -> None:
    assert mask("jo\u200b@example.org") == "[email]"
    assert mask("how\u200b long\u00ad is\u2060 it") == "how long is it"


def test_emoji_and_other_scripts_stay_as_they_were_typed() -> None:
    for text in ("\U0001f468\u200d\U0001f467 how long", "сколько это длится", "کتاب\u200cها"):
        assert mask(text) == text


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("\u0660\u0667\u0667\u0660\u0660 \u0669\u0660\u0660\u0661\u0662\u0663", "[phone number]"),
        ("\uff10\uff17\uff17\uff10\uff10\uff19\uff10\uff10\uff11\uff12\uff13", "[phone number]"),
        ("a\uff20b.example", "[email]"),
        ("my name is K\u0430ren", "my name is [name]"),
        ("my name is \U0001d40a\U0001d41a\U0001d42b\U0001d41e\U0001d427", "my name is [name]"),
    ],
)
def test_look_alikes_are_read_as_what_they_look_like(text: str, masked: str) -> None:
    assert mask(text) == masked


def test_details_keep_their_places_in_the_text_as_typed() -> None:
    text = "hi\u200b, jo\u200b@example.org wrote"

    assert [text[detail.start : detail.end] for detail in find_details(text)] == ["jo\u200b@example.org"]


def test_letters_that_grow_in_lower_case_do_not_shift_the_masks() -> None:
    assert mask("İİİ my name is Ömer, İ") == "İİİ my name is [name], İ"


def test_values_are_masked_at_any_depth_and_keys_and_the_original_stay() -> None:
    value = {"my name is Tom": ["07700 900123", {"text": "im karen", "n": 4, "none": None, "yes": True}], "score": 0.5}
    before = yaml.safe_dump(value)

    assert mask_values(value) == {
        "my name is Tom": ["[phone number]", {"text": "im [name]", "n": 4, "none": None, "yes": True}],
        "score": 0.5,
    }
    assert yaml.safe_dump(value) == before


def test_the_examples_hardly_ever_lose_a_word() -> None:
    """They are made-up messages like those that families type; about one in seventy holds a name or a street."""
    examples = [example.text for topic in load_topics(PROJECT / "data").values() for example in topic.examples]
    masked = [text for text in examples if find_details(text)]

    assert len(masked) / len(examples) < 0.02, masked[:20]


def test_what_the_guide_says_and_the_titles_of_topics_stay_as_they_are() -> None:
    sentences = [sentence.text for sentence in load_guide(PROJECT / "data").values()]
    titles = [topic.title for topic in load_topics(PROJECT / "data").values()]

    assert [text for text in sentences + titles if mask(text) != text] == []


@pytest.mark.parametrize("piece", PIECES)
def test_the_longest_message_is_masked_whatever_it_is_made_of(piece: str, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []

    def first_finder(typed: str, plain: str) -> Iterator[tuple[int, int]]:
        read.append(typed)
        return find_emails(typed, plain)

    monkeypatch.setattr(finding, "FINDERS", (("email", first_finder), *finding.FINDERS[1:]))

    once = mask((piece * LONGEST)[:LONGEST])

    assert len(read) <= MOST_READINGS  # else the time grows with the square of the length
    assert mask(once) == once


def test_a_name_before_much_space_is_still_hidden_at_the_end_of_a_line() -> None:
    assert "Sam" not in mask(f"thanks for that{' ' * 9}\nfrom sam{' ' * 9}xx{' ' * 9}\nbye")


def test_a_text_in_which_every_reading_finds_more_is_hidden_whole() -> None:
    text = "hello, " + "flat 1 " * 100 + "flat"

    assert find_details(text) == [Detail(0, len(text), "address")]


def test_an_address_ends_where_another_detail_begins() -> None:
    assert mask("14 larch rise NN1 2AB") == "[address] [postcode]"


class Typed(str):
    """A text whose end can be seen."""


def test_what_was_typed_does_not_stay_in_memory() -> None:
    text = Typed("when does it end")
    alive = weakref.ref(text)

    mask(text)
    del text

    assert alive() is None


@pytest.mark.parametrize(
    ("digits", "good"), [("9434765919", True), ("4857773457", True), ("9434765918", False), ("4857773456", False)]
)
def test_the_last_digit_of_an_nhs_number_checks_the_others(digits: str, good: bool) -> None:
    assert has_check_digit(digits) is good


def test_a_mask_that_swallows_a_sentence_is_not_right() -> None:
    line = Line("my son Tom ran away from home", (("name", "Tom"),), "here:1")

    assert is_right(line, (7, 10))
    assert is_right(line, (3, 10))
    assert not is_right(line, (0, 29))
    assert not is_right(line, (11, 14))


def test_a_half_hidden_detail_is_not_hidden() -> None:
    text = "ring 07700 900123, Mrs Doyle"

    assert is_hidden(text, "phone", "07700 900123", [(5, 17)])
    assert not is_hidden(text, "phone", "07700 900123", [(5, 10)])
    assert is_hidden(text, "name", "Mrs Doyle", [(23, 28)])
    assert not is_hidden(text, "name", "Mrs Doyle", [])


def test_an_annotation_that_is_not_in_its_line_is_refused_with_file_and_line(tmp_path: Path) -> None:
    file = tmp_path / "lines.yml"
    file.write_text("- {text: hello}\n- {text: my son Tom, hide: [{kind: name, text: Tim}]}\n", encoding="utf-8")

    with pytest.raises(DataError, match=r"lines\.yml:2: name 'Tim'"):
        load_lines(file)


def test_a_message_in_which_nothing_can_be_seen_stays_a_message() -> None:
    assert mask("\u200b\u2060") == " "
    assert mask("") == ""


@pytest.mark.parametrize(
    "text", ["my name is Paul Smith", "Mr Paul Smith rang", "my son tom jones died", "my husband George Michael"]
)
def test_a_family_may_bear_the_name_of_somebody_famous_or_of_a_shop(text: str) -> None:
    assert "[name]" in mask(text)


@pytest.mark.parametrize("text", ["she loves tom jones", "im at paul smith in town", "my daughter loved harry potter"])
def test_somebody_famous_and_a_shop_are_nobody_of_the_family(text: str) -> None:
    assert mask(text) == text
