"""What the longest messages are made of to find a rule of masking whose cost grows with the square of the length."""

from __future__ import annotations

PIECES = (
    "1", "0", "@", "a", " ", "is ", "a@", "0 7 ", "1-", "+48 601 234 567 ", "born 1 ", "14 a ", "my son tyler ", "(0",
    "\n", "[name]", "flat 1 ", "1 tom close ", "Al-", "o'", "Tom and ", "St John ", "oh seven ", "a.", "J. ",
    "de la ", "Kyle, ", "12 34 56 ", "jane dot ", "\u200b", "e\u0301", "\u0416", "\u0416a", "A A ", "tom dot at ",
    "live at ", "Xyzab Qwerty ", "faith ", "a school ", "aa bb primary ", "address: a, ", "court ref 1 ",
    "sort code ", "on facebook ", "(at)", "ab12 ", "1/2/", "ab-cd-", "the Xyzs ",
    "the old ", "rose cottage, ", "d a ", "0, ", "plus 4 ", "iban gb00 ", "iban gb", "number one ", "a_b ", "a.b_1 ",
    "insta me ",
    "n n 1 ", "jan 1 ", "year 1 ", "1 day ", "on snap am ", "postcode a ", "mark will ", "health ", "a . ", "k.k.",
    "one two ",
    "sort code 1 ", "chen ", "was 4 on ", "st ", "the a, ", "00 11 22 ", "@ a ", "ab at ", "caravan 1 a ", "xxq zzk ",
    "twelve a ", "st mary ", "holy oak ", "oak lane ", "ward 1 ", "1st oak ", "school called oak ", "masjid al a",
    "year 1 at a ", "oak school ", "oakfield ", "fred primary ", "gb29 nwbk ", "aaaaa 123456 ", "sat ",
    "son (1/1/2020", "will abed ", "a-b-", "A.B. ", "a b c ", "plays for xyz tigers ", "caravan at a park ", "tigers ",
    "post it to Ab Cd ", "plates ab 123 c ", "wee xaawo, ", "xaawo, and ",
    "MARY PAT ", "asked xyzab ", "zzya zzyb zzyc zzyd ", "went to Ab Tots ", "hiya im xaawo, ",
    "Жук ", "меня зовут жу ", "اسمي ", "我叫王", "son 王小 ", "gim. 2019 ", "AB-1 ", "12 D 1 ", "1012 AB ",
    "31-042 ", "our house is Ab ",
    "lin mei ", "zip 1 ", "Bluebell class ", "toddler group ", "nana yaa ", "called tom tidy ", "12th may when ",
    "Ab won't ",
)  # fmt: skip
