"""Gather every text of the portal to be translated, without GNU gettext.

    python -m tools.messages           merge what the code and the templates say into each catalogue
    python -m tools.messages --check   say what is missing, left over, unreviewed or inconsistent

The source texts are Danish; a catalogue holds one other language. A text that changed a little keeps
its old translation, marked for review ("fuzzy"), so that a person looks at it once more.
"""

import difflib
import io
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import polib
from babel.messages.extract import extract_python
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ("aab_social", "accounts", "initiatives", "evaluation", "funding", "templates")
CATALOGUES = (ROOT / "locale/en/LC_MESSAGES/django.po",)
# gettext's functions and where in their arguments context ("c"), text and plural stand.
FUNCTIONS = {
    name + lazy: where
    for name, where in {
        "_": None,
        "gettext": None,
        "gettext_noop": None,
        "ngettext": (1, 2),
        "pgettext": ((1, "c"), 2),
        "npgettext": ((1, "c"), 2, 3),
    }.items()
    for lazy in ("", "_lazy")
}
PLACEHOLDER = re.compile(r"%%|%\((\w+)\)[a-z]|%[sdif]|\{(\w*)\}")
ALIKE = 0.8  # how much of a text must be unchanged for its translation to be offered again

Key = tuple[str | None, str]  # context, text


@dataclass
class Text:
    """One text to translate, and where it is said."""

    context: str | None
    text: str
    plural: str = ""
    files: set[str] = field(default_factory=set)

    @property
    def key(self) -> Key:
        return self.context, self.text


def texts_in(source: str, is_template: bool) -> Iterator[Text]:
    """The texts marked for translation in one Python file or template."""
    if is_template:
        # What is no text becomes X's; its indentation would not be Python's.
        source = "\n".join(line.lstrip() for line in templatize(source).splitlines())
    found = extract_python(io.BytesIO(source.encode()), FUNCTIONS, (), {"encoding": "utf-8"})
    for _line, function, arguments, _comments in found:
        where = FUNCTIONS[function] or (1,)
        arguments = arguments if isinstance(arguments, tuple | list) else [arguments]
        context, said = None, []
        for place in where:
            at, is_context = (place[0], True) if isinstance(place, tuple) else (place, False)
            value = arguments[at - 1] if at <= len(arguments) else None
            if is_context:
                context = value
            else:
                said.append(value)
        if all(said):
            yield Text(context, said[0], said[1] if len(said) > 1 else "")


def gather(root: Path = ROOT) -> dict[Key, Text]:
    """Every text of the project, in the order of the files."""
    gathered: dict[Key, Text] = {}
    for folder in SOURCES:
        for path in sorted((root / folder).rglob("*")):
            if path.suffix not in (".py", ".html", ".txt") or "migrations" in path.parts:
                continue
            is_template = path.suffix != ".py"
            for text in texts_in(path.read_text(), is_template):
                known = gathered.setdefault(text.key, text)
                known.plural = known.plural or text.plural
                known.files.add(path.relative_to(root).as_posix())
    return gathered


def merge(catalogue: polib.POFile, texts: dict[Key, Text]) -> polib.POFile:
    """A catalogue with exactly `texts`: translations kept, near ones offered for review."""
    old = {(entry.msgctxt, entry.msgid): entry for entry in catalogue if not entry.obsolete}
    gone = {key[1]: entry for key, entry in old.items() if key not in texts and entry.translated()}
    merged = polib.POFile(wrapwidth=100)
    merged.metadata = catalogue.metadata
    merged.header = catalogue.header
    for text in texts.values():
        entry = polib.POEntry(
            msgctxt=text.context,
            msgid=text.text,
            msgid_plural=text.plural,
            occurrences=[(name, "") for name in sorted(text.files)],
            flags=["python-format"] if "%(" in text.text + text.plural else [],
        )
        if known := old.get(text.key):
            source, fuzzy = known, known.fuzzy
        else:
            near = difflib.get_close_matches(text.text, gone, 1, ALIKE)
            source, fuzzy = (gone[near[0]], True) if near else (None, False)
        if text.plural:
            kept = source.msgstr_plural if source else {}
            entry.msgstr_plural = {form: kept.get(form, "") for form in (0, 1)}
        elif source:
            entry.msgstr = source.msgstr
        if fuzzy:
            entry.flags.append("fuzzy")
        merged.append(entry)
    return merged


def faults(catalogue: polib.POFile, texts: dict[Key, Text]) -> Iterator[str]:
    """What a translator must still do, one sentence each."""
    known = {(entry.msgctxt, entry.msgid): entry for entry in catalogue}
    for key, text in texts.items():
        entry = known.get(key)
        if entry is None or entry.obsolete:
            yield f"missing: {text.text!r} ({min(text.files)}). Run `make messages`."
        elif entry.fuzzy:
            yield f"to be reviewed: {text.text!r}. Mend the translation and take away the word fuzzy."
        elif bool(text.plural) != bool(entry.msgid_plural):
            yield f"changed: {text.text!r} got or lost its plural. Run `make messages`."
        elif not entry.translated():
            yield f"not translated: {text.text!r} ({min(text.files)})."
        else:
            yield from placeholder_faults(entry)
    for key, entry in known.items():
        if entry.obsolete or key not in texts:
            yield f"left over: {entry.msgid!r} is said nowhere. Run `make messages`."


def placeholder_faults(entry: polib.POEntry) -> Iterator[str]:
    """Where the translation fills in other values than the source."""
    pairs = [(entry.msgid, entry.msgstr)]
    if entry.msgid_plural:
        # "One measurement" may leave the number out; the plural may not.
        singular = entry.msgstr_plural.get(0, "")
        allowed = placeholders(entry.msgid) | placeholders(entry.msgid_plural)
        if not placeholders(singular) <= allowed:
            yield f"placeholders differ: {entry.msgid!r} and {singular!r}."
        pairs = [(entry.msgid_plural, entry.msgstr_plural.get(1, ""))]
    for source, translation in pairs:
        if placeholders(source) != placeholders(translation):
            yield f"placeholders differ: {source!r} and {translation!r}."


def placeholders(text: str) -> set[str]:
    return {match[0] for match in PLACEHOLDER.finditer(text)}


def main(arguments: list[str]) -> int:
    settings.configure(USE_I18N=True)  # templatize asks for nothing else
    texts = gather()
    wrong = 0
    for path in CATALOGUES:
        catalogue = polib.pofile(str(path), wrapwidth=100)
        if "--check" not in arguments:
            catalogue = merge(catalogue, texts)
            catalogue.save(str(path))
        found = list(faults(catalogue, texts))
        wrong += len(found)
        name = path.relative_to(ROOT)
        for fault in found:
            print(f"{name}: {fault}")
        print(f"{name}: {len(texts)} texts, {len(found)} to do.")
    return 1 if wrong and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
