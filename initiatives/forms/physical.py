"""Forms about building projects: one project, a file of them, and whether one can be used socially."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.forms.base import PortalForm
from accounts.forms.fields import (
    ChoiceBoxField,
    DayField,
    LongTextField,
    ModelMultiChoiceBoxField,
    SelectField,
    TextField,
)
from initiatives.models import Department, PhysicalProject, SynergyNote
from initiatives.physical import SAID, standing_texts

from .seen import RememberingForm, SeenField


class ProjectForm(RememberingForm, PortalForm):
    """One building project. It carries what its page showed."""

    name = TextField(
        label=_("Hvad hedder byggesagen?"),
        max_length=120,
        help_text=_("For eksempel: Nye altaner."),
        error_messages={"required": _("Skriv, hvad byggesagen hedder")},
    )
    reference = TextField(label=_("Sagens nummer"), required=False, max_length=40, width="short")
    kind = SelectField(
        label=_("Hvad bliver lavet?"),
        choices=[("", _("Vælg")), *PhysicalProject.Kind.choices],
        error_messages={"required": _("Vælg, hvad der bliver lavet")},
    )
    stage = SelectField(
        label=_("Hvor langt er den?"),
        choices=[("", _("Vælg")), *PhysicalProject.Stage.choices],
        error_messages={"required": _("Vælg, hvor langt byggesagen er")},
    )
    starts_on = DayField(label=_("Hvornår starter den?"), required=False)
    ends_on = DayField(label=_("Hvornår slutter den?"), required=False)
    contact = TextField(
        label=_("Hvem kan man spørge?"),
        required=False,
        max_length=120,
        help_text=_("For eksempel: Byggeafdelingen, tlf. 00 00 00 00."),
    )
    departments = ModelMultiChoiceBoxField(
        Department.objects.none(),
        label=_("I hvilke afdelinger?"),
        error_messages={"required": _("Vælg mindst én afdeling")},
    )
    seen = SeenField()

    @staticmethod
    def initial_from(project: PhysicalProject) -> dict:
        chosen = list(project.departments.values_list("pk", flat=True))
        initial = {name: getattr(project, name) for name in SAID}
        return initial | {"departments": chosen, "pk": project.pk, "seen": standing_texts(project)}

    def wanted(self) -> dict:
        return {name: self.cleaned_data[name] for name in SAID}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # A project that is over keeps the departments it was in, also those that have been merged since.
        chosen = Q(merged_into__isnull=True) | Q(pk__in=self.initial.get("departments", ()))
        own = Department.objects.own().filter(chosen).select_related("organisation").order_by("sort_key")
        self.fields["departments"].queryset = own
        self.fields["departments"].label_from_instance = lambda department: department.title

    def clean(self):
        data = super().clean()
        starts_on, ends_on = data.get("starts_on"), data.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", _("Byggesagen skal slutte, efter at den er startet"))
        reference = data.get("reference")
        if reference and self._is_taken(reference):
            self.add_error("reference", _("En anden byggesag har det nummer. Skriv et andet"))
        return data

    def _is_taken(self, reference: str) -> bool:
        return PhysicalProject.objects.filter(reference=reference).exclude(pk=self.initial.get("pk")).exists()


class ProjectsForm(PortalForm):
    """Which building projects to show."""

    afdeling = TextField(label=_("Afdeling"), required=False, cpr_guard=False, max_length=40, width="short")
    stadie = SelectField(
        label=_("Stadie"),
        choices=[("", _("De, der ikke er slut")), ("alle", _("Alle")), *PhysicalProject.Stage.choices],
        required=False,
    )


class SynergyForm(PortalForm):
    """Can the building work be used socially here?"""

    answer = ChoiceBoxField(
        label=_("Kan den bruges socialt?"),
        choices=SynergyNote.Answer.choices,
        error_messages={"required": _("Vælg et svar")},
    )
    words = LongTextField(
        label=_("Hvordan, eller hvorfor ikke?"),
        max_length=1000,
        help_text=_("For eksempel: Unge fra afdelingen kan få lommepengejob på byggepladsen."),
        error_messages={"required": _("Skriv kort, hvordan den kan bruges, eller hvorfor ikke")},
    )
    ask_again_on = DayField(
        label=_("Hvornår skal vi spørge igen?"),
        required=False,
        conditional=True,
        not_past=True,
        help_text=_("Kun hvis det er for tidligt at sige. For eksempel 14 9 2025"),
        error_messages={"required": _("Skriv, hvornår vi skal spørge igen")},
    )

    def clean(self):
        data = super().clean()
        if data.get("answer") == SynergyNote.Answer.LATER:
            self.need("ask_again_on")
        else:
            data["ask_again_on"] = None
        return data
