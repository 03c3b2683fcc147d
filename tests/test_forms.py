"""Forms take what people really write, and answer anything else with a sentence."""

import pytest
from django import forms
from django.core.exceptions import ImproperlyConfigured
from django.core.files.uploadedfile import SimpleUploadedFile
from django.forms import formset_factory
from django.template import Context, Template
from django.utils import translation

from accounts.forms import fields
from accounts.forms.base import PortalForm, PortalModelForm
from accounts.models import User

NEEDED = {"required": "Skriv det"}


class Answer(PortalForm):
    """The board's answer, with one of each kind of question."""

    where = fields.ChoiceBoxField(
        label="Hvor var beboerne med?",
        choices=[
            ("meeting", "På afdelingsmødet"),
            ("not_yet", "Beboerne er ikke spurgt endnu", "Så spørger vi igen."),
        ],
        error_messages={"required": "Vælg, hvor beboerne var med"},
    )
    met_on = fields.DayField(
        label="Hvornår var det?", not_future=True, error_messages={"required": "Skriv datoen for mødet"}
    )
    words = fields.LongTextField(
        label="Ønsker", max_length=600, required=False, conditional=True, error_messages=NEEDED
    )
    minutes = fields.EvidenceUploadField(label="Referat", required=False)
    people = fields.WholeNumberField(label="Hvor mange?", required=False, unit="personer")
    later = fields.TickField(label="Referatet kommer senere")


def answer(**changed):
    data = {"where": "meeting", "met_on_day": "14", "met_on_month": "9", "met_on_year": "2025"} | changed
    return Answer(data)


def rendered(form) -> str:
    return Template("{% load crispy_forms_tags %}{% crispy form %}").render(Context({"form": form}))


def summary(*forms) -> str:
    return Template("{% load portal %}{% error_summary %}").render(Context({"forms": list(forms)}))


# --- What a form must say for itself ----------------------------------------------------------


def test_a_field_without_words_of_its_own_is_refused():
    class Mute(PortalForm):
        name = fields.TextField(label="Navn")

    with pytest.raises(ImproperlyConfigured, match=r"Mute\.name"):
        Mute()


def test_a_field_that_is_needed_only_sometimes_must_say_what_is_missing_too():
    class Mute(PortalForm):
        name = fields.TextField(label="Navn", required=False, conditional=True)

    with pytest.raises(ImproperlyConfigured, match=r"Mute\.name"):
        Mute()


def test_a_field_that_is_not_the_portals_is_refused():
    class Foreign(PortalForm):
        name = forms.CharField(error_messages=NEEDED)

    with pytest.raises(ImproperlyConfigured, match=r"accounts\.forms\.fields"):
        Foreign()


def test_columns_become_the_portals_fields():
    class Person(PortalModelForm):
        class Meta:
            model = User
            fields = ["name", "phone", "email", "language", "is_staff"]
            error_messages = {"name": NEEDED, "email": NEEDED, "language": NEEDED}

    kinds = [type(field) for field in Person().fields.values()]
    assert kinds == [
        fields.TextField,
        fields.TextField,
        fields.MailField,
        fields.ChoiceBoxField,
        fields.TickField,
    ]
    assert [value for value, _ in Person().fields["language"].choices] == ["da", "en"]


def test_need_says_the_fields_own_words():
    form = answer()
    form.is_valid()
    form.need("words", "met_on")
    assert form.errors == {"words": ["Skriv det"]}
    assert form.errors.as_data()["words"][0].code == "required"


# --- How a form is drawn ----------------------------------------------------------------------


def test_label_comes_before_hint_before_error_before_control():
    html = rendered(answer(met_on_day="40"))
    at = [
        html.index(text)
        for text in (
            "Hvornår var det?",
            "For eksempel 14 9 2025",
            "Skriv datoen som dag",
            'id="id_met_on_day"',
        )
    ]
    assert at == sorted(at)


def test_no_asterisk_and_no_bubble_of_the_browser():
    html = rendered(Answer())
    assert " required" not in html
    assert "*" not in html


def test_optional_is_said_in_words_and_needed_is_not_said_at_all():
    html = rendered(Answer())
    assert html.count("(kan springes over)") == 2  # minutes and people; not words, which are conditional


def test_groups_are_fieldsets_that_name_hint_and_error():
    html = rendered(answer(where="", met_on_day=""))
    assert 'aria-describedby="id_met_on_helptext id_met_on_error"' in html
    assert 'aria-describedby="id_where_error"' in html
    assert html.count("<fieldset") == html.count("<legend") == 2


def test_a_choice_can_carry_a_line_that_explains_it():
    assert '<b>Beboerne er ikke spurgt endnu</b><span class="hj">Så spørger vi igen.</span>' in rendered(
        Answer()
    )


def test_every_described_by_points_at_something():
    import re

    html = rendered(answer(where="", met_on_day="", people="mange"))
    named = {i for group in re.findall(r'aria-describedby="([^"]+)"', html) for i in group.split()}
    assert named
    assert named <= set(re.findall(r' id="([^"]+)"', html))


def test_what_was_typed_is_still_there():
    html = rendered(answer(met_on_day="40", people="mange", words="Et ønske"))
    assert 'value="40"' in html
    assert 'value="mange"' in html
    assert "Et ønske" in html
    assert 'value="meeting"' in html
    assert "checked" in html


# --- The summary above the page ---------------------------------------------------------------


def test_missing_answers_are_counted_as_missing():
    html = summary(Answer({}))
    assert "Der mangler 2 svar" in html
    assert 'tabindex="-1" autofocus role="group"' in html


def test_one_thing_to_mend_is_counted_as_one():
    html = summary(answer(people="mange"))
    assert "Der er 1 ting, der skal rettes" in html


def test_missing_and_wrong_together_are_things_to_mend():
    assert "Der er 2 ting, der skal rettes" in summary(answer(people="mange", where=""))


def test_each_link_leads_to_a_box_and_says_what_the_field_says():
    import re

    form = answer(where="", met_on_day="", met_on_month="", met_on_year="", people="mange")
    page = rendered(form)
    links = re.findall(r'<a href="#([^"]+)">([^<]+)</a>', summary(form))
    assert [anchor for anchor, _ in links] == ["id_where_0", "id_met_on_day", "id_people"]
    for anchor, message in links:
        assert f'id="{anchor}"' in page
        assert f"</span>{message}</span></p>" in page


def test_a_group_without_choices_is_still_reached():
    class Empty(PortalForm):
        who = fields.ModelChoiceBoxField(User.objects.none(), label="Hvem?", error_messages=NEEDED)

    form = Empty({})
    assert 'href="#div_id_who"' in summary(form)
    assert 'id="div_id_who"' in rendered(form)


def test_formsets_are_summed_up_with_the_form():
    class Line(PortalForm):
        what = fields.TextField(label="Hvad?", error_messages={"required": "Skriv, hvad pengene går til"})
        amount = fields.KronerField(label="Beløb", error_messages={"required": "Skriv beløbet"})

    Lines = formset_factory(Line, extra=0, formset=forms.BaseFormSet)
    lines = Lines(
        {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-what": "Leje", "form-0-amount": ""}
    )
    html = summary(Answer({}), lines)
    # An untouched extra row may be empty; this one was begun.
    assert "Der mangler 3 svar" in html
    assert 'href="#id_form-0-amount"' in html


def test_the_title_says_fejl_only_when_there_is_one():
    template = Template("{% load portal %}{% error_prefix %}")
    assert template.render(Context({"form": Answer({})})) == "Fejl: "
    assert template.render(Context({"form": Answer()})) == ""
    assert template.render(Context({})) == ""


def test_headings_exist_in_english():
    with translation.override("en"):
        assert summary(Answer({}))  # renders; the words are the catalogue's business


# --- A chosen file survives -------------------------------------------------------------------

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def test_a_chosen_file_is_kept_while_the_rest_is_mended(db):
    import re

    data = {"where": "meeting"}
    first = Answer(data, {"minutes": SimpleUploadedFile("referat.pdf", PDF)})
    assert not first.is_valid()
    html = rendered(first)
    assert "Du har valgt referat.pdf" in html
    ticket = re.search(r'name="minutes-kept" value="([^"]+)"', html)[1]

    again = Answer(data | {"minutes-kept": ticket})  # still wrong: the same ticket goes along
    assert f'value="{ticket}"' in rendered(again)

    second = answer(**{"minutes-kept": ticket})
    assert second.is_valid(), second.errors
    assert second.cleaned_data["minutes"].content == PDF
    assert second.cleaned_data["minutes"].name == "referat.pdf"


def test_a_ticket_nobody_gave_asks_for_the_file_again():
    assert answer(**{"minutes-kept": "ha:ck:er"}).errors["minutes"] == [
        "Vælg filen igen. Den har ligget for længe"
    ]


def test_a_newly_chosen_file_takes_the_place_of_the_kept_one():
    form = Answer(
        {"where": "meeting", "met_on_day": "14/9/25", "minutes-kept": "ha:ck:er"},
        {"minutes": SimpleUploadedFile("nyt.pdf", PDF)},
    )
    assert form.is_valid(), form.errors
    assert form.cleaned_data["minutes"].name == "nyt.pdf"
