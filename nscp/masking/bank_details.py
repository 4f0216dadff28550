"""Finds what a bank account is known by: IBANs, sort codes, account numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

DIGIT = re.compile(r"\d")
CUE_LENGTH = 50  # characters before a number in which a word can say what it is
IBAN = re.compile(r"(?<!\w)[a-z]{2}\d{2}(?:[ -]?[a-z\d]{4}){2,7}(?:[ -]?[a-z\d]{1,3})?(?!\w)")
SORT_CODE = r"\d\d[ -]?\d\d[ -]?\d\d"
WITH_ACCOUNT = re.compile(
    rf"(?<![\d-])(?P<sort>{SORT_CODE})[\s,/]{{1,3}}(?:(?:acc(?:ount)?|a/c)\.?\s)?(?P<account>\d{{8}})(?!\d)"
)
NUMBER = re.compile(r"(?<![\d.£$€-])\d(?:[ -]{0,2}\d){5,11}(?![\d-])(?![ .]\d)")
SORT_CODE_BEFORE = re.compile(r"\b(?:sort(?:\s?-?codes?)?|s/c)(?!\w)[^\d!?\x00]{0,20}$")
ACCOUNT_BEFORE = re.compile(
    r"\b(?:bank(?:ing)?|account|acc|acct|a/c|building society|roll)\s?(?:number|num|no|details|acc(?:ount)?|#)?\b"
    r"[^\d!?\x00]{0,25}$"
)
NOT_OF_A_BANK = re.compile(r"\b(?:nhs|gas|electric|water|council tax|broadband|phone|email|amazon|case)\b[^\d]{0,30}$")
SORT_CODE_DIGITS, ACCOUNT_DIGITS = 6, (6, 12)
LETTERS_AS_NUMBERS = {chr(ord("a") + place): str(place + 10) for place in range(26)}


def find_bank_details(_: str, plain: str) -> Iterator[tuple[int, int]]:
    """Yield where they stand: IBANs by their check digits, the others after a word such as "sort code"."""
    if not DIGIT.search(plain):
        return
    spans = [found.span() for found in IBAN.finditer(plain) if is_iban(re.sub("[ -]", "", found[0]))]
    for found in WITH_ACCOUNT.finditer(plain):
        spans += [found.span("sort"), found.span("account")]
    for found in NUMBER.finditer(plain):
        before = plain[max(0, found.start() - CUE_LENGTH) : found.start()]
        digits = sum(letter.isdigit() for letter in found[0])
        is_sort_code = digits == SORT_CODE_DIGITS and SORT_CODE_BEFORE.search(before)
        is_account = ACCOUNT_DIGITS[0] <= digits <= ACCOUNT_DIGITS[1] and ACCOUNT_BEFORE.search(before)
        if is_sort_code or (is_account and not NOT_OF_A_BANK.search(before)):
            spans.append(found.span())
    done = 0
    for start, end in sorted(spans):
        if start >= done:
            yield start, end
            done = end


def is_iban(text: str) -> bool:
    """Tell whether letters and digits are an IBAN: the remainder by 97 is 1 (ISO 13616)."""
    turned = text[4:] + text[:4]
    return int("".join(LETTERS_AS_NUMBERS.get(letter, letter) for letter in turned)) % 97 == 1
