"""The tools that guard templates and translations catch what they are there to catch."""

import polib
import pytest

from tools import reading
from tools.lix import lix
from tools.messages import Text, faults, merge, texts_in
from tools.templates import faults_in


@pytest.mark.parametrize(
    ("template", "says"),
    [
        ('<a class="btn">{{ x }}</a>', "<a> without href"),
        ('<button hx-post="{% url "x" %}">{{ x }}</button>', "does nothing without JavaScript"),
        ('<a href="" hx-get="/x">{{ x }}</a>', "does nothing without JavaScript"),
        ('<div hx-get="/x" hx-trigger="load"></div>', "does nothing without JavaScript"),
        ("<button disabled>{{ x }}</button>", "<button disabled>"),
        ("<button{% if x %} disabled{% endif %}>{{ x }}</button>", "<button disabled>"),
        ('<p style="color:red">{{ x }}</p>', "inline style"),
        ("<style>p{}</style>", "inline style"),
        ("<script>1</script>", "inline script"),
        ('<p onclick="x()">{{ x }}</p>', "onclick"),
        ('<p hx-on:click="x()">{{ x }}</p>', "hx-on:click"),
        ('<a href="javascript:x()">{{ x }}</a>', "javascript:"),
        ("<img src={{ x }}>", "without alt"),
        ("<p>{{ x|safe }}</p>", "unescaped"),
        ("{% if x %}<p>Gem kladden</p>{% endif %}", "not marked for translation: Gem kladden"),
        ('<input aria-label="Søg">', "not marked for translation: Søg"),
    ],
)
def test_each_fault_in_a_template_is_found(template, says):
    assert any(says in fault for fault in faults_in("a.html", template))


@pytest.mark.parametrize(
    "template",
    [
        '<a href="{% url "x" %}" hx-get="{% url "x" %}">{% translate "Gem" %}</a>',
        '<form method="post"><button hx-post="/x">{% translate "Gem" %}</button></form>',
        "<p>{% blocktranslate %}Gem {{ x }}{% endblocktranslate %}</p>",
        "{# Kun for os #}<p>{{ amount }} kr.</p>{% comment %}Skjult{% endcomment %}<!-- Skjult -->",
        '<script src="{% static "x.js" %}" defer></script>',
        '<div hx-get="/x" hx-trigger="changed from:body">{{ x }}</div>',
    ],
)
def test_what_is_right_in_a_template_is_left_in_peace(template):
    assert list(faults_in("a.html", template)) == []


def keys(source: str, is_template: bool) -> list[tuple]:
    return [(text.context, text.text, text.plural) for text in texts_in(source, is_template)]


def test_every_way_of_marking_a_text_in_python_is_understood():
    source = """
from django.utils.translation import gettext as _, gettext_lazy, ngettext, pgettext_lazy, npgettext
_("En") ; gettext_lazy("To " "tre") ; ngettext("%(n)s dag", "%(n)s dage", 2) ; _(variable)
pgettext_lazy("måned", "maj") ; npgettext("tid", "%(n)s time", "%(n)s timer", 3)
"""
    assert keys(source, is_template=False) == [
        (None, "En", ""),
        (None, "To tre", ""),
        (None, "%(n)s dag", "%(n)s dage"),
        ("måned", "maj", ""),
        ("tid", "%(n)s time", "%(n)s timer"),
    ]


def test_every_way_of_marking_a_text_in_a_template_is_understood():
    source = """
<p>
  {% translate "En" %} {% translate "maj" context "måned" as m %} {% include "x" with t=_("To") %}
      {% blocktranslate trimmed with a=b|floatformat:2 %}
        Hej   {{ a }},
        det er 100 %.
    {% endblocktranslate %}
  {% blocktranslate count n=x %}{{ n }} dag{% plural %}{{ n }} dage{% endblocktranslate %}
</p>{% comment %}{% translate "Skjult" %}{% endcomment %}
"""
    assert keys(source, is_template=True) == [
        (None, "En", ""),
        ("måned", "maj", ""),
        (None, "To", ""),
        (None, "Hej   %(a)s, det er 100 %%.", ""),
        (None, "%(n)s dag", "%(n)s dage"),
    ]


def catalogue(*entries: polib.POEntry) -> polib.POFile:
    file = polib.POFile()
    file.extend(entries)
    return file


def said(*texts: Text) -> dict:
    for text in texts:
        text.files = {"a.py"}
    return {text.key: text for text in texts}


@pytest.mark.parametrize(
    ("entries", "says"),
    [
        ([], "missing"),
        ([polib.POEntry(msgid="Gem %(n)s")], "not translated"),
        ([polib.POEntry(msgid="Gem %(n)s", msgstr="Save %(n)s", flags=["fuzzy"])], "to be reviewed"),
        ([polib.POEntry(msgid="Gem %(n)s", msgstr="Save")], "placeholders differ"),
        (
            [polib.POEntry(msgid="Gem %(n)s", msgstr="Save %(n)s"), polib.POEntry(msgid="X", msgstr="x")],
            "left over",
        ),
    ],
)
def test_each_fault_in_a_catalogue_is_found(entries, says):
    assert [f for f in faults(catalogue(*entries), said(Text(None, "Gem %(n)s"))) if f.startswith(says)]


def test_a_singular_may_leave_the_number_out_and_a_plural_may_not():
    texts = said(Text(None, "%(n)s dag", "%(n)s dage"))

    def with_english(one, more):
        entry = polib.POEntry(msgid="%(n)s dag", msgid_plural="%(n)s dage", msgstr_plural={0: one, 1: more})
        return list(faults(catalogue(entry), texts))

    assert with_english("one day", "%(n)s days") == []
    assert with_english("one day", "some days")


def test_merging_keeps_translations_and_offers_near_ones_for_review():
    old = catalogue(
        polib.POEntry(msgid="Gem kladden", msgstr="Save the draft"),
        polib.POEntry(msgid="Send den til godkendelse", msgstr="Send it for approval"),
        polib.POEntry(msgid="Helt væk", msgstr="Gone"),
    )
    texts = said(
        Text(None, "Gem kladden"), Text(None, "Send dem til godkendelse"), Text(None, "Ny tekst her")
    )
    merged = {entry.msgid: entry for entry in merge(old, texts)}
    assert list(merged) == ["Gem kladden", "Send dem til godkendelse", "Ny tekst her"]
    assert merged["Gem kladden"].msgstr == "Save the draft"
    assert not merged["Gem kladden"].fuzzy
    assert merged["Send dem til godkendelse"].fuzzy
    assert merged["Ny tekst her"].msgstr == ""


# --- tools.reading ------------------------------------------------------------------------------
HARD = (
    '{% load i18n %}<p>{% translate "Boligorganisationens forretningsudvalg tilvejebringer '
    "beslutningsgrundlaget vedrørende finansieringsmulighederne forud for behandlingen i "
    'organisationsbestyrelsens efterfølgende møderække i overensstemmelse med retningslinjerne" %}</p>'
    '{% translate "Gem" %}'
)


def test_a_page_that_is_hard_to_read_is_over_its_cap(tmp_path):
    hard = tmp_path / "hard.html"
    hard.write_text(HARD)
    words = reading.prose_of(hard)
    assert "Gem" not in words.split()  # a button has no sentence to measure
    assert reading.Page("templates/pages/hard.html", lix(words), 18, 35).is_over


@pytest.mark.parametrize(
    ("name", "cap"),
    [
        ("templates/404.html", 30),
        ("templates/initiatives/resident_answer.html", 35),
        ("templates/public/story.html", 35),
        ("templates/pages/help.html", 35),
        ("templates/pages/privacy.html", 40),
        ("templates/admin/initiatives/policyversion/publish.html", 40),
        ("initiatives/proofs.py", 35),
        ("initiatives/admin/policy.py", 40),
    ],
)
def test_each_kind_of_page_has_its_cap(name, cap):
    assert reading.cap_of(name) == cap


def test_no_page_of_the_portal_is_over_its_cap():
    found = list(reading.pages())
    assert len(found) > 200
    assert [page.name for page in found if page.is_over] == []
