"""How the portal's questions are drawn: boxes to choose from, three boxes for a day, a file that is kept."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

# What a computer or a phone offers to pick. HEIC is left out on purpose: an iPhone then hands over a JPEG.
ACCEPTED_FILES = ".pdf,.docx,.xlsx,.csv,.txt,.eml,.jpg,.jpeg,.png,image/jpeg,image/png,application/pdf"


class _Hinted:
    """Choices that may each carry a line that explains them."""

    hint_for: Callable[[Any], str] | None = None

    def create_option(self, name, value, label, *args, **kwargs):
        option = super().create_option(name, value, label, *args, **kwargs)
        option["hint"] = self.hint_for(value) if self.hint_for and value != "" else ""
        return option


class BoxRadio(_Hinted, forms.RadioSelect):
    """One choice of a few; each is a box as wide as the column."""


class BoxTicks(_Hinted, forms.CheckboxSelectMultiple):
    """Any number of choices, as boxes."""


class DayWidget(forms.MultiWidget):
    """Day, month and year in a box each: no picker, so that it works on every phone and by voice."""

    template_name = "aab/day.html"
    use_fieldset = True
    parts = (("day", _("Dag"), "fc"), ("month", _("Måned"), "fc"), ("year", _("År"), "fc aar"))

    def __init__(self, attrs=None):
        widgets = {
            name: forms.TextInput(attrs={"class": css, "inputmode": "numeric", "autocomplete": "off"})
            for name, label, css in self.parts
        }
        super().__init__(widgets, attrs)

    def decompress(self, value):
        return [value.day, value.month, value.year] if value else ["", "", ""]

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        whole = context["widget"]["attrs"].get("id", "")
        for box, (part, label, _css) in zip(context["widget"]["subwidgets"], self.parts, strict=True):
            box["label"] = label
            if whole:
                box["attrs"]["id"] = f"{whole}_{part}"
        return context


class KeptFileInput(forms.FileInput):
    """A file, or the one that was chosen before the form came back with something to mend.

    A browser forgets a chosen file; the portal keeps it for a day and sends a ticket along instead.
    """

    template_name = "aab/file.html"
    kept_name = ""
    kept_ticket = ""

    def value_from_datadict(self, data, files, name):
        return files.get(name) or data.get(self.ticket_name(name)) or None

    def value_omitted_from_data(self, data, files, name):
        return name not in files and self.ticket_name(name) not in data

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["widget"] |= {
            "ticket_name": self.ticket_name(name),
            "kept_name": self.kept_name,
            "kept_ticket": self.kept_ticket,
        }
        return context

    @staticmethod
    def ticket_name(name: str) -> str:
        return f"{name}-kept"
