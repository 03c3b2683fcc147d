"""The number of a Danish company or association in the Central Business Register (CVR)."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

_WEIGHTS = (2, 7, 6, 5, 4, 3, 2, 1)
WRONG = _("Det er ikke et CVR-nummer. Skriv de otte tal, for eksempel 55 13 30 18")


def plain(text: str) -> str:
    """The eight digits, without the blanks and the "DK" that people write."""
    text = text.strip().upper().removeprefix("DK")
    return "".join(sign for sign in text if not sign.isspace() and sign not in ".-")


def is_cvr(text: str) -> bool:
    """True for eight digits, the first not 0, whose weighted sum divides by eleven (the register's own rule)."""
    return (
        len(text) == 8
        and text.isascii()
        and text.isdigit()
        and text[0] != "0"
        and sum(int(digit) * weight for digit, weight in zip(text, _WEIGHTS, strict=True)) % 11 == 0
    )


def must_be_cvr(text: str) -> None:
    """A validator for a field. Raises ValidationError."""
    if not is_cvr(text):
        raise ValidationError(WRONG, code="cvr_number")
