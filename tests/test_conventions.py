"""The code about itself: rules that nobody should have to remember."""

import ast
import re
import subprocess
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
APPS = ("aab_social", "accounts", "evaluation", "funding", "initiatives")


def tracked(*patterns: str) -> list[Path]:
    """Files of the project itself; what git does not know is no part of it."""
    listed = subprocess.run(
        ["git", "ls-files", *patterns], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\n")
    return [ROOT / name for name in listed if name and (ROOT / name).exists()]


def code() -> list[Path]:
    return [path for path in tracked("*.py") if path.relative_to(ROOT).parts[0] in APPS]


def own_code() -> list[Path]:
    return [path for path in code() if "migrations" not in path.parts]


def names(paths) -> list[str]:
    return sorted(str(path.relative_to(ROOT)) for path in paths)


def test_no_module_is_longer_than_500_lines():
    long = [path for path in own_code() if len(path.read_text().splitlines()) > 500]
    assert names(long) == []


def test_no_module_is_a_drawer_for_everything():
    drawers = {"utils.py", "services.py", "helpers.py", "signals.py", "common.py", "misc.py"}
    assert names(path for path in code() if path.name in drawers) == []


def calls(tree, method: str):
    return (
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == method
    )


def test_only_the_workflow_writes_the_status_of_an_initiative():
    writers = []
    for path in own_code():
        if path.parts[-2:] in (("initiatives", "workflow.py"),) or "demo" in path.parts:
            continue
        text = path.read_text()
        assigned = re.search(r"\b(initiative|case)\.status\s*=[^=]", text)
        updated = any(
            keyword.arg == "status"
            for call in calls(ast.parse(text), "update")
            for keyword in call.keywords
            if "OutgoingMail" not in text
        )
        if assigned or updated:
            writers.append(path)
    assert names(writers) == []


def test_nothing_overrides_save_and_nothing_listens_to_signals():
    found = []
    for path in own_code():
        text = path.read_text()
        if ("models" in path.parts and "def save(self" in text) or re.search(
            r"\b(post_save|pre_save|receiver)\b.*\bimport\b", text
        ):
            found.append(path)
        if re.search(r"from django\.(db\.models\.signals|dispatch) import", text):
            found.append(path)
    assert names(found) == []


def test_every_form_names_its_fields():
    loose = [
        p
        for p in own_code()
        if re.search(r"""fields\s*=\s*["']__all__["']|^\s+exclude = """, p.read_text(), re.M)
    ]
    assert names(loose) == []


def test_nothing_escapes_the_escaping():
    unsafe = [p for p in own_code() if re.search(r"\bmark_safe\b|SafeString\(", p.read_text())]
    unsafe += [p for p in tracked("templates/*.html") if re.search(r"\|safe\b|autoescape off", p.read_text())]
    assert names(unsafe) == []


def test_nothing_is_exempt_from_csrf():
    assert names(p for p in own_code() if "csrf_exempt" in p.read_text()) == []


def test_money_is_never_a_float():
    floats = [
        path
        for path in own_code()
        if path.relative_to(ROOT).parts[0] in ("funding", "evaluation", "initiatives")
        and re.search(r"\bfloat\(|FloatField", path.read_text())
    ]
    assert names(floats) == []


FORBIDDEN = re.compile(
    r"venligst|påkrævet|ugyldig|bedes|fejlede|udfyld feltet|en fejl opstod|this field|du har glemt", re.I
)


def test_no_sentence_uses_a_word_we_never_use():
    found = []
    for path in [*own_code(), *tracked("templates/**.html", "templates/**.txt")]:
        texts = re.findall(
            r"""(?:_|gettext|gettext_lazy|gettext_noop|ngettext|pgettext)\(\s*["'](.+?)["']""",
            path.read_text(),
        )
        texts += re.findall(r"{% (?:block)?translate ([^%]+)%}", path.read_text())
        found += [f"{path.name}: {text}" for text in texts if FORBIDDEN.search(text)]
    assert found == []


def test_no_file_names_a_machine_or_a_package_host():
    patterns = ("*.py", "*.html", "*.md", "*.toml", "*.in", "*.txt", "Makefile", ".ci/*")
    named = re.compile(
        r"/work/|file:///opt|/root/|^--(?:extra-)?index-url|^--find-links|https?://\S*pypi", re.M
    )
    assert names(p for p in tracked(*patterns) if p != Path(__file__) and named.search(p.read_text())) == []


def test_first_level_folders_are_the_agreed_ones():
    folders = {path.relative_to(ROOT).parts[0] for path in tracked() if len(path.relative_to(ROOT).parts) > 1}
    assert folders == {
        ".ci", "aab_social", "accounts", "docs", "evaluation", "funding", "initiatives", "locale", "static",
        "templates", "tests", "tools",
    }  # fmt: skip


def test_every_decision_has_its_number_once():
    numbers = [path.name[:4] for path in tracked("docs/decisions/*.md")]
    assert sorted(set(numbers)) == sorted(numbers)


def test_the_apps_agree_with_the_glossary():
    """Every English identifier in the glossary is a class, function or field of the code."""
    glossary = (ROOT / "docs/GLOSSARY.md").read_text()
    words = set(re.findall(r"`([A-Za-z_]+)`", glossary))
    everything = "\n".join(path.read_text() for path in own_code())
    missing = sorted(word for word in words if not re.search(rf"\b{word}\b", everything))
    assert missing == []
