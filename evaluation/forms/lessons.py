"""The form of a lesson (L9), and the choices by which lessons are found."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.forms.base import PortalForm
from accounts.forms.fields import ChoiceBoxField, LongTextField, SelectField, TextField, TickField
from evaluation.lessons import Told
from evaluation.models import Lesson
from initiatives.models import FocusArea

LONGEST = 1200


class LessonForm(PortalForm):
    """What others can learn, in the order they read it."""

    title = TextField(
        label=_("Overskrift"),
        max_length=120,
        help_text=_("Det, andre ser først. Skal den være uden navn, så skriv ikke afdelingen her."),
        error_messages={"required": _("Skriv en overskrift")},
    )
    verdict = ChoiceBoxField(
        label=_("Virkede det?"),
        choices=Lesson.Verdict.choices,
        error_messages={"required": _("Vælg, om det virkede")},
    )
    problem = LongTextField(
        label=_("Hvad var problemet?"),
        max_length=LONGEST,
        rows=3,
        error_messages={"required": _("Skriv, hvad problemet var")},
    )
    what_was_done = LongTextField(
        label=_("Hvad gjorde I?"),
        max_length=LONGEST,
        rows=4,
        error_messages={"required": _("Skriv, hvad I gjorde")},
    )
    what_happened = LongTextField(
        label=_("Hvad skete der?"),
        max_length=LONGEST,
        rows=4,
        help_text=_("Også det, der ikke gik, som I ville."),
        error_messages={"required": _("Skriv, hvad der skete")},
    )
    again = ChoiceBoxField(
        label=_("Ville I gøre det igen?"),
        choices=Lesson.Again.choices,
        error_messages={"required": _("Vælg, om I ville gøre det igen")},
    )
    again_words = TextField(label=_("Hvad ville I gøre anderledes?"), max_length=300, required=False)
    cost = ChoiceBoxField(
        label=_("Hvad kostede det i alt?"),
        choices=Lesson.Cost.choices,
        error_messages={"required": _("Vælg, hvad det kostede")},
    )
    ground = ChoiceBoxField(
        label=_("Hvad bygger I det på?"),
        choices=[
            (Lesson.Ground.PILOT, Lesson.Ground.PILOT.label, _("Det er prøvet én gang.")),
            (Lesson.Ground.OWN_FIGURES, Lesson.Ground.OWN_FIGURES.label, _("I har målt det undervejs.")),
            (Lesson.Ground.RESEARCH, Lesson.Ground.RESEARCH.label, _("Andre har undersøgt det grundigt.")),
        ],
        error_messages={"required": _("Vælg, hvad I bygger det på")},
    )
    is_anonymous = TickField(
        label=_("Vis ikke, hvilken indsats og afdeling det er"),
        help_text=_("Så kan I skrive ærligt om det, der ikke virkede."),
    )

    def told(self) -> Told:
        return Told(**self.cleaned_data)

    @staticmethod
    def initial_for(lesson: Lesson) -> dict:
        return {name: getattr(lesson, name) for name in LessonForm.base_fields}


class FindForm(PortalForm):
    """Which lessons to show."""

    omraade = SelectField(label=_("Område"), required=False)
    svar = SelectField(
        label=_("Virkede det?"), required=False, choices=[("", _("Alle")), *Lesson.Verdict.choices]
    )
    pris = SelectField(label=_("Pris"), required=False, choices=[("", _("Alle")), *Lesson.Cost.choices])

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        areas = [(area.key, str(area)) for area in FocusArea.objects.filter(is_active=True)]
        self.fields["omraade"].choices = [("", _("Alle")), *areas]
