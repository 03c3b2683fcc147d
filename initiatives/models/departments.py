"""Housing organisations, their departments, and who sits on a department's board."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from initiatives.fields import SortKeyField


class HousingOrganisation(models.Model):
    """A housing organisation (boligorganisation): AAB itself, or one AAB works beside, such as fsb."""

    name = models.CharField(_("navn"), max_length=120, unique=True)
    is_own = models.BooleanField(_("det er AAB"), default=False, help_text=_("Sæt kun kryds ved AAB selv."))

    class Meta:
        verbose_name = _("boligorganisation")
        verbose_name_plural = _("boligorganisationer")
        ordering = ["-is_own", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_own"],
                condition=Q(is_own=True),
                name="one_own_organisation",
                violation_error_message=_("Der kan kun være én boligorganisation, der er AAB."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class DepartmentQuerySet(models.QuerySet):
    def own(self) -> DepartmentQuerySet:
        """Departments of AAB; only their residents decide under AAB's policy."""
        return self.filter(organisation__is_own=True)

    def standing(self) -> DepartmentQuerySet:
        """Departments that have not been merged into another."""
        return self.filter(merged_into__isnull=True)

    def at_address(self, number: str) -> DepartmentQuerySet:
        """AAB's own department at that place of an address: "58", and "95-II" for Afdeling 95 II.

        One that has been merged is not there any more; `initiatives.merged` sends its readers on.
        """
        here = {number, number.replace("-", " ")}
        return self.own().standing().filter(number__in=here).select_related("organisation")

    def with_board_seat_of(self, user, on: dt.date) -> DepartmentQuerySet:
        """Departments on whose board `user` sits on the day `on`."""
        seats = BoardSeat.objects.in_office(on).filter(person=user, department=models.OuterRef("pk"))
        return self.filter(models.Exists(seats))


class Department(models.Model):
    """A department (boligafdeling): an estate with its own economy and residents' democracy.

    `number` is text, for there is an "Afdeling 95 II". What no source tells is left empty:
    unknown is not zero and not no. `log_length` and `log_head` are the number of rows in its history and the
    fingerprint of the last; only `departments.history.record` writes them.
    """

    class Governance(models.TextChoices):
        """How the board shares its work with AAB's administration (styreform)."""

        CLASSIC = "classic", _("Administrativ Classic")
        LIGHT = "light", _("Administrativ Light")
        PARLIAMENTARY = "parliamentary", _("Parlamentarisk")

    organisation = models.ForeignKey(
        HousingOrganisation,
        models.PROTECT,
        related_name="departments",
        verbose_name=_("boligorganisation"),
    )
    number = models.CharField(
        _("nummer"), max_length=40, help_text=_("Skriv det, som det er: 33, 95 II eller et navn.")
    )
    sort_key = SortKeyField(source="number")
    name = models.CharField(_("navn"), max_length=120, blank=True)
    municipality = models.CharField(_("kommune"), max_length=60, blank=True)
    address = models.CharField(_("adresse"), max_length=200, blank=True)
    homes = models.PositiveIntegerField(_("boliger"), null=True, blank=True)
    governance = models.CharField(_("styreform"), max_length=20, choices=Governance, blank=True)
    has_board = models.BooleanField(
        _("har bestyrelse"),
        null=True,
        blank=True,
        help_text=_("Lad feltet stå som ukendt, hvis du ikke ved det."),
    )
    note = models.CharField(_("bemærkning"), max_length=300, blank=True)
    source = models.CharField(_("kilde"), max_length=200, blank=True)
    consultant = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="departments_served",
        verbose_name=_("konsulent"),
        limit_choices_to=~Q(employment=""),
    )
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="merged_from",
        verbose_name=_("lagt sammen med"),
    )
    merged_on = models.DateField(_("lagt sammen den"), null=True, blank=True, editable=False)
    is_fictitious = models.BooleanField(_("opdigtet"), default=False)
    log_length = models.PositiveIntegerField(default=0, editable=False)
    log_head = models.CharField(max_length=64, blank=True, default="", editable=False)

    objects = DepartmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("afdeling")
        verbose_name_plural = _("afdelinger")
        ordering = ["organisation__name", "sort_key"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "number"],
                name="department_number_once",
                violation_error_message=_("Boligorganisationen har allerede en afdeling med det nummer."),
            ),
            models.CheckConstraint(
                condition=~Q(number=""),
                name="department_has_number",
                violation_error_message=_("Skriv afdelingens nummer eller navn."),
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True, merged_on__isnull=True)
                | Q(merged_into__isnull=False, merged_on__isnull=False) & ~Q(merged_into=F("pk")),
                name="merged_department_says_when_and_with_another",
                violation_error_message=_("En afdeling kan kun lægges sammen med en anden."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def address_number(self) -> str:
        """The number as it stands in an address: "95-II" for Afdeling 95 II. See `at_address`."""
        return self.number.replace(" ", "-")

    @property
    def title(self) -> str:
        """What people call it: "Afdeling 58", or "fsb Voldparken" for other organisations."""
        if self.organisation.is_own:
            return gettext("Afdeling %(number)s") % {"number": self.number}
        return f"{self.organisation.name} {self.number}"

    @property
    def title_with_place(self) -> str:
        """The title with the local name, for pickers: "Afdeling 58, Mimerskvarteret"."""
        return f"{self.title}, {self.name}" if self.name and self.name != self.number else self.title


class BoardSeatQuerySet(models.QuerySet):
    def in_office(self, on: dt.date) -> BoardSeatQuerySet:
        """Seats whose term covers the day `on`, first and last day included."""
        return self.filter(
            Q(until_on__isnull=True) | Q(until_on__gte=on), from_on__lte=on, person__is_active=True
        )


class BoardSeat(models.Model):
    """A seat on a department's board (bestyrelsespost) with its term of office.

    Every right of a board member follows from a seat in office today; nothing is stored on the
    person, so access ends with the term, from the next request on.
    """

    class Office(models.TextChoices):
        CHAIR = "chair", _("Formand")
        TREASURER = "treasurer", _("Kasserer")
        MEMBER = "member", _("Medlem")
        DEPUTY = "deputy", _("Suppleant")

    department = models.ForeignKey(
        Department, models.PROTECT, related_name="board_seats", verbose_name=_("afdeling")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="board_seats",
        verbose_name=_("person"),
    )
    office = models.CharField(_("post"), max_length=20, choices=Office, default=Office.MEMBER)
    from_on = models.DateField(_("fra"))
    until_on = models.DateField(_("til og med"), null=True, blank=True)
    wants_paper = models.BooleanField(_("vil have papir"), default=False)

    objects = BoardSeatQuerySet.as_manager()

    class Meta:
        verbose_name = _("bestyrelsespost")
        verbose_name_plural = _("bestyrelsesposter")
        ordering = ["department", "office", "from_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")),
                name="board_seat_dates_in_order",
                violation_error_message=_("Sidste dag skal ligge efter første dag."),
            ),
            models.UniqueConstraint(
                fields=["department", "person", "from_on"],
                name="board_seat_once",
                violation_error_message=_("Personen har allerede en post fra den dag."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.get_office_display()}, {self.department}"
