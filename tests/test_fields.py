"""Each question takes what people really write, and answers anything else with a sentence."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from hypothesis import example, given, settings
from hypothesis import strategies as st

from accounts.forms import fields
from accounts.models import User
from tests.test_forms import NEEDED, Answer, answer, rendered

# --- Days -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "boxes",
    [
        ("14", "9", "2025"),
        ("14", "09", "25"),
        (" 14 ", "9.", "2025 "),
        ("14", "september", "2025"),
        ("14.", "sep", "25"),
        ("14/9/25", "", ""),
        ("14.9.2025", "", ""),
        ("14-9-2025", "", ""),
        ("2025-09-14", "", ""),
        ("14. september 2025", "", ""),
        ("１４", "９", "２０２５"),
    ],
)
def test_a_day_is_read_as_people_write_it(boxes):
    form = answer(met_on_day=boxes[0], met_on_month=boxes[1], met_on_year=boxes[2])
    assert form.is_valid(), form.errors
    assert form.cleaned_data["met_on"] == date(2025, 9, 14)


@pytest.mark.parametrize(
    "boxes",
    [("31", "2", "2025"), ("14", "13", "2025"), ("14", "9", ""), ("0", "0", "0"), ("14", "9", "202"), ("x", "y", "z"),
     ("14", "9", "0001"), ("14", "9", "99999"), ("-14", "9", "2025"), ("1e1", "9", "2025"), ("²", "9", "2025")],
)  # fmt: skip
def test_an_impossible_day_says_how_to_write_one(boxes):
    form = answer(met_on_day=boxes[0], met_on_month=boxes[1], met_on_year=boxes[2])
    assert form.errors["met_on"] == ["Skriv datoen som dag, måned og år, for eksempel 14 9 2025"]


def test_two_digits_of_a_year_mean_the_nearest_century():
    assert fields.DayField().clean(["1", "1", "67"]) == date(1967, 1, 1)
    assert fields.DayField().clean(["1", "1", "31"]) == date(2031, 1, 1)


def test_a_day_to_come_is_refused_where_it_must_have_been():
    tomorrow = timezone.localdate() + timedelta(days=1)
    form = answer(
        met_on_day=str(tomorrow.day), met_on_month=str(tomorrow.month), met_on_year=str(tomorrow.year)
    )
    assert form.errors["met_on"] == ["Datoen ligger i fremtiden. Skriv en dato, der har været"]


def test_a_stored_day_fills_the_boxes_and_is_no_change():
    form = Answer(
        {"met_on_day": "14", "met_on_month": "9", "met_on_year": "25"}, initial={"met_on": date(2025, 9, 14)}
    )
    assert "met_on" not in form.changed_data
    html = rendered(Answer(initial={"met_on": date(2025, 9, 14)}))
    assert 'value="14"' in html
    assert 'value="2025"' in html


# --- Numbers ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("12500", "12500.00"),
        ("12.500", "12500.00"),
        ("12 500", "12500.00"),
        ("12\u00a0500", "12500.00"),
        ("12500 kr.", "12500.00"),
        ("kr. 12.500", "12500.00"),
        ("12.500,-", "12500.00"),
        ("12.500,00 kr", "12500.00"),
        ("1.234.567,50", "1234567.50"),
        ("12,5", "12.50"),
        ("12.500,125", "12500.13"),
        ("0,125", "0.13"),
        ("0", "0.00"),
        ("１２５００", "12500.00"),
    ],
)
def test_an_amount_is_read_as_people_write_it(typed, amount):
    assert fields.KronerField().clean(typed) == Decimal(amount)


@pytest.mark.parametrize(
    "typed", ["12.50", "12,500", "12.5000", "1.23.456", "tolv", "12 50", "1e5", "NaN", "∞", "1,2,3", "--5"]
)
def test_an_amount_that_could_mean_two_things_is_asked_for_again(typed):
    with pytest.raises(ValidationError) as caught:
        fields.KronerField().clean(typed)
    assert caught.value.messages == ["Skriv beløbet i kroner, for eksempel 12500"]


def test_an_amount_knows_its_limits():
    field = fields.KronerField(max_value=50_000)
    with pytest.raises(ValidationError, match=r"Skriv højst 50\.000 kr\."):
        field.clean("50.001")
    with pytest.raises(ValidationError, match="mindst 0 kr"):
        field.clean("-1")


@pytest.mark.parametrize(
    ("value", "shown"), [(12500, "12.500"), (Decimal("12500.50"), "12.500,50"), (Decimal("0.00"), "0")]
)
def test_a_stored_amount_is_shown_the_danish_way(value, shown):
    assert fields.KronerField().prepare_value(value) == shown
    assert fields.KronerField().clean(shown) == Decimal(value)


@pytest.mark.parametrize(("typed", "number"), [("24", 24), (" 1.250 ", 1250), ("1 250", 1250), ("24,0", 24)])
def test_a_count_is_read(typed, number):
    assert fields.WholeNumberField().clean(typed) == number


@pytest.mark.parametrize("typed", ["24,5", "mange", "ca. 24", "24 eller 25", "2²"])
def test_a_count_that_is_none_is_asked_for_again(typed):
    with pytest.raises(ValidationError) as caught:
        fields.WholeNumberField().clean(typed)
    assert caught.value.messages == ["Skriv antallet med tal, for eksempel 24"]


@pytest.mark.parametrize(
    ("typed", "number"),
    [("3,5", "3.5"), ("3.5", "3.5"), ("1.250", "1250"), ("0.125", "0.13"), ("38 %", "38"), ("2,005", "2.01")],
)
def test_a_measured_value_is_read(typed, number):
    assert fields.DecimalNumberField().clean(typed) == Decimal(number)


# --- Texts ------------------------------------------------------------------------------------


def test_a_text_that_is_too_long_says_by_how_much():
    form = answer(words="a" * 720)
    assert form.errors["words"] == ["Teksten er 120 tegn for lang. Skriv højst 600 tegn"]


def test_a_text_is_stored_without_what_pasting_brings_along():
    field = fields.LongTextField()
    assert field.clean("  linje 1\r\nlinje 2\u2028linje 3\u200b ") == "linje 1\nlinje 2\nlinje 3"
    assert field.clean("a\u030a") == "å"
    assert fields.TextField().clean("to\nlinjer") == "to linjer"
    assert fields.TextField().clean("exe\u202efdp.") == "exefdp."
    assert fields.TextField(required=False).clean("\u200b \u00a0") == ""


@pytest.mark.parametrize("odd", ["nul\0", "klokke\a", "halv \ud83d", "flugt\x1b[0m"])
def test_signs_no_database_stores_are_refused(odd):
    with pytest.raises(ValidationError, match="skjulte tegn"):
        fields.TextField().clean(odd)


def test_a_cpr_number_is_refused_and_kept_in_the_box_but_not_in_the_message():
    form = answer(words="Karen, 010190-1234, har sagt ja")
    assert "CPR-nummer" in form.errors["words"][0]
    assert "1234" not in form.errors["words"][0]
    assert "010190-1234" in rendered(form)


def test_a_mail_and_a_link_are_asked_for_with_an_example():
    with pytest.raises(ValidationError, match=r"navn@mail\.dk"):
        fields.MailField().clean("karen")
    with pytest.raises(ValidationError, match=r"www\.aab\.dk"):
        fields.LinkField().clean("javascript:alert(1)")
    assert fields.LinkField().clean("www.aab.dk") == "https://www.aab.dk"


# --- Odd input --------------------------------------------------------------------------------

ODD = st.one_of(
    st.text(alphabet=st.characters(exclude_categories=()), max_size=60),
    st.sampled_from(
        [
            "\0",
            "\ud800",
            "9" * 400,
            "1e400",
            "-0",
            "NaN",
            "0001",
            "9999-99-99",
            "1" * 5000,
            "²",
            "٣",
            "½",
            "1/0",
        ]
    ),
    st.integers().map(str),
    st.floats().map(str),
    st.none(),
)


def said_about(field, value) -> list[str]:
    """The sentences the field answers with; none when it takes the value. Anything else is a crash."""
    try:
        field.clean(value)
    except ValidationError as error:
        return error.messages
    return []


TEXTS = {
    "text": fields.TextField(max_length=40, error_messages=NEEDED),
    "long": fields.LongTextField(max_length=40, error_messages=NEEDED),
    "mail": fields.MailField(error_messages=NEEDED),
    "link": fields.LinkField(error_messages=NEEDED),
    "kroner": fields.KronerField(error_messages=NEEDED),
    "whole": fields.WholeNumberField(error_messages=NEEDED),
    "decimal": fields.DecimalNumberField(error_messages=NEEDED),
    "choice": fields.ChoiceBoxField(choices=[("a", "A")], error_messages=NEEDED),
    "typed": fields.ChoiceBoxField(choices=[(1, "A")], coerce=int, error_messages=NEEDED),
    "select": fields.SelectField(choices=[("a", "A")], error_messages=NEEDED),
    "tick": fields.TickField(),
    "file": fields.EvidenceUploadField(error_messages=NEEDED),
    "hidden": fields.HiddenField(),
}


@pytest.mark.parametrize("name", TEXTS)
@given(value=ODD)
@example(value="")
@settings(max_examples=150, deadline=None)
def test_odd_input_meets_a_sentence_and_nothing_else(name, value):
    assert all(said_about(TEXTS[name], value))


@given(boxes=st.lists(ODD, max_size=4))
@settings(max_examples=300, deadline=None)
def test_odd_days_meet_a_sentence_and_nothing_else(boxes):
    assert all(said_about(fields.DayField(error_messages=NEEDED), boxes))


@given(values=st.lists(ODD, max_size=3))
@settings(max_examples=150, deadline=None)
def test_odd_choices_meet_a_sentence_and_nothing_else(values):
    field = fields.MultiChoiceBoxField(choices=[("a", "A")], error_messages=NEEDED)
    assert all(said_about(field, values))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "value", ["\0", "\ud800", "9" * 400, "-1", "1e400", "²", "nej", "1.5", str(2**63), str(2**63 - 1)]
)
def test_odd_rows_are_never_one_of_the_rows(value):
    for field in (
        fields.ModelChoiceBoxField(User.objects.all(), error_messages=NEEDED),
        fields.ModelSelectField(User.objects.all(), error_messages=NEEDED),
    ):
        with pytest.raises(ValidationError, match="Vælg"):
            field.clean(value)
    with pytest.raises(ValidationError, match="Vælg"):
        fields.ModelMultiChoiceBoxField(User.objects.all(), error_messages=NEEDED).clean([value])


NAMES = ["where", "met_on_day", "met_on_month", "met_on_year", "words", "people", "later", "minutes-kept"]


@given(st.dictionaries(st.sampled_from(NAMES), ODD))
@settings(max_examples=200, deadline=None)
def test_a_whole_form_of_odd_input_is_drawn_again(data):
    form = Answer({name: value for name, value in data.items() if value is not None})
    form.is_valid()
    assert "Hvor var beboerne med?" in rendered(form)


# --- Words people never see -------------------------------------------------------------------


AVOIDED = ("påkrævet", "ugyldig", "udfyld feltet", "venligst", "bedes", "this field")


def test_no_field_speaks_in_the_words_to_avoid():
    for field in TEXTS.values():
        own = {code: text for code, text in field.error_messages.items() if code not in ("required",)}
        for text in own.values():
            shown = str(text % {"over": 2, "limit": 3}).lower()
            assert not any(word in shown for word in AVOIDED), shown
