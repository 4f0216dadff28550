"""Finds what bank accounts and payment cards are known by: IBANs, sort codes, account and card numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nscp.masking.details import apart
from nscp.masking.spoken_numbers import spoken_runs
from nscp.masking.word_lists import word_set

DIGIT = re.compile(r"\d")
CUE_LENGTH = 50  # characters before a number in which a word can say what it is
SORT_CODE_DIGITS, ACCOUNT_NUMBER_DIGITS, ACCOUNT_DIGITS = 6, 8, (6, 12)
IBAN = re.compile(r"(?<!\w)[a-z]{2}\d{2}(?:[ -]?[a-z\d]{4}){2,7}(?:[ -]?[a-z\d]{1,3})?(?!\w)")
ANNOUNCED_IBAN = re.compile(
    r"\biban\b[^\d\x00]{0,20}?(?<!\w)(?P<iban>[a-z]{2}[ ]?\d\d(?:[ -]?(?:[a-z\d]{0,4}\d[a-z\d]{0,30}"
    r"|[a-z]{4}(?=[ -]?\d))){2,12})(?!\w)"
)
SORT_CODE = r"\d\d[ ./-]{0,3}\d\d[ ./-]{0,3}\d\d"
WITH_ACCOUNT = re.compile(
    rf"(?<![\d-])(?P<sort>{SORT_CODE})[\s,/;:&+-]{{1,3}}(?:and\s)?(?:(?:account|acct|acc|ac|a/c)\.?\s?)?(?:(?:number"
    rf"|num|no|nr)\.?\s?)?"
    r"(?::\s?|is\s)?(?P<account>\d{4}[ -]?\d{4}|\d\d(?:[ -]\d\d){3})(?!\d)"
)
NUMBER = re.compile(r"(?<![\d.£$€-])\d(?:[ ./-]{0,3}\d){5,11}(?![\d-])(?![ .]\d)")
SORT_CODE_BEFORE = re.compile(r"\b(?:s[or]+t(?:\s?-?c[od]+e?s?)?|s/c|sc)(?!\w)[^\d!?\x00]{0,25}$")
ACCOUNT_BEFORE = re.compile(
    r"(?:\b(?:bank(?:ing)?|account|accnt|acount|acc|acct|ac|a/c|building society|roll|santander|barclays|lloyds"
    r"|natwest|halifax|hsbc"
    r"|monzo|starling|nationwide|tsb|paid into|pay (?:it )?into)\s?(?:number|numb|num|nr|no|details|acc(?:ount)?|#)?(?!\w)"
    r"|\x00[\s,;]{1,3}(?:and )?(?:the )?(?:number|num|no|nr)\b)[^\d!?\x00]{0,30}$"
)
SPOKEN_DIGITS = {SORT_CODE_DIGITS: SORT_CODE_BEFORE, ACCOUNT_NUMBER_DIGITS: ACCOUNT_BEFORE}
NOT_OF_A_BANK = re.compile(r"\b(?:nhs|gas|electric|water|council tax|broadband|phone|email|amazon|case)\b[^\d]{0,30}$")
BANK_BEHIND = re.compile(
    r"[ ,(-]{1,3}(?:with |at )?(?:barclays|lloyds|natwest|halifax|hsbc|santander|monzo|starling|nationwide|tsb"
    r"|revolut|rbs)\b"
)
COUNTRIES = word_set("""
    ad al at az ba be bg by ch cy cz de dk ee es fi fo fr gb ge gi gr hr hu ie il is it ks kz lb li lt lu lv mc md me mk mt
    nl no pk pl ps pt qa ro rs sa se si sk sm tn tr ua xk
""")
SHORTEST_IBAN = 15  # letters and digits
NEAR_SORT_CODE = 40  # characters behind a sort code in which eight digits are the account
LETTERS_AS_NUMBERS = {chr(ord("a") + place): str(place + 10) for place in range(26)}


def find_bank_details(_: str, plain: str) -> Iterator[tuple[int, int]]:
    """Yield where they stand: IBANs by their check digits, the others after a word such as "sort code"."""
    spans = [
        (start, end)
        for start, end, digits in spoken_runs(plain)
        if len(digits) in SPOKEN_DIGITS and SPOKEN_DIGITS[len(digits)].search(plain[max(0, start - CUE_LENGTH) : start])
    ]
    if DIGIT.search(plain):
        spans += _in_digits(plain)
    yield from apart(spans)


def _in_digits(plain: str) -> list[tuple[int, int]]:
    spans = [found.span("iban") for found in ANNOUNCED_IBAN.finditer(plain)]
    spans += [found.span() for found in IBAN.finditer(plain) if _is_like_iban(re.sub("[ -]", "", found[0]))]
    for found in WITH_ACCOUNT.finditer(plain):
        spans += [found.span("sort"), found.span("account")]
    sort_code_end = -NEAR_SORT_CODE - 1
    for found in NUMBER.finditer(plain):
        before = plain[max(0, found.start() - CUE_LENGTH) : found.start()]
        digits = sum(letter.isdigit() for letter in found[0])
        is_sort_code = digits == SORT_CODE_DIGITS and SORT_CODE_BEFORE.search(before)
        if digits == ACCOUNT_NUMBER_DIGITS and found.start() - sort_code_end <= NEAR_SORT_CODE:
            spans.append(found.span())
            continue
        is_account = ACCOUNT_DIGITS[0] <= digits <= ACCOUNT_DIGITS[1] and ACCOUNT_BEFORE.search(before)
        is_account = is_account or (digits == ACCOUNT_NUMBER_DIGITS and BANK_BEHIND.match(plain, found.end()))
        if is_sort_code or (is_account and not NOT_OF_A_BANK.search(before)):
            spans.append(found.span())
            if is_sort_code:
                sort_code_end = found.end()
    return spans


def _is_like_iban(code: str) -> bool:
    """Tell whether a code is an IBAN, or one mistyped: nothing else begins with a country and is so long."""
    digits = sum(map(str.isdigit, code))
    return is_iban(code) or (code[:2] in COUNTRIES and len(code) >= SHORTEST_IBAN and 2 * digits >= len(code))


def is_iban(text: str) -> bool:
    """Tell whether letters and digits are an IBAN: the remainder by 97 is 1 (ISO 13616)."""
    turned = text[4:] + text[:4]
    return int("".join(LETTERS_AS_NUMBERS.get(letter, letter) for letter in turned)) % 97 == 1


CARD_NUMBER = re.compile(r"(?<![\w+])(?<!\d[ -])\d(?:[ -]{0,2}\d){12,18}(?![ -]?\d)")
YEARS = re.compile(r"(?:(?:19|20)\d\d\D{1,2}){3}(?:19|20)\d\d")
CODE = re.compile(r"\b(?:cvv|cvc|cv2|security code|csc)\b[^\d\x00]{0,12}(?P<code>\d{3,4})(?!\d)")
CARD_BEFORE = re.compile(r"\b(?:card|visa|mastercard|debit|credit|amex)\b[^\d\x00]{0,30}$")


def find_card_numbers(_: str, plain: str) -> Iterator[tuple[int, int]]:
    """Yield where they stand: thirteen to nineteen digits with the right check digit, or after "card"."""
    if not DIGIT.search(plain):
        return
    spans = [found.span("code") for found in CODE.finditer(plain)]
    for found in CARD_NUMBER.finditer(plain):
        digits = re.sub(r"\D", "", found[0])
        if YEARS.fullmatch(found[0]):
            continue
        if passes_luhn(digits) or CARD_BEFORE.search(plain[max(0, found.start() - CUE_LENGTH) : found.start()]):
            spans.append(found.span())
    yield from sorted(spans)


def passes_luhn(digits: str) -> bool:
    """Tell whether the last digit checks the others (ISO/IEC 7812)."""
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return (sum(doubled) + sum(map(int, digits[-1::-2]))) % 10 == 0 and digits.strip("0") != ""
