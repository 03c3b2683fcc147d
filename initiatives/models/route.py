"""The approval route (godkendelsesvej): which bodies decide a case, in which order, and when."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from .bodies import Body
from .initiative import Initiative
from .policy import RequirementCondition


class RouteStep(models.Model):
    """One step of the route: a body that decides, when its conditions hold.

    The steps are AAB's own choice, kept in the administration; the policy names no approver. A case
    follows every step that applies to it, in order. A sent case keeps the steps it was sent with.
    """

    order = models.PositiveSmallIntegerField(
        _("rækkefølge"), unique=True, error_messages={"unique": _("Et andet trin har den plads.")}
    )
    body = models.OneToOneField(
        Body,
        models.PROTECT,
        related_name="route_step",
        limit_choices_to={"decides": True},
        verbose_name=_("organ"),
        error_messages={"unique": _("Organet har allerede et trin.")},
    )

    class Meta:
        verbose_name = _("trin i godkendelsen")
        verbose_name_plural = _("trin i godkendelsen")
        ordering = ["order"]

    def __str__(self) -> str:
        return f"{self.order}. {self.body}"


class RouteCondition(models.Model):
    """When a step applies: a fact of the case compared with a value, as for a point of the policy.

    Conditions of the same `group` must all hold; it is enough that one group holds. A step without
    conditions applies to every case.
    """

    Operator = RequirementCondition.Operator

    step = models.ForeignKey(RouteStep, models.CASCADE, related_name="conditions", verbose_name=_("trin"))
    group = models.PositiveSmallIntegerField(_("gruppe"), default=1)
    fact = models.CharField(_("oplysning"), max_length=60)
    operator = models.CharField(_("sammenlign"), max_length=12, choices=RequirementCondition.Operator)
    value = models.CharField(_("værdi"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("betingelse for et trin")
        verbose_name_plural = _("betingelser for et trin")
        ordering = ["step", "group", "pk"]

    def __str__(self) -> str:
        return f"{self.fact} {self.get_operator_display()} {self.value}".strip()


class PlannedStep(models.Model):
    """A step that one sending of a case must pass, written down when it was sent."""

    initiative = models.ForeignKey(Initiative, models.CASCADE, related_name="planned_steps")
    round = models.PositiveSmallIntegerField(_("runde"))
    number = models.PositiveSmallIntegerField(_("trin"))
    body = models.ForeignKey(Body, models.PROTECT, related_name="planned_steps", verbose_name=_("organ"))

    class Meta:
        verbose_name = _("planlagt trin")
        verbose_name_plural = _("planlagte trin")
        ordering = ["initiative", "round", "number"]
        constraints = [
            models.UniqueConstraint(fields=["initiative", "round", "number"], name="planned_step_once"),
            models.UniqueConstraint(fields=["initiative", "round", "body"], name="planned_body_once"),
        ]

    def __str__(self) -> str:
        return f"{self.initiative}, {self.round}.{self.number}: {self.body}"
