"""Text as people type, paste and import it, made fit to store."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

HIDDEN_SIGNS = _("Der er skjulte tegn i teksten. Slet teksten, og skriv den igen.")

# Signs that turn the direction of writing (U+202A-202E, U+2066-2069). No Danish text needs them, and
# they make "fdp.exe" look like "exe.pdf".
_DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")
_ZERO_WIDTH = "\u200b\u200c\u200d\u2060\ufeff"


def clean_text(value: str, *, one_line: bool = False) -> str:
    """The text without surrounding blanks, with one kind of line break and one kind of å.

    Raises ValidationError for what no database stores: NUL and other control signs, half letters
    (lone surrogates). They come from broken pasting, never from a keyboard.
    """
    text = value.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    text = _DIRECTION.sub("", text)
    if one_line:
        text = re.sub(r"[\n\t\v\f]+", " ", text)
    if any(unicodedata.category(sign) in ("Cc", "Cs") and sign not in "\n\t" for sign in text):
        raise ValidationError(HIDDEN_SIGNS, code="hidden_signs")
    return unicodedata.normalize("NFC", text).strip().strip(_ZERO_WIDTH).strip()
