"""What must hold for every template, found without opening a page.

    python -m tools.templates

Each template compiles and is used; nothing needs JavaScript to work; nothing inline that the
Content-Security-Policy would refuse; every word a person reads is marked for translation.
"""

import os
import re
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import django
from django.template import TemplateSyntaxError, engines
from django.template.base import Lexer, TokenType
from django.template.loader import get_template

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "templates"
CODE = ("aab_social", "accounts", "initiatives", "evaluation", "funding")
# Found by name rather than named in our files: the error pages of Django and allauth, and the pack that
# crispy-forms renders.
USED_BY_CONVENTION = (
    *("400.html", "403.html", "403_csrf.html", "404.html", "429.html", "500.html"),
    "aab/",
)
# Shown when so much is broken that the language may be unknown: in Danish, without a word of code.
LAST_RESORT = ("400.html", "500.html", "503.html")
# Mail programs know no style sheets.
MAY_HOLD_STYLES = ("emails/",)
HTMX_REQUESTS = {"hx-get", "hx-post", "hx-put", "hx-patch", "hx-delete"}
READ_ALOUD = {"alt", "aria-label", "aria-description", "placeholder", "title"}
# Names, which are the same in every language, and units.
NAMES = {"AAB", "Dansk", "English", "PDF", "CSV", "XLSX", "kr", "nbsp", "shy", "middot", "rarr", "times"}
WORD = re.compile(r"[^\W\d_]{2,}")
ADDRESS = re.compile(r"\S+\.(dk|eu|org)\b\S*")
# Template tags that write something; the others only decide or arrange.
WRITES = re.compile(r"^(url|static|translate|trans|cycle|firstof|now|querystring)\b")
# What stands between these is translated, or not shown at all.
OPENS = re.compile(r"^(blocktrans(late)?|comment)\b")
CLOSES = re.compile(r"^end(blocktrans(late)?|comment)\b")
UNSAFE = re.compile(r"\|\s*(safe|safeseq)\b|autoescape\s+off")


class Tags(HTMLParser):
    """The faults in the tags of one template, and the words between them."""

    def __init__(self, may_hold_styles: bool):
        super().__init__(convert_charrefs=False)
        self.may_hold_styles = may_hold_styles
        self.forms = 0
        self.faults: list[tuple[int, str]] = []
        self.words: list[tuple[int, str]] = []

    def fault(self, sentence: str) -> None:
        self.faults.append((self.getpos()[0], sentence))

    def handle_starttag(self, tag: str, pairs: list[tuple[str, str | None]]) -> None:
        attributes = dict(pairs)
        names = set(attributes)
        if tag == "form":
            self.forms += 1
        if tag == "a" and "href" not in names:
            self.fault("<a> without href cannot be reached by keyboard; use a link or a button")
        if tag in ("button", "input", "select", "textarea", "fieldset") and "disabled" in names:
            self.fault(f"<{tag} disabled>: say why something cannot be done instead of greying it out")
        if tag == "img" and "alt" not in names:
            self.fault("<img> without alt")
        if tag == "style" or ("style" in names and not self.may_hold_styles):
            self.fault("inline style; the Content-Security-Policy refuses it, use a class")
        if tag == "script" and "src" not in names and attributes.get("type") != "application/json":
            self.fault("inline script; the Content-Security-Policy refuses it, use a file")
        for name in sorted(names):
            code = name.startswith(("on", "hx-on", "hx-vars"))
            if code or (name == "hx-vals" and "js:" in str(attributes[name])):
                self.fault(f"{name}: code in an attribute, which the Content-Security-Policy refuses")
        if str(attributes.get("href", "")).strip().lower().startswith("javascript:"):
            self.fault("a javascript: address; use a button in a form")
        if names & HTMX_REQUESTS and not self.works_without_javascript(tag, attributes):
            self.fault(
                f"<{tag} {min(names & HTMX_REQUESTS)}> does nothing without JavaScript; "
                "give it href or action, or place it in a form"
            )
        for name in names & READ_ALOUD:
            self.words.append((self.getpos()[0], attributes[name] or ""))
        if tag == "input" and attributes.get("type") in ("submit", "button", "reset"):
            self.words.append((self.getpos()[0], attributes.get("value") or ""))

    def works_without_javascript(self, tag: str, attributes: dict) -> bool:
        if tag == "a":
            return bool(attributes.get("href"))
        if tag == "form":
            return bool(attributes.get("action") or attributes.get("method"))
        if "from:body" in str(attributes.get("hx-trigger")):
            return True  # nothing to press: it refreshes what is already there
        return self.forms > 0 and tag in ("button", "input", "select", "textarea", "fieldset", "div")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.forms = max(0, self.forms - 1)

    def handle_data(self, data: str) -> None:
        for offset, line in enumerate(data.split("\n")):
            self.words.append((self.getpos()[0] + offset, line))


def plain_html(source: str) -> str:
    """The template with its tags and values gone, and what is marked for translation too.

    Line numbers stay. A value leaves a digit, so that `href="{% url … %}"` is not empty.
    """
    parts, skipping = [], False
    for token in Lexer(source).tokenize():
        kind, contents = token.token_type, token.contents
        if kind == TokenType.BLOCK:
            skipping = (skipping or bool(OPENS.match(contents))) and not CLOSES.match(contents)
        if skipping or kind == TokenType.COMMENT:
            parts.append("\n" * contents.count("\n"))
        elif kind == TokenType.TEXT:
            parts.append(contents)
        elif kind == TokenType.VAR or WRITES.match(contents):
            parts.append("0")
    return "".join(parts)


def faults_in(name: str, source: str) -> Iterator[str]:
    """Each fault in one template, with its line."""
    for number, line in enumerate(source.splitlines(), 1):
        if UNSAFE.search(line):
            yield f"{name}:{number}: text let through unescaped"
    tags = Tags(name.startswith(MAY_HOLD_STYLES))
    tags.feed(re.sub(r"<!--.*?-->", lambda m: "\n" * m[0].count("\n"), plain_html(source), flags=re.S))
    tags.close()
    for line, sentence in tags.faults:
        yield f"{name}:{line}: {sentence}"
    for line, text in tags.words if name not in LAST_RESORT else ():
        if loose := [word for word in WORD.findall(ADDRESS.sub("", text)) if word not in NAMES]:
            yield f"{name}:{line}: not marked for translation: {' '.join(loose[:6])}"


def unused(names: list[str]) -> Iterator[str]:
    """Templates nothing names, that replace nobody else's and are not found by convention."""
    said = "\n".join(
        path.read_text()
        for folder in (*CODE, "templates")
        for path in sorted((ROOT / folder).rglob("*"))
        if path.suffix in (".py", ".html", ".txt")
    )
    others = [folder for folder in engines["django"].template_dirs if Path(folder) != FOLDER]
    for name in names:
        if name.startswith(USED_BY_CONVENTION) or f'{name}"' in said or f"{name}'" in said:
            continue
        if not any((Path(folder) / name).exists() for folder in others):
            yield f"{name}: nothing uses it; delete it"


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aab_social.settings")
    django.setup()
    paths = sorted(path for path in FOLDER.rglob("*") if path.is_file())
    names = [path.relative_to(FOLDER).as_posix() for path in paths]
    found = list(unused(names))
    for path, name in zip(paths, names, strict=True):
        try:
            get_template(name)
        except TemplateSyntaxError as fault:
            found.append(f"{name}: does not compile: {fault}")
        if path.suffix == ".html":
            found += faults_in(name, path.read_text())
    print(*found, f"{len(names)} templates, {len(found)} faults.", sep="\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
