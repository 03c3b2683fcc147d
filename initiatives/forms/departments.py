"""Choosing departments: type the numbers, or tick them on a list. For 110 of them, without a script."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.forms.question import Question
from initiatives.models import Department
from initiatives.wording import listed

_BETWEEN = re.compile(r"[,;+&\n/]|\bog\b|\band\b", re.IGNORECASE)
_PREFIX = re.compile(r"^(afdelinger|afdeling|afd\.?|department)\s*", re.IGNORECASE)
LONGEST = 2000


class DepartmentPicker(forms.Widget):
    """A box to type numbers in, the chosen ones as ticks, and all the others folded below."""

    template_name = "initiatives/department_picker.html"
    use_fieldset = True
    departments: list[Department] = []

    def value_from_datadict(self, data, files, name):
        get_many = getattr(data, "getlist", lambda key: data.get(key) or [])
        return {"typed": data.get(name) or "", "ticked": get_many(f"{name}-ticked")}

    def value_omitted_from_data(self, data, files, name):
        return name not in data and f"{name}-ticked" not in data

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        value = value or {"typed": "", "ticked": []}
        ticked = {str(pk) for pk in value["ticked"]}
        context["widget"] |= {
            "typed": value["typed"],
            "ticked_name": f"{name}-ticked",
            "chosen": [d for d in self.departments if str(d.pk) in ticked],
            "groups": [
                (heading, list(group))
                for heading, group in groupby(
                    (d for d in self.departments if str(d.pk) not in ticked), key=_heading_of
                )
            ],
            "count": len(self.departments),
        }
        return context


def _heading_of(department: Department) -> str:
    if not department.organisation.is_own:
        return department.organisation.name
    return department.municipality or gettext("Kommunen er ikke skrevet ind")


class DepartmentsField(Question, forms.Field):
    """Departments, by typed numbers and by ticks together. Gives a list in Danish order."""

    widget = DepartmentPicker
    default_error_messages = {
        "unknown": _("Vi kender ikke %(names)s. Se numrene på listen, og ret feltet"),
        "several": _("Flere afdelinger hedder %(names)s. Vælg den rigtige på listen"),
        "too_long": _("Skriv kun numrene, med komma imellem"),
    }

    def set_departments(self, departments: list[Department]) -> None:
        """Which departments there are to choose from, sorted; own ones first, by municipality."""
        self.departments = departments
        self.widget.departments = departments

    def prepare_value(self, value):
        if isinstance(value, list | tuple):
            return {"typed": "", "ticked": [department.pk for department in value]}
        return value

    def to_python(self, value):
        value = value or {"typed": "", "ticked": []}
        typed = str(value["typed"])
        if len(typed) > LONGEST:
            raise ValidationError(self.error_messages["too_long"], code="too_long")
        by_pk = {str(department.pk): department for department in self.departments}
        chosen = {pk for pk in map(str, value["ticked"]) if pk in by_pk}
        unknown, several = [], []
        for word in _BETWEEN.split(typed):
            self._read(word, chosen, unknown, several)
        for code, names in (("unknown", unknown), ("several", several)):
            if names:
                params = {"names": listed(f"“{name}”" for name in names)}
                raise ValidationError(self.error_messages[code], code=code, params=params)
        return [department for department in self.departments if str(department.pk) in chosen]

    def _read(self, word: str, chosen: set, unknown: list, several: list) -> None:
        word = _PREFIX.sub("", word.strip()).strip(" .")
        if not word:
            return
        found = self._called(word)
        if not found and len(parts := word.split()) > 1 and all(len(self._called(p)) == 1 for p in parts):
            # "52 58": blanks between numbers; "95 II" has been found as one by now.
            found = [department for part in parts for department in self._called(part)]
            chosen |= {str(department.pk) for department in found}
        elif not found:
            unknown.append(word[:40])
        elif len(found) > 1:
            several.append(word[:40])
        else:
            chosen.add(str(found[0].pk))

    def _called(self, word: str) -> list[Department]:
        """The departments of that number; else of that name."""
        wanted = _plain(word)
        by_number = [d for d in self.departments if d.organisation.is_own and _plain(d.number) == wanted]
        return by_number or [d for d in self.departments if wanted in {_plain(d.name), _plain(d.title)}]


def _plain(text: str) -> str:
    return re.sub(r"[\s.]+", "", text).casefold()


def departments_to_choose_from(chosen: Iterable[Department] = ()) -> list[Department]:
    """Every department, AAB's own first and by municipality, as the picker shows them.

    One that has been merged into another is there only where it is `chosen` already.
    """
    here = Q(merged_into__isnull=True) | Q(pk__in=[department.pk for department in chosen])
    departments = (
        Department.objects.filter(here)
        .select_related("organisation")
        .order_by("-organisation__is_own", "organisation__name", "municipality", "sort_key")
    )
    return list(departments)
