"""The front page: whoever is known goes to what waits, everybody else reads what happens where they live."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from initiatives.views.public import front


@login_not_required
@require_safe
def home(request):
    return redirect("tasks") if request.user.is_authenticated else front(request)
