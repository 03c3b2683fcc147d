"""The bar above every page and the foot below it."""

from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from initiatives.rules import elected_to, works_for_aab

from .guides import Guide, guide_of
from .waiting import numbers_waiting

WORDS = 5
"""The most words in the bar above the page."""


@dataclass(frozen=True)
class Item:
    """One word in the bar. `is_current` holds on the page itself and all below it, `is_page` on it alone."""

    label: str
    address: str
    is_current: bool
    is_page: bool = False
    count: int = 0


class Navigation:
    """The words in the bar for the person who asks; worked out only when a page shows the bar."""

    def __init__(self, request: HttpRequest, here: str = "") -> None:
        self.request = request
        # Where the language switch returns to; the front door after an answer that failed without a form.
        self.here = here or request.get_full_path()
        user = getattr(request, "user", None)
        self.user = user if user is not None and user.is_authenticated else None

    @cached_property
    def items(self) -> list[Item]:
        if self.user is None:
            return [
                self._item(_("Historier"), "initiatives:stories"),
                self._item(_("Vær med"), "initiatives:join"),
                self._item(_("Afdelinger"), "initiatives:departments"),
                self._item(_("Hjælp til huslejen"), "initiatives:rent"),
                self._item(_("Log ind"), "account_login"),
            ]
        tasks, to_decide = numbers_waiting(self.user)
        items = [
            self._item(_("Mine opgaver"), "tasks", tasks),
            self._item(_("Indsatser"), "initiatives:list"),
        ]
        decides, sits_on_a_board = elected_to(self.user)
        if sits_on_a_board:
            items.insert(1, self._item(_("Vores afdeling"), "our_department"))
        if decides:
            items.append(self._item(_("Til godkendelse"), "approvals", to_decide))
        # Whoever both decides and sits on a board finds it on the page of the department.
        if works_for_aab(self.user) or (sits_on_a_board and not decides):
            items.append(self._item(_("Råd og hjælp"), "initiatives:advice_inbox"))
        if decides or works_for_aab(self.user):
            items.append(self._item(_("Overblik"), "initiatives:overview"))
        if decides or self.user.is_employee:
            items.append(self._item(_("Læring"), "evaluation:lessons"))
        if self.user.is_staff:
            items.append(self._item(_("Administration"), "admin:index"))
        return [item for item in items if item.address]

    @property
    def words(self) -> list[Item]:
        """What stands in the bar itself: at most five words, the fold "Mere" included (blueprint § 2.2)."""
        return self.items if len(self.items) <= WORDS else self.items[: WORDS - 1]

    @property
    def more(self) -> list[Item]:
        """The rest, under "Mere"; nobody with one role has any."""
        return self.items[len(self.words) :]

    @property
    def is_in_more(self) -> bool:
        return any(item.is_current for item in self.more)

    @property
    def person(self) -> str:
        return str(self.user) if self.user else ""

    @cached_property
    def guide(self) -> Guide | None:
        """The guide that belongs to the page, for the foot of it."""
        match = self.request.resolver_match
        return guide_of(match.view_name) if match else None

    @property
    def home(self) -> str:
        return "/"

    @property
    def own_page(self) -> str:
        return _address("my_page")

    @property
    def log_out(self) -> str:
        return _address("account_logout")

    def _item(self, label: str, name: str, count: int = 0) -> Item:
        address = _address(name)
        here = self.request.path
        return Item(label, address, bool(address) and here.startswith(address), here == address, count)


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


@dataclass(frozen=True)
class Contact:
    """Where to ring. Stands at the same place on every page."""

    phone: str
    hours: str
    email: str
    demo_mails: str

    @property
    def dial(self) -> str:
        return "+45" + "".join(sign for sign in self.phone if sign.isdigit())


def navigation(request: HttpRequest) -> dict:
    """Context processor."""
    contact = Contact(
        phone=settings.AAB_CONTACT_PHONE,
        hours=settings.AAB_CONTACT_HOURS,
        email=settings.AAB_CONTACT_EMAIL,
        demo_mails=_address("demo_mails") if settings.EMBEDDED else "",
    )
    return {"navigation": Navigation(request), "contact": contact}
