"""The policy as data: versions, principles, requirements, and when each requirement applies.

What can be proven by the machine is code under a stable key (see `initiatives.checklist`); the
version picks its proofs and facts by key, so the association can change the policy without code.
"""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from initiatives.fields import SortKeyField


def _in_reader_language(danish: str, english: str) -> str:
    return english if english and get_language() == "en" else danish


class PolicyVersionQuerySet(models.QuerySet):
    def in_force(self, on: dt.date) -> PolicyVersion | None:
        """The published version in force on the day `on`: the latest that has begun."""
        return (
            self.filter(published_at__isnull=False, in_force_from__lte=on)
            .order_by("-in_force_from", "-number")
            .first()
        )


class PolicyVersion(models.Model):
    """One adopted text of "Politik for alment socialt ansvar". Version 1: 14 June 2017."""

    number = models.PositiveSmallIntegerField(_("version"), unique=True)
    title = models.CharField(_("titel"), max_length=160)
    adopted_by = models.CharField(_("vedtaget af"), max_length=120)
    adopted_on = models.DateField(_("vedtaget den"))
    in_force_from = models.DateField(_("gælder fra"))
    published_at = models.DateTimeField(_("udgivet"), null=True, blank=True, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("udgivet af"),
    )
    introduction = models.TextField(_("indledning i klart sprog"), blank=True)
    introduction_en = models.TextField(_("indledning på engelsk"), blank=True)
    official_introduction = models.TextField(_("indledning, den vedtagne ordlyd"), blank=True)

    objects = PolicyVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version af politikken")
        verbose_name_plural = _("politikken")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["in_force_from"],
                condition=Q(published_at__isnull=False),
                name="one_policy_in_force_a_day",
                violation_error_message=_("En anden version gælder allerede fra den dag."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, version {self.number}"

    @property
    def is_published(self) -> bool:
        return self.published_at is not None


class Principle(models.Model):
    """One of the policy's six principles, or its section on financing (key "Ø")."""

    version = models.ForeignKey(
        PolicyVersion, models.CASCADE, related_name="principles", verbose_name=_("version")
    )
    key = models.CharField(_("nøgle"), max_length=4)
    order = models.PositiveSmallIntegerField(_("rækkefølge"))
    title = models.CharField(_("overskrift"), max_length=120)
    title_en = models.CharField(_("overskrift på engelsk"), max_length=120, blank=True)
    plain = models.TextField(_("i klart sprog"))
    plain_en = models.TextField(_("i klart sprog, på engelsk"), blank=True)
    official_text = models.TextField(
        _("den vedtagne ordlyd"),
        blank=True,
        help_text=_("AAB's egen tekst. Den vises foldet sammen under hvert punkt."),
    )

    class Meta:
        verbose_name = _("princip")
        verbose_name_plural = _("principper")
        ordering = ["version", "order"]
        constraints = [
            models.UniqueConstraint(fields=["version", "key"], name="principle_key_once"),
        ]

    def __str__(self) -> str:
        return f"{self.key}. {self.reader_title}"

    @property
    def reader_title(self) -> str:
        return _in_reader_language(self.title, self.title_en)

    @property
    def reader_plain(self) -> str:
        return _in_reader_language(self.plain, self.plain_en)


class Strength(models.TextChoices):
    """How hard a sentence of the policy binds."""

    MUST = "must", _("Skal")
    EXPLAIN = "explain", _("Skal eller forklar")
    MAY = "may", _("Gerne")


class Change(models.TextChoices):
    """A change of substance: what an answer may rest on. Such a change makes the answer "Skal ses igen"."""

    DEPARTMENTS = "departments", _("Afdelinger")
    PURPOSE = "purpose", _("Formål, målgruppe og områder")
    PERIOD = "period", _("Periode")
    OUTSIDE_MONEY = "outside_money", _("Penge udefra")
    AAB_AMOUNT = "aab_amount", _("Penge fra AAB")
    PARTNER = "partner", _("Partnere")
    DATE = "date", _("En dato, nogen har sat")


class Requirement(models.Model):
    """A point of the checklist (punkt): what the policy asks of one initiative, and how hard.

    `prompts` are the questions a statement answers: [{"key", "label", "label_en", "hint", "hint_en"}].
    `proof` names a check in the composition; a version that names an unknown one cannot be published.
    `touched_by` are the changes of substance (`Change`) after which an answer must be looked at again.
    """

    principle = models.ForeignKey(
        Principle, models.CASCADE, related_name="requirements", verbose_name=_("princip")
    )
    key = models.CharField(_("nøgle"), max_length=8)
    sort_key = SortKeyField(source="key")
    name = models.CharField(_("navn"), max_length=80)
    name_en = models.CharField(_("navn på engelsk"), max_length=80, blank=True)
    strength = models.CharField(_("styrke"), max_length=10, choices=Strength)
    plain = models.TextField(_("i klart sprog"))
    plain_en = models.TextField(_("i klart sprog, på engelsk"), blank=True)
    missing = models.TextField(
        _("når det mangler"),
        help_text=_("Sætningen, der siger, hvad der skal gøres. Begynd med et udsagnsord."),
    )
    missing_en = models.TextField(_("når det mangler, på engelsk"), blank=True)
    proof = models.CharField(_("bevis"), max_length=60)
    prompts = models.JSONField(_("spørgsmål"), default=list, blank=True)
    order = models.PositiveSmallIntegerField(
        _("rækkefølge"),
        default=0,
        help_text=_("Punkter med samme tal står efter deres nøgle."),
    )
    touched_by = models.JSONField(_("skal ses igen, når dette ændres"), default=list, blank=True)

    class Meta:
        verbose_name = _("punkt")
        verbose_name_plural = _("punkter")
        ordering = ["principle__order", "order", "sort_key"]
        constraints = [
            models.UniqueConstraint(fields=["principle", "key"], name="requirement_key_once"),
            models.CheckConstraint(
                condition=~Q(proof=""),
                name="requirement_has_proof",
                violation_error_message=_("Vælg, hvad der beviser punktet."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.reader_name}"

    @property
    def reader_name(self) -> str:
        return _in_reader_language(self.name, self.name_en)

    @property
    def reader_plain(self) -> str:
        return _in_reader_language(self.plain, self.plain_en)

    @property
    def reader_missing(self) -> str:
        return _in_reader_language(self.missing, self.missing_en)

    def reader_prompts(self) -> list[dict]:
        """The questions with label and hint in the reader's language."""
        return [
            {
                **prompt,
                "label": _in_reader_language(prompt["label"], prompt.get("label_en", "")),
                "hint": _in_reader_language(prompt.get("hint", ""), prompt.get("hint_en", "")),
            }
            for prompt in self.prompts
        ]


class RequirementCondition(models.Model):
    """When a requirement applies: a fact of the case compared with a value.

    Conditions of the same `group` must all hold; it is enough that one group holds. A requirement
    without conditions always applies.
    """

    class Operator(models.TextChoices):
        IS_TRUE = "is_true", _("er sand")
        IS_FALSE = "is_false", _("er falsk")
        ABOVE = "above", _("er større end")
        AT_LEAST = "at_least", _("er mindst")
        AT_MOST = "at_most", _("er højst")
        CONTAINS = "contains", _("indeholder")

    requirement = models.ForeignKey(
        Requirement, models.CASCADE, related_name="conditions", verbose_name=_("punkt")
    )
    group = models.PositiveSmallIntegerField(_("gruppe"), default=1)
    fact = models.CharField(_("oplysning"), max_length=60)
    operator = models.CharField(_("sammenlign"), max_length=12, choices=Operator)
    value = models.CharField(_("værdi"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("betingelse")
        verbose_name_plural = _("betingelser")
        ordering = ["requirement", "group", "pk"]

    def __str__(self) -> str:
        return f"{self.fact} {self.get_operator_display()} {self.value}".strip()
