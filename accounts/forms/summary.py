"""What must be mended in the forms of a page, in the order of the page."""

from dataclasses import dataclass

from django.forms import BaseForm, BoundField
from django.forms.formsets import BaseFormSet
from django.utils.translation import ngettext


@dataclass(frozen=True)
class Fault:
    """One line of the summary. `anchor` is the id of the box it leads to, "" when no box can mend it."""

    message: str
    anchor: str
    is_missing: bool


def faults_of(forms: list[BaseForm | BaseFormSet]) -> list[Fault]:
    """One fault per field, in the words shown at the field; then what concerns the whole form."""
    faults = []
    for form in forms:
        if isinstance(form, BaseFormSet):
            if form.is_bound and not form.is_valid():
                faults += faults_of(form.forms)
                faults += [Fault(str(message), "", False) for message in form.non_form_errors()]
            continue
        if not form.is_bound or not form.errors:
            continue
        codes = {name: errors[0].code for name, errors in form.errors.as_data().items()}
        for field in form:
            if field.errors:
                faults.append(Fault(field.errors[0], anchor_of(field), codes.get(field.name) == "required"))
        faults += [Fault(str(message), "", False) for message in form.non_field_errors()]
    return faults


def anchor_of(field: BoundField) -> str:
    """The id of the box that answers the question; of the first one where there are several."""
    if field.is_hidden:
        return ""
    if not field.use_fieldset:
        return field.id_for_label
    if hasattr(field.field.widget, "parts"):
        return f"{field.auto_id}_{field.field.widget.parts[0][0]}"
    boxes = field.subwidgets
    return boxes[0].id_for_label if boxes else f"div_{field.auto_id}"


def heading_for(faults: list[Fault]) -> str:
    """ "Der mangler 2 svar" when only answers are missing, else "Der er 2 ting, der skal rettes"."""
    number = len(faults)
    if faults and all(fault.is_missing for fault in faults):
        return ngettext("Der mangler %(number)d svar", "Der mangler %(number)d svar", number) % {
            "number": number
        }
    return ngettext(
        "Der er %(number)d ting, der skal rettes", "Der er %(number)d ting, der skal rettes", number
    ) % {"number": number}
