"""Finding civil registration numbers (CPR) and tenancy numbers in text, so that they are not stored.

The portal has no leave to process CPR numbers (databeskyttelsesloven § 11, stk. 2), so a text that holds
one is sent back to the writer. The number itself is never logged and never part of a message.

A number is recognised by its birth date and the rule of centuries alone. Modulus 11 is not used:
numbers that fail it have been given since 2007 and are fully valid.

Not caught: numbers in pictures, written as words, or split between fields.
"""

import html
import re
import unicodedata
from datetime import date
from urllib.parse import unquote

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

CPR_IN_TEXT = _(
    "Her står noget, der ligner et CPR-nummer. Skriv ikke navne og CPR-numre her. "
    'Skriv "en familie" i stedet.'
)
TENANCY_IN_TEXT = _(
    'Her står noget, der ligner et bolignummer. Det peger på ét menneske. Skriv "en familie" i stedet.'
)

# 140990-1234, 14.09.90 1234, 14/09/1990-1234. Between date and serial number up to three signs (" - ").
_GROUPED = re.compile(
    r"(?<![\d])(\d\d)[ \n.\-/:_,]?(\d\d)[ \n.\-/:_,]?(\d{4}|\d\d)[ \n.\-/:_,*()]{0,3}(\d{4})(?!\d)"
    # An amount or a share after a date is no serial number: "14.09.25 1200 kr."
    r"(?! ?(?:kr|dkk|timer|%|,-|,\d\d(?!\d)))",
    re.IGNORECASE,
)
# "Afdeling 20" and then a whole day, "05.10.2025": no birth number, but a number and the day after it.
_NUMBER_BEFORE_DAY = re.compile(r"\d\d (?:[0-2]\d|3[01])([.\-/])(?:0\d|1[0-2])\1(?:19|20)\d\d")
# 0 1 0 1 9 0 1 2 3 4 and 01 01 90 12 34: exactly ten digits, apart by one and the same sign.
_SPREAD = re.compile(
    r"(?<!\d)(?<!\d[ .\-])(?:\d([ .\-])\d(?:\1\d){8}|\d\d([ .\-])\d\d(?:\2\d\d){3})(?![ .\-]?\d)(?! ?kr)",
    re.IGNORECASE,
)
# A spreadsheet cell that lost its leading zero: 10190-1234 anywhere, 101901234 alone or after "cpr".
_SHORT = re.compile(r"(?<![\d.,])(\d)(\d\d)(\d\d)-(\d{4})(?!\d)")
_SHORT_BARE = re.compile(r"(?:\A\s*|\bcpr\W{0,5}(?:nr\W{0,3})?)(\d)(\d\d)(\d\d)(\d{4})(?!\d)", re.IGNORECASE)
# Bolignummer: 1-afdeling-bolig-lejer, always starting with 1 (AAB's own form).
_TENANCY = re.compile(r"(?<![\d-])1-\d{1,4}-\d{1,5}-\d{1,3}(?![\d-])")

_INVISIBLE = {"Cf", "Mn", "Me"}
_LONGEST = 200_000


def holds_personal_number(text: str) -> bool:
    """True when some part of the text reads as a CPR number."""
    text = _plain(text)
    for match in _GROUPED.finditer(text):
        if _is_birth_number(*match.groups()) and not _NUMBER_BEFORE_DAY.fullmatch(match.group()):
            return True
    for match in _SPREAD.finditer(text):
        digits = re.sub(r"\D", "", match.group())
        if _is_birth_number(digits[:2], digits[2:4], digits[4:6], digits[6:]):
            return True
    for pattern in (_SHORT, _SHORT_BARE):
        for match in pattern.finditer(text):
            day, month, year, serial = match.groups()
            if _is_birth_number("0" + day, month, year, serial):
                return True
    return False


def holds_tenancy_number(text: str) -> bool:
    """True when some part of the text reads as a bolignummer, which names one household."""
    return _TENANCY.search(_plain(text)) is not None


def refuse_personal_numbers(value: str) -> None:
    """A validator for every text people write or import. Raises ValidationError without the number."""
    if not isinstance(value, str) or not any(sign.isdigit() for sign in value):
        return
    if holds_personal_number(value):
        raise ValidationError(CPR_IN_TEXT, code="cpr")
    if holds_tenancy_number(value):
        raise ValidationError(TENANCY_IN_TEXT, code="tenancy")


def refuse_personal_numbers_within(value: object) -> None:
    """The same for data in boxes within boxes (JSON): every key, text and number in it is read."""
    if isinstance(value, dict):
        for key, inner in value.items():
            refuse_personal_numbers_within(key)
            refuse_personal_numbers_within(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            refuse_personal_numbers_within(inner)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        refuse_personal_numbers(str(value))
    else:
        refuse_personal_numbers(value)


def _plain(text: str) -> str:
    """The text as a reader sees it: one kind of digit, dash and blank, no invisible signs, no escapes."""
    text = text[:_LONGEST]
    if "%" in text:
        text = unquote(text, errors="ignore")
    if "&" in text:
        text = html.unescape(html.unescape(text))
    if text.isascii():
        return re.sub(r"[ \t\r\n]+", " ", text)
    signs = []
    for sign in unicodedata.normalize("NFKC", text):
        category = unicodedata.category(sign)
        if category in _INVISIBLE:
            continue
        if category == "Nd":
            signs.append(str(unicodedata.decimal(sign)))
        elif category == "Pd" or sign in "−⁃":
            signs.append("-")
        elif category in ("Zs", "Zl", "Zp", "Cc"):
            signs.append(" ")
        elif sign in "·•∙":
            signs.append(".")
        elif sign in "⁄∕":
            signs.append("/")
        else:
            signs.append(sign)
    return re.sub(r" +", " ", "".join(signs))


def _is_birth_number(day: str, month: str, year: str, serial: str) -> bool:
    """Whether date and serial number fit cpr.dk's table. Replacement numbers add 60 to the day."""
    century = _century(int(year[-2:]), int(serial[0]))
    if len(year) == 4 and int(year[:2]) * 100 != century:
        return False
    day_of_month = int(day) - 60 if int(day) > 60 else int(day)
    try:
        born_on = date(century + int(year[-2:]), int(month), day_of_month)
    except ValueError:
        return False
    return born_on <= timezone.localdate()


def _century(year: int, seventh: int) -> int:
    """The century that the seventh digit says (cpr.dk, "Personnummeret i CPR-systemet")."""
    if seventh <= 3:
        return 1900
    if seventh in (4, 9):
        return 2000 if year <= 36 else 1900
    return 2000 if year <= 57 else 1800
