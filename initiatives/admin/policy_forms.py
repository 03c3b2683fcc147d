"""Forms of the desk "Politikken": a point with its questions, its proof and when it applies."""

from __future__ import annotations

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from accounts.cpr import refuse_personal_numbers
from initiatives.models import Change, Requirement, RequirementCondition
from initiatives.proving import composition

MOST_PROMPTS = 4
PROMPT_PARTS = ("label", "hint", "label_en", "hint_en")
WHEN = [
    ("", _("Altid")),
    ("proven", _("Når indsatsen bygger på noget, der virker (kun punktet om viden)")),
    ("pilot", _("Når indsatsen er et forsøg (kun punktet om viden)")),
]


def choices_of(entries: dict, present: str) -> list[tuple[str, str]]:
    """Each key with what it says; a key the portal does not know stays to be seen, and blocks publishing."""
    found = [(key, f"{entry.label} ({key})") for key, entry in entries.items()]
    if present and present not in entries:
        found.append((present, present))
    return [("", "---------"), *found]


class RequirementForm(forms.ModelForm):
    """A point. Its questions are kept as data; here each is a few boxes."""

    class Meta:
        model = Requirement
        fields = [
            "principle",
            "key",
            "name",
            "name_en",
            "strength",
            "plain",
            "plain_en",
            "missing",
            "missing_en",
            "proof",
            "order",
            "touched_by",
        ]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "proof" in self.fields:
            self.fields["proof"] = forms.ChoiceField(
                label=_("Bevis"),
                choices=choices_of(composition().PROOFS, self.instance.proof),
                help_text=_("Det, portalen selv ser efter. Punktet kan aldrig krydses af med hånden."),
                error_messages={"required": _("Vælg, hvad der beviser punktet.")},
            )
        if "order" in self.fields:
            self.fields["order"].required = False
        if "touched_by" in self.fields:
            self.fields["touched_by"] = forms.MultipleChoiceField(
                label=_("Skal ses igen, når dette ændres"),
                choices=[choice for choice in Change.choices if choice[0] != Change.DATE],
                required=False,
                widget=forms.CheckboxSelectMultiple,
                help_text=_("Er der svaret, og ændrer nogen det bagefter, står punktet som Skal ses igen."),
                error_messages={"invalid_choice": _("Vælg fra listen.")},
            )
        for number in range(1, MOST_PROMPTS + 1):
            prompt = dict(enumerate(self.instance.prompts or [], start=1)).get(number, {})
            for part in PROMPT_PARTS:
                if f"prompt_{number}_{part}" in self.fields:
                    self.fields[f"prompt_{number}_{part}"].initial = prompt.get(part, "")
            if f"prompt_{number}_when" in self.fields:
                self.fields[f"prompt_{number}_when"].initial = prompt.get("when", "")

    def clean_order(self) -> int:
        return self.cleaned_data["order"] or 0

    def clean(self):
        answers = super().clean()
        for number in range(1, MOST_PROMPTS + 1):
            parts = [answers.get(f"prompt_{number}_{part}") for part in PROMPT_PARTS]
            if any(parts) and not parts[0]:
                self.add_error(f"prompt_{number}_label", _("Skriv spørgsmålet, eller slet resten af det."))
        return answers

    def prompts(self) -> list[dict]:
        """The questions as they are stored. A question keeps its key, for answers are found by it."""
        before = dict(enumerate(self.instance.prompts or [], start=1))
        taken = {prompt["key"] for prompt in before.values()}
        found = []
        for number in range(1, MOST_PROMPTS + 1):
            label = self.cleaned_data.get(f"prompt_{number}_label", "")
            if not label:
                continue
            key = before.get(number, {}).get("key") or _new_key(label, taken)
            taken.add(key)
            prompt = {"key": key}
            prompt |= {part: self.cleaned_data.get(f"prompt_{number}_{part}", "") for part in PROMPT_PARTS}
            if when := self.cleaned_data.get(f"prompt_{number}_when", ""):
                prompt["when"] = when
            found.append(prompt)
        return found

    def save(self, commit=True):
        self.instance.prompts = self.prompts()
        return super().save(commit)


def _new_key(label: str, taken: set[str]) -> str:
    base = slugify(label)[:30].replace("-", "_") or "answer"
    return next(key for n in range(1, 100) if (key := base if n == 1 else f"{base}_{n}") not in taken)


def _prompt_fields() -> dict[str, forms.Field]:
    fields: dict[str, forms.Field] = {}
    labels = {
        "label": _("Spørgsmål %(number)s"),
        "hint": _("Hjælp til spørgsmål %(number)s"),
        "label_en": _("Spørgsmål %(number)s på engelsk"),
        "hint_en": _("Hjælp til spørgsmål %(number)s på engelsk"),
    }
    for number in range(1, MOST_PROMPTS + 1):
        for part in PROMPT_PARTS:
            fields[f"prompt_{number}_{part}"] = forms.CharField(
                label=labels[part] % {"number": number},
                required=False,
                max_length=200,
                validators=[refuse_personal_numbers],
                widget=forms.TextInput(attrs={"class": "vTextField"}),
            )
        fields[f"prompt_{number}_when"] = forms.ChoiceField(
            label=_("Spørg %(number)s") % {"number": number}, required=False, choices=WHEN
        )
    return fields


PROMPT_FIELDS = [
    [f"prompt_{number}_{part}" for part in (*PROMPT_PARTS, "when")] for number in range(1, MOST_PROMPTS + 1)
]
"""The names of the boxes, question by question."""

RequirementWithPromptsForm = type("RequirementWithPromptsForm", (RequirementForm,), _prompt_fields())


class ConditionForm(forms.ModelForm):
    """When a point applies: a fact of the case compared with a value."""

    class Meta:
        model = RequirementCondition
        fields = ["group", "fact", "operator", "value"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "fact" in self.fields:
            self.fields["fact"] = forms.ChoiceField(
                label=_("Oplysning"),
                choices=choices_of(composition().FACTS, self.instance.fact),
                error_messages={"required": _("Vælg en oplysning.")},
            )


ALREADY_THERE = _("Ordlyden er lagt ind, og versionen er udgivet. Er den forkert, så lav en ny version.")


class _WordingOnceForm(forms.ModelForm):
    """The adopted wording of a published version can be filled in where there is none, and never replaced."""

    wording = ""

    def clean(self):
        answers = super().clean()
        before = self.initial.get(self.wording, "")
        if before and self.wording in self.changed_data and self._is_published():
            self.add_error(self.wording, ALREADY_THERE)
        return answers

    def _is_published(self) -> bool:
        return self.instance.pk is not None and getattr(self.instance, "version", self.instance).is_published


class VersionForm(_WordingOnceForm):
    wording = "official_introduction"


class PrincipleForm(_WordingOnceForm):
    wording = "official_text"


class PublishForm(forms.Form):
    """What is told about a version when it is published."""

    adopted_by = forms.CharField(
        label=_("Vedtaget af"),
        max_length=120,
        validators=[refuse_personal_numbers],
        error_messages={"required": _("Skriv, hvem der har vedtaget den.")},
    )
    adopted_on = forms.DateField(
        label=_("Vedtaget den"),
        help_text=_("Skriv datoen som 14.06.2017."),
        error_messages={
            "required": _("Skriv, hvornår den er vedtaget."),
            "invalid": _("Skriv datoen som 14.06.2017."),
        },
    )
    in_force_from = forms.DateField(
        label=_("Gælder fra"),
        help_text=_("Fra den dag følger alle kladder den nye version. Sendte sager beholder deres egen."),
        error_messages={
            "required": _("Skriv, fra hvornår den gælder."),
            "invalid": _("Skriv datoen som 14.06.2017."),
        },
    )
    use_required_attribute = False


class TextFileForm(forms.Form):
    """The file with the adopted wording."""

    file = forms.FileField(
        label=_("Fil med politikkens tekst"),
        help_text=_(
            "En tekstfil eller Markdown-fil. Hvert afsnit begynder med sit nummer og sin overskrift."
        ),
        widget=forms.FileInput(attrs={"accept": ".md,.txt,text/plain,text/markdown"}),
        error_messages={"required": _("Vælg en fil."), "empty": _("Filen er tom. Vælg en anden.")},
    )
    use_required_attribute = False
