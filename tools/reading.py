"""How hard the texts of the portal are to read, page by page, against the caps that are agreed.

    python -m tools.reading           say which templates and modules are over their cap
    python -m tools.reading --all     and how hard each of the others is, the hardest first

LIX is a smoke alarm, not a goal: a page over its cap is rewritten with shorter sentences. Labels and
buttons are left out, for a text of three words has no sentence to measure. Mails are measured as they
are written, with what they say about a case, by the tests of the letters.
"""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from accounts.lix import read

from .messages import ROOT, SOURCES, texts_in

PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]")
MARKUP = re.compile(r"<[^>]+>")
SHORTEST = 5  # words; less is a label or a button
LEAST_WORDS = 25  # less than this on a page is too little to measure

SYSTEM, PAGE, HELP = 30, 35, 40
CAPS = (
    # What a person meets when something went wrong: calm and short.
    (("templates/400.html", "templates/403.html", "templates/403_csrf.html", "templates/404.html"), SYSTEM),
    (("templates/429.html", "templates/500.html", "templates/503.html"), SYSTEM),
    (("templates/pages/task_link", "templates/pages/help.html"), PAGE),
    # Help in law and figures: privacy, accessibility and the account of the year.
    (("templates/pages/privacy.html", "templates/pages/accessibility.html"), HELP),
    (("templates/public/about.html", "templates/public/evictions.html"), HELP),
    # Only administrators read these.
    (("templates/admin/",), HELP),
    ((re.compile(r".*/admin/.*\.py"), re.compile(r".*/admin\.py")), HELP),
    (("templates/", *(f"{app}/" for app in SOURCES)), PAGE),
)
"""The first that fits decides."""


@dataclass(frozen=True)
class Page:
    """One template or module, how hard what it says is, and the most it may be."""

    name: str
    lix: int
    words: int
    cap: int

    @property
    def is_over(self) -> bool:
        return self.lix > self.cap


def cap_of(name: str) -> int:
    for places, cap in CAPS:
        for place in places:
            if place.match(name) if isinstance(place, re.Pattern) else name.startswith(place):
                return cap
    raise LookupError(name)


def prose_of(path: Path) -> str:
    """Every text of a file that is long enough to have a sentence, a line each."""
    is_template = path.suffix != ".py"
    # Sentences of the log are kept as they were written, so that old rows can be read in English too.
    source = path.read_text().replace("gettext_noop(", "kept(")
    found = {
        " ".join(MARKUP.sub("", PLACEHOLDER.sub("Anna", text.text)).split()): None
        for text in texts_in(source, is_template)
    }
    return "\n".join(text for text in found if len(text.split()) >= SHORTEST)


def pages() -> Iterator[Page]:
    for source in SOURCES:
        for path in sorted((ROOT / source).rglob("*")):
            name = str(path.relative_to(ROOT))
            if path.suffix not in (".py", ".html", ".txt") or "/migrations/" in name or "/demo/" in name:
                continue
            reading = read(prose_of(path))
            if reading.words >= LEAST_WORDS:
                yield Page(name, reading.lix, reading.words, cap_of(name))


def main(arguments: list[str]) -> int:
    found = sorted(pages(), key=lambda page: (page.cap - page.lix, page.name))
    over = [page for page in found if page.is_over]
    for page in found if "--all" in arguments else over:
        print(f"{page.name}: LIX {page.lix} of at most {page.cap} ({page.words} words)")
    print(f"{len(found)} pages, {len(over)} over their cap.")
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
