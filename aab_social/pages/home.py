"""The front door: whoever is known goes to what waits, everybody else to the log-in."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect
from django.views.decorators.http import require_safe


@login_not_required
@require_safe
def home(request):
    return redirect("tasks" if request.user.is_authenticated else "account_login")
