"""File names as people give them, made fit to show and to send."""

import re
import unicodedata

LONGEST_NAME = 120  # signs, with the ending


def clean_name(name: str) -> str:
    """The last part of the name, without control signs, signs that turn the direction, and odd blanks.

    A name of 300 signs is cut in the middle of its stem, never in its ending.
    """
    name = re.split(r"[/\\]", name)[-1]
    kept = (
        " " if unicodedata.category(sign)[0] == "Z" else sign
        for sign in unicodedata.normalize("NFC", name)
        if unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Co", "Cn") and sign not in '<>:"|?*'
    )
    name = re.sub(r"\s+", " ", "".join(kept)).strip(" ").rstrip(".")
    stem, ending = split_name(name)
    stem = stem[: LONGEST_NAME - len(ending) - 1].strip(" .") or "fil"
    return f"{stem}.{ending}" if ending else stem


def split_name(name: str) -> tuple[str, str]:
    """Stem and ending in small letters: ("Referat", "pdf"). No ending gives ""."""
    stem, dot, ending = name.rpartition(".")
    if not dot or not re.fullmatch(r"[A-Za-z0-9]{1,5}", ending):
        return name, ""
    return stem, ending.lower()
