"""The four questions about how a department's residents were involved (B2, K17), and asking boards (K4)."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.forms.base import PortalForm
from accounts.forms.fields import (
    ChoiceBoxField,
    DayField,
    EvidenceUploadField,
    HiddenField,
    LongTextField,
    TextField,
    TickField,
    WholeNumberField,
)
from accounts.templatetags.portal import day
from initiatives.forms.evidence import LOOK_THROUGH
from initiatives.models import Initiative, ResidentDecision
from initiatives.residents import Answer

from .delivery import DeliveryForm

FILE = "upload"
NOT_ASKED = ResidentDecision.Form.NOT_ASKED
WISHES = ResidentDecision.Result.YES_WITH_WISHES
NO = ResidentDecision.Result.NO


class MinutesForm(PortalForm):
    """The minutes that were to follow."""

    upload = EvidenceUploadField(
        label=_("Billede eller fil af referatet"),
        error_messages={"required": _("Tag et billede af referatet, eller vælg en fil")},
    )


class ResidentAnswerForm(PortalForm):
    """Where, when, what was decided, and one of three ways to show it. "Not asked yet" asks only when.

    `has_file` is True when minutes lie with the answer that is being corrected.
    """

    where = ChoiceBoxField(
        label=_("Hvor var beboerne med?"),
        choices=ResidentDecision.Form.choices,
        error_messages={"required": _("Vælg, hvor beboerne var med")},
    )
    will_ask_on = DayField(
        label=_("Hvornår spørger I dem?"),
        required=False,
        conditional=True,
        not_past=True,
        help_text="",
        error_messages={
            "required": _("Skriv, hvornår I spørger beboerne, eller sæt kryds ved, at I vil have hjælp")
        },
    )
    wants_help = TickField(label=_("Vi vil gerne have hjælp til at spørge beboerne"))
    held_on = DayField(
        label=_("Hvornår var det?"),
        required=False,
        conditional=True,
        not_future=True,
        error_messages={
            "required": _("Skriv datoen for mødet"),
            "future": _('Datoen ligger i fremtiden. Vælg "ikke spurgt endnu", hvis mødet ikke er holdt'),
        },
    )
    result = ChoiceBoxField(
        label=_("Hvad besluttede beboerne?"),
        choices=ResidentDecision.Result.choices,
        required=False,
        conditional=True,
        error_messages={"required": _("Vælg, hvad beboerne besluttede")},
    )
    wishes = LongTextField(
        label=_("Hvad ønskede beboerne?"),
        required=False,
        conditional=True,
        rows=3,
        max_length=600,
        error_messages={"required": _("Skriv beboernes ønsker")},
    )
    reason = LongTextField(label=_("Vil I skrive hvorfor?"), required=False, rows=3, max_length=600)
    upload = EvidenceUploadField(
        label=_("Billede eller fil af referatet"),
        required=False,
        conditional=True,
        error_messages={
            "required": _("Vælg en fil, skriv én sætning, eller sæt kryds ved, at referatet kommer senere")
        },
    )
    sentence = TextField(
        label=_("Eller skriv beslutningen med én sætning"),
        required=False,
        conditional=True,
        max_length=300,
        error_messages={"required": _("Skriv kort, hvad beboerne besluttede")},
    )
    minutes_follow = TickField(label=_("Referatet kommer senere"))
    votes_yes = WholeNumberField(
        label=_("Hvor mange stemte for?"), required=False, help_text=_("Hvis I ved det."), max_value=20_000
    )
    votes_no = WholeNumberField(label=_("Hvor mange stemte imod?"), required=False, max_value=20_000)
    attendance = WholeNumberField(
        label=_("Hvor mange beboere var med?"),
        required=False,
        help_text=_("Et cirkatal er fint."),
        max_value=20_000,
    )

    def __init__(self, *args, initiative: Initiative, has_file: bool = False, **kwargs):
        self.initiative = initiative
        self.has_file = has_file
        super().__init__(*args, **kwargs)
        self.fields["will_ask_on"].help_text = gettext("For eksempel %(day)s") % {
            "day": _example(timezone.localdate() + dt.timedelta(days=30))
        }

    def clean(self):
        data = super().clean()
        where = data.get("where")
        if where == NOT_ASKED:
            self.forget(
                "held_on",
                "result",
                "wishes",
                "reason",
                "upload",
                "sentence",
                "attendance",
                "votes_yes",
                "votes_no",
            )
            if not data.get("wants_help"):
                self.need("will_ask_on")
        else:
            self.forget("will_ask_on")
            if where != ResidentDecision.Form.BALLOT:
                self.forget("votes_yes", "votes_no")
            self.need("held_on", "result")
            self._check_day(data.get("held_on"))
            self._check_words(data.get("result"))
        return data

    def _check_day(self, held_on: dt.date | None) -> None:
        starts_on = self.initiative.starts_on
        if held_on and held_on > starts_on:
            self.add_error(
                "held_on",
                gettext("Datoen skal være før %(day)s, hvor indsatsen starter") % {"day": day(starts_on)},
            )

    def _check_words(self, result: str | None) -> None:
        if result == WISHES:
            self.need("wishes")
        else:
            self.forget("wishes")
        if result != NO:
            self.forget("reason")
        # A no needs no proof: nobody has to argue for it.
        shown = self.has_file or any(self.cleaned_data.get(name) for name in ("sentence", "minutes_follow"))
        if result and result != NO and not shown:
            self.need(FILE)

    def answer(self) -> Answer:
        """The answer as it will be kept; call it on a form that is valid."""
        data = self.cleaned_data
        if data["where"] == NOT_ASKED:
            return Answer(
                form=NOT_ASKED, will_ask_on=data["will_ask_on"], wants_help=bool(data["wants_help"])
            )
        return Answer(
            form=data["where"],
            held_on=data["held_on"],
            result=data["result"],
            wishes=data["wishes"] or data["reason"] or "",
            sentence=data["sentence"] or "",
            minutes_follow=bool(data["minutes_follow"]),
            attendance=data["attendance"],
            votes_yes=data["votes_yes"],
            votes_no=data["votes_no"],
        )

    @staticmethod
    def initial_from(decision: ResidentDecision) -> dict:
        """An answer that was given, put back into the questions so that it can be corrected."""
        names = ("will_ask_on", "wants_help", "held_on", "result", "sentence", "minutes_follow", "attendance")
        names += ("votes_yes", "votes_no")
        initial = {name: getattr(decision, name) for name in names}
        return initial | {
            "where": decision.form,
            "wishes" if decision.result == WISHES else "reason": decision.wishes,
        }

    @classmethod
    def resumed(cls, typed: QueryDict, *, held_name: str = "", **kwargs):
        """The form as it was left, half written and without a word about what is missing."""
        form = cls(typed, **kwargs)
        form._errors = ErrorDict()
        form.cleaned_data = {}
        widget = form.fields[FILE].widget
        widget.kept_ticket = typed.get(widget.ticket_name(FILE), "")
        widget.kept_name = held_name if widget.kept_ticket else ""
        return form


def _example(when: dt.date) -> str:
    return f"{when.day} {when.month} {when.year}"


class EntryForm(DeliveryForm, ResidentAnswerForm):
    """The same questions, with who gave the answer, how and when it came (K17)."""

    ASSEMBLY, BODY = "assembly", "body"

    looked_through = TickField(
        label=_(
            "Jeg har set billedet eller den scannede fil igennem. Der står ingen CPR-numre og navne på den"
        ),
        conditional=True,
        help_text=_("Kun når filen er et billede eller en scanning. Den slags kan portalen ikke læse."),
        error_messages={"required": LOOK_THROUGH},
    )
    seen = HiddenField()

    field_order = DeliveryForm.DELIVERY

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields[FILE].label = _("Billede eller fil af svaret eller referatet")

    def instead_of_board(self) -> list[tuple[str, str]]:
        return [(self.ASSEMBLY, _("Afdelingsmødet")), (self.BODY, _("Organisationsbestyrelsen"))]

    def clean(self):
        data = super().clean()
        if data.get(FILE) and not data[FILE].is_read:
            self.need("looked_through")
        received, held = data.get("received_on"), data.get("held_on")
        if received and held and received < held:
            self.add_error(
                "received_on",
                ValidationError(_("Svaret kan ikke komme før mødet. Se på de to datoer igen")),
            )
        return data

    def role_of(self, who: str) -> str:
        named = {self.ASSEMBLY: gettext("afdelingsmødet"), self.BODY: gettext("organisationsbestyrelsen")}
        return named.get(who) or super().role_of(who)

    @property
    def seen_number(self) -> int | None:
        """The answer that stood when the page was opened, by its number."""
        value = self.cleaned_data.get("seen") or ""
        return int(value) if value.isascii() and value.isdigit() and len(value) < 19 else None


class AskForm(PortalForm):
    """Until when the boards are to answer."""

    deadline_on = DayField(
        label=_("Svar senest"),
        error_messages={"required": _("Skriv, hvornår bestyrelserne skal have svaret")},
    )

    def __init__(self, *args, days: int, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["deadline_on"].help_text = gettext(
            "%(days)s dage er AAB's eget valg. Ret datoen, hvis en anden passer bedre."
        ) % {"days": days}

    def clean_deadline_on(self) -> dt.date:
        deadline_on = self.cleaned_data["deadline_on"]
        today = timezone.localdate()
        if deadline_on <= today:
            raise ValidationError(_("Fristen skal ligge efter i dag"))
        if deadline_on > today + dt.timedelta(days=365):
            raise ValidationError(_("Fristen er mere end et år væk. Skriv en dato, der ligger nærmere"))
        return deadline_on
