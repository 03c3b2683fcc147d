"""Min side (L4): who you are here, your language, and how you log in."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from django.views.i18n import set_language as set_language_of_browser

from accounts.forms.login import LanguageForm
from accounts.people import choose_language


@require_http_methods(["GET", "HEAD", "POST"])
def my_page(request: HttpRequest) -> HttpResponse:
    person = request.user
    form = LanguageForm(request.POST or None, initial={"language": person.language})
    if request.method == "POST" and form.is_valid():
        choose_language(person=person, language=form.cleaned_data["language"], by=person)
        with translation.override(person.language):
            messages.success(request, _("Dit sprog er gemt."))
        return redirect("my_page")
    today = timezone.localdate()
    second_factors = set(Authenticator.objects.filter(user=person).values_list("type", flat=True))
    # Seats belong to the apps above; they are read here through the person, never imported.
    board_seats = list(person.board_seats.select_related("department__organisation").order_by("-from_on"))
    body_seats = list(person.body_seats.select_related("body").order_by("-from_on"))
    context = {
        "form": form,
        "today": today,
        "board_seats": board_seats,
        "body_seats": body_seats,
        "has_roles": bool(person.uses_password or board_seats or body_seats),
        "has_second_factor": Authenticator.Type.TOTP in second_factors,
    }
    return render(request, "account/my_page.html", context)


@login_not_required
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """The language link in the foot of every page: kept in the browser, and on the person if logged in."""
    response = set_language_of_browser(request)
    chosen = request.POST.get("language")
    if request.user.is_authenticated and chosen in dict(settings.LANGUAGES):
        choose_language(person=request.user, language=chosen, by=request.user)
    return response
