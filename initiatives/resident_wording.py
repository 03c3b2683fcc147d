"""What residents decided, and by when a board is to answer, as people say it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.templatetags.portal import day

from .models import ResidentDecision

_RESULTS = {
    ResidentDecision.Result.YES: _("ja"),
    ResidentDecision.Result.YES_WITH_WISHES: _("ja, men med ønsker"),
    ResidentDecision.Result.NO: _("nej"),
}
_WHERE = {
    ResidentDecision.Form.DEPARTMENT_MEETING: _("på afdelingsmødet"),
    ResidentDecision.Form.RESIDENTS_MEETING: _("på et møde for beboerne"),
    ResidentDecision.Form.BALLOT: _("ved en afstemning"),
}
_CHANNELS = {
    ResidentDecision.Channel.PHONE: _("på telefon"),
    ResidentDecision.Channel.PAPER: _("på papir"),
    ResidentDecision.Channel.MEETING: _("på et møde"),
}


def said(decision) -> str:
    """ "beboerne sagde ja på afdelingsmødet den 14. september", for the middle of a sentence.

    Takes an answer that is kept, or one that is about to be (`residents.Answer`).
    """
    if decision.form == ResidentDecision.Form.NOT_ASKED:
        return gettext("beboerne ikke er spurgt endnu")
    return gettext("beboerne sagde %(result)s %(where)s den %(day)s") % {
        "result": _RESULTS[decision.result],
        "where": _WHERE[decision.form],
        "day": day(decision.held_on),
    }


def residents_said(decision) -> str:
    """The same as a sentence of its own: "Beboerne sagde ja på afdelingsmødet den 14. september." """
    if decision.form == ResidentDecision.Form.NOT_ASKED:
        return gettext("Beboerne er ikke spurgt endnu.")
    sentence = said(decision)
    return sentence[:1].upper() + sentence[1:] + "."


def by_what_way(decision: ResidentDecision) -> str:
    """ "på telefon den 3. november": how and when an answer came that staff wrote down."""
    return gettext("%(channel)s den %(day)s") % {
        "channel": _CHANNELS[decision.channel],
        "day": day(decision.received_on),
    }


def until_when(deadline_on: dt.date, today: dt.date) -> str:
    """ "i dag", "i morgen", "på torsdag den 20. november" within the week, else "den 20. november"."""
    days = (deadline_on - today).days
    if days == 0:
        return gettext("i dag")
    if days == 1:
        return gettext("i morgen")
    if 1 < days < 7:
        return gettext("på %(weekday)s den %(day)s") % {
            "weekday": date_format(deadline_on, "l"),
            "day": day(deadline_on),
        }
    return gettext("den %(day)s") % {"day": day(deadline_on)}


def until_when_in_short(deadline_on: dt.date, today: dt.date) -> str:
    """ "i dag", "i morgen", "torsdag" or "20. november", for a subject."""
    days = (deadline_on - today).days
    if 1 < days < 7:
        return date_format(deadline_on, "l")
    return until_when(deadline_on, today) if days in (0, 1) else day(deadline_on)


class Row(NamedTuple):
    """One line of an answer. `field` is the question of the form that mends it."""

    label: str
    value: str
    field: str
    is_danish: bool = False
    """True for what somebody wrote in their own words."""


def rows_of(answer, *, files: Iterable[str] = ()) -> list[Row]:
    """An answer line by line.

    Takes an answer that is kept, or one that is about to be (`residents.Answer`); `files` are the names of
    the minutes. What was not answered and may be left out reads "Ikke svaret".
    """
    form = ResidentDecision.Form(answer.form)
    rows = [Row(gettext("Hvor beboerne var med"), str(form.label), "where_0")]
    if form == ResidentDecision.Form.NOT_ASKED:
        when = day(answer.will_ask_on) if answer.will_ask_on else gettext("Ikke aftalt endnu")
        rows.append(Row(gettext("Hvornår I spørger dem"), when, "will_ask_on_day"))
        help_ = gettext("Ja tak") if answer.wants_help else gettext("Nej")
        rows.append(Row(gettext("Hjælp til at spørge beboerne"), help_, "wants_help"))
        return rows
    result = ResidentDecision.Result(answer.result)
    rows.append(Row(gettext("Hvornår det var"), day(answer.held_on), "held_on_day"))
    rows.append(Row(gettext("Hvad beboerne besluttede"), str(result.label), "result_0"))
    if result == ResidentDecision.Result.YES_WITH_WISHES:
        rows.append(Row(gettext("Beboernes ønsker"), answer.wishes, "wishes", is_danish=True))
    elif answer.wishes:
        rows.append(Row(gettext("Hvorfor"), answer.wishes, "reason", is_danish=True))
    rows += [Row(gettext("Referatet"), name, "upload") for name in files]
    if answer.sentence:
        label = gettext("Beslutningen med én sætning")
        rows.append(Row(label, answer.sentence, "sentence", is_danish=True))
    if answer.minutes_follow:
        rows.append(Row(gettext("Referatet"), gettext("Kommer senere"), "minutes_follow"))
    if answer.votes_yes is not None or answer.votes_no is not None:
        votes = gettext("%(yes)s for, %(no)s imod") % {
            "yes": "?" if answer.votes_yes is None else answer.votes_yes,
            "no": "?" if answer.votes_no is None else answer.votes_no,
        }
        rows.append(Row(gettext("Stemmer"), votes, "votes_yes"))
    attendance = gettext("Ikke svaret") if answer.attendance is None else str(answer.attendance)
    rows.append(Row(gettext("Hvor mange var med"), attendance, "attendance"))
    return rows
