"""Reading numbers the way people in Denmark write them, and writing them back."""

import re
from decimal import ROUND_HALF_UP, Decimal

_WIDE = str.maketrans("０１２３４５６７８９，．－／", "0123456789,.-/")
_BLANKS = re.compile(r"\s+")
_MINUS = str.maketrans({"−": "-", "–": "-", "‐": "-", "‑": "-"})
_WHOLE = r"(?P<whole>[0-9]{1,3}(?:[. ][0-9]{3})+|[0-9]{1,18})"
_DANISH = re.compile(rf"(?P<sign>-?) ?{_WHOLE}(?:,(?P<part>[0-9]{{1,18}}))?")
_POINT = re.compile(r"(?P<sign>-?) ?(?P<whole>[0-9]{1,18})\.(?P<part>[0-9]{1,18})")


def plain_digits(text: str) -> str:
    """Wide digits, as some keyboards make them, as ordinary ones. Raised and framed figures stay foreign."""
    return text.translate(_WIDE).strip()


def read_number(text: str) -> Decimal | None:
    """ "12.500", "12 500", "3,5" and "3.5" as a number; None when it is no number.

    A point before exactly three digits parts thousands, as in Danish. Anything else after a point
    can only be decimals.
    """
    text = _BLANKS.sub(" ", text).translate(_MINUS).strip()
    match = _DANISH.fullmatch(text)
    point = _POINT.fullmatch(text)
    if match is None or (point and point["whole"] in ("0", "00")):
        match = point
    if match is None:
        return None
    whole = re.sub(r"\D", "", match["whole"])
    return Decimal(f"{match['sign']}{whole}.{match['part'] or 0}")


_CURRENCY = re.compile(r"(?:kr\.?|dkk|kroner)", re.IGNORECASE)
_AMOUNT_END = re.compile(r",(?:-|–|—|00)$")


def read_kroner(text: str) -> Decimal | None:
    """An amount in kroner, rounded half up to whole øre; None when it cannot be read for certain.

    Two ways of writing mean different amounts to different people and are therefore refused:
    "12.50" (twelve and a half to an English reader) and "12,500" (twelve thousand five hundred).
    """
    text = _BLANKS.sub(" ", text).translate(_MINUS).strip()
    text = _CURRENCY.sub("", text).strip()
    text = _AMOUNT_END.sub("", text).strip()
    match = _DANISH.fullmatch(text)
    if match is None:
        return None
    thousands_apart = "." in match["whole"] or " " in match["whole"]
    if match["part"] and len(match["part"]) == 3 and not thousands_apart and match["whole"].strip("0") != "":
        return None
    whole = re.sub(r"\D", "", match["whole"])
    amount = Decimal(f"{match['sign']}{whole}.{match['part'] or 0}")
    return amount.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def write_number(value: Decimal | int) -> str:
    """The number for an input box: Danish comma, points between thousands, no empty decimals."""
    whole, _, part = f"{Decimal(value):f}".partition(".")
    sign, whole = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
    part = part.rstrip("0")
    return sign + f"{int(whole):,}".replace(",", ".") + (f",{part}" if part else "")


def write_kroner(value: Decimal | int) -> str:
    """ "12.500" or "12.500,50": the amount for an input box."""
    text = write_number(value)
    whole, comma, part = text.partition(",")
    return f"{whole},{part:0<2}" if comma else whole
