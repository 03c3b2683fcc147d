"""The door to the pages where AAB's staff see all departments at once."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.translation import gettext

from initiatives import rules


def staff_only(request: HttpRequest) -> None:
    """Raises PermissionDenied for anybody who does not work for AAB."""
    if not rules.works_for_aab(request.user):
        raise PermissionDenied(
            gettext("Kun AAB's ansatte kan gøre det her. Ring til os, hvis noget skal rettes.")
        )


def staff_or_deciders_only(request: HttpRequest) -> None:
    """Raises PermissionDenied for anybody but staff and members of the bodies that decide."""
    if not rules.may_see_the_whole(request.user):
        raise PermissionDenied(
            gettext(
                "Siden er for AAB's ansatte og for dem, der beslutter. Ring til os, hvis du mangler noget."
            )
        )
