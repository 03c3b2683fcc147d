"""CPR and tenancy numbers are stopped however they are written, and ordinary figures are let through.

All numbers here are made up.
"""

import random

import pytest
from django.core.exceptions import ValidationError

from accounts.cpr import holds_personal_number, holds_tenancy_number, refuse_personal_numbers

# Five that satisfy modulus 11 and five that do not (valid since 2007). Day, month, year, century, serial.
NUMBERS = [
    ("07", "07", "61", "19", "4285"),
    ("14", "09", "48", "19", "0331"),
    ("29", "02", "96", "19", "1457"),
    ("31", "12", "05", "20", "4009"),
    ("05", "06", "18", "20", "7771"),
    ("01", "01", "90", "19", "1234"),
    ("01", "01", "65", "19", "2222"),
    ("61", "01", "92", "19", "0007"),  # day + 60: a replacement number
    ("01", "10", "12", "20", "5555"),
    ("30", "04", "77", "19", "9000"),
]


def fullwidth(text):
    return "".join(chr(ord(c) + 0xFEE0) if c.isdigit() else c for c in text)


def arabic(text):
    return "".join(chr(0x0660 + int(c)) if c.isdigit() else c for c in text)


def entities(text):
    return "".join(f"&#{ord(c)};" for c in text)


SPELLINGS = {
    "plain": "{d}{m}{y}-{s}",
    "together": "{d}{m}{y}{s}",
    "blank": "{d}{m}{y} {s}",
    "dashes": "{d}-{m}-{y}-{s}",
    "dots": "{d}.{m}.{y}-{s}",
    "slashes": "{d}/{m}/{y}-{s}",
    "blanks": "{d} {m} {y} {s}",
    "four-digit year": "{d}{m}{c}{y}-{s}",
    "four-digit year together": "{d}{m}{c}{y}{s}",
    "four-digit year with dashes": "{d}-{m}-{c}{y} {s}",
    "en dash": "{d}{m}{y}–{s}",
    "em dash": "{d}{m}{y}—{s}",
    "hyphen that does not break": "{d}{m}{y}‑{s}",
    "minus": "{d}{m}{y}−{s}",
    "dash with blanks": "{d}{m}{y} - {s}",
    "blank that does not break": "{d}{m}{y}\u00a0{s}",
    "thin blank": "{d}{m}{y}\u2009{s}",
    "zero width": "{d}\u200b{m}\u200b{y}-\u200b{s}",
    "soft hyphen": "{d}{m}{y}\u00ad-{s}",
    "byte order mark": "\ufeff{d}{m}{y}-{s}",
    "line break": "{d}{m}{y}\n{s}",
    "tab": "{d}{m}{y}\t{s}",
    "underscore": "{d}{m}{y}_{s}",
    "colon": "{d}{m}{y}:{s}",
    "brackets": "{d}{m}{y} ({s})",
    "slash": "{d}{m}{y}/{s}",
    "dot": "{d}{m}{y}.{s}",
    "glued to a word": "cpr{d}{m}{y}{s}mette",
    "in quotes": '"{d}{m}{y}-{s}"',
    "pairs": "{d} {m} {y} {s2}",
    "spread": "{spread}",
    "full width": fullwidth,
    "arabic digits": arabic,
    "html entities": entities,
    "html dash": "{d}{m}{y}&#8209;{s}",
    "address": "{d}{m}{y}%2D{s}",
}


def spelled(spelling, number):
    d, m, y, c, s = number
    if callable(spelling):
        return spelling(f"{d}{m}{y}-{s}")
    return spelling.format(d=d, m=m, y=y, c=c, s=s, s2=f"{s[:2]} {s[2:]}", spread=" ".join(d + m + y + s))


@pytest.mark.parametrize("number", NUMBERS, ids=lambda n: "-".join(n[:3]))
@pytest.mark.parametrize("spelling", SPELLINGS.values(), ids=SPELLINGS)
def test_every_spelling_is_found(spelling, number):
    text = f"Familien bor i opgang 3, nummer {spelled(spelling, number)}, ring til dem."
    assert holds_personal_number(text)


@pytest.mark.parametrize("text", ["10190-1234", "101901234", "cpr 101901234", "CPR-nr.: 101901234"])
def test_a_spreadsheet_cell_that_lost_its_leading_zero_is_found(text):
    assert holds_personal_number(text)


@pytest.mark.parametrize(
    "text",
    [
        "Ring på 20 12 34 56 eller 30 12 34 57",
        "Ring på 20123456 30123456",
        "+45 20 12 34 56",
        "0045 20123456",
        "Sagsnummer 2025-123456",
        "Budgettet er 1.250.000 kr., heraf 85.000 kr. fra AAB",
        "Mødet var den 14.09.2025 kl. 19.30",
        "Fra 01.01.2024 til 31.12.2025",
        "14-09-2025 1200 kr.",
        "Afdeling 52, 58 og 110",
        "EAN 5790001234567",
        "CVR 12345678",
        "24 børn i 2024, 31 børn i 2025, 40 børn i 2026",
        "Matrikel 12ab, 3400 Hillerød, 2770 Kastrup",
        "Konto 1234 1234567",
        "Perioden 2024-2026",
        "1000 2000 3000 4000",
        "Uge 32-45",
        "Referat fra Afdeling 20\n05.10.2025",
        "Afdeling 11, 12-10-2024 kl. 19",
        "4006120101",
        "tlf. 00 00 00 00",
    ],
)
def test_ordinary_figures_are_let_through(text):
    refuse_personal_numbers(text)


def test_false_alarms_are_rare_in_texts_that_look_real():
    """At most 1 % of a thousand sentences with phones, sums, dates, years and case numbers."""
    chance = random.Random(2017)

    def sentence():
        day, month, year = chance.randint(1, 28), chance.randint(1, 12), chance.randint(2015, 2027)
        phone = f"{chance.randint(20, 99)} {chance.randint(10, 99)} {chance.randint(10, 99)} {chance.randint(10, 99)}"
        amount = f"{chance.randint(1, 999)}.{chance.randint(0, 999):03}"
        return chance.choice(
            [
                f"Mødet er {day}.{month}.{year} kl. {chance.randint(8, 20)}.{chance.randint(0, 59):02}.",
                f"Der kom {chance.randint(5, 90)} den {day:02}-{month:02}-{year}, ring på {phone}.",
                f"Vi har fået {amount} kr. og brugt {chance.randint(1, 99)}.{chance.randint(0, 999):03} kr.",
                f"Sag {year}-{chance.randint(100000, 999999)}, brev af {day}/{month}-{year}.",
                f"Tlf. {phone.replace(' ', '')} eller +45 {phone}.",
                f"Faktura {chance.randint(10000, 99999)}: {amount},00 kr. den {day:02}.{month:02}.{year}",
                f"Fra {year} til {year + 2}: {chance.randint(100, 9999)} timer, {amount} kr. om året.",
                f"CVR {chance.randint(10000000, 99999999)}, EAN 579000{chance.randint(1000000, 9999999)}.",
                f"{day:02}.{month:02}.{str(year)[2:]} {chance.randint(1000, 9999)} kr. til mad.",
                f"Afdeling {chance.randint(1, 110)}, {chance.randint(1000, 9990)} By, {chance.randint(20, 400)} hjem.",
            ]
        )

    texts = [sentence() for _ in range(1000)]
    alarms = [text for text in texts if holds_personal_number(text) or holds_tenancy_number(text)]
    assert len(alarms) <= 10, alarms[:10]


@pytest.mark.parametrize("text", ["Bolig 1-58-123-4", "1–58–0123–02", "(1-110-7-1)"])
def test_a_tenancy_number_is_found(text):
    assert holds_tenancy_number(text)


@pytest.mark.parametrize("text", ["1-2-3", "den 1-9-2025", "11-58-123-4", "2-58-123-4", "stuen 1-4"])
def test_other_figures_with_hyphens_are_no_tenancy_number(text):
    assert not holds_tenancy_number(text)


@pytest.mark.parametrize("text", ["Skriv til 010190-1234", "Bolig 1-58-123-4"])
def test_the_message_says_what_to_write_instead_and_never_the_number(text):
    with pytest.raises(ValidationError) as caught:
        refuse_personal_numbers(text)
    message = caught.value.messages[0]
    assert "en familie" in message
    assert not any(sign.isdigit() for sign in message)


@pytest.mark.parametrize(
    "odd", ["", None, 7, "\ud800", "%", "&#;", "&#xD800;", "%ff%fe", "9" * 100_000, "1-" * 50_000]
)
def test_odd_input_is_no_fault(odd):
    refuse_personal_numbers(odd)
