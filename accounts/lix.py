"""How hard a Danish text is to read: LIX, words per sentence plus the share of long words.

Under 25 is very easy, 25-34 easy, 35-44 middling. Mails are to stay under 30, pages under 35.
"""

import re
from dataclasses import dataclass

LONG = 6  # a word of more letters than this is a long word
MONTHS = "januar|februar|marts|april|maj|juni|juli|august|september|oktober|november|december"
# A full stop that ends no sentence: "ca.", "kl.", "tlf.", "20. november", "12.500 kr. til".
_ABBREVIATIONS = (
    (re.compile(r"\b(ca|tlf|nr)\.", re.IGNORECASE), r"\1"),
    (re.compile(r"\bkl\.\s*", re.IGNORECASE), "kl "),
    (re.compile(rf"(\d)\.(?=\s*(?:{MONTHS}|\d))"), r"\1"),
    (re.compile(r"\bkr\.(?=\s+[a-zæøå])"), "kr"),
)
_LINK = re.compile(r"\[[^\]]*\]\([^)]*\)|https?://\S+")
_SENTENCE_END = re.compile(r"[.!?:]+(?=\s|$)|\n+")
_WORD = re.compile(r"[0-9A-Za-zÆØÅæøåÉé’'\-]+")
_LETTER = re.compile(r"[A-Za-zÆØÅæøåÉé]")


@dataclass(frozen=True)
class Reading:
    """What was counted in a text."""

    words: int
    sentences: int
    long_words: tuple[str, ...]

    @property
    def lix(self) -> int:
        """0 for a text without words."""
        if not self.words:
            return 0
        return round(self.words / max(1, self.sentences) + 100 * len(self.long_words) / self.words)


def read(text: str) -> Reading:
    """Count words, sentences and long words. A line break ends a sentence; addresses count as nothing."""
    text = _LINK.sub("", text)
    for pattern, plain in _ABBREVIATIONS:
        text = pattern.sub(plain, text)
    sentences = [part for part in _SENTENCE_END.split(text) if _WORD.search(part)]
    words = _WORD.findall(text)
    return Reading(
        words=len(words),
        sentences=len(sentences),
        long_words=tuple(word for word in words if len(_LETTER.findall(word)) > LONG),
    )


def lix(text: str) -> int:
    """The LIX of a text."""
    return read(text).lix
