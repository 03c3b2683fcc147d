"""Mine opgaver (L1): one list of what waits for the person, whatever the role."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from aab_social import todo
from initiatives.roles import Roles

from .waiting import remember

MOST_OTHERS = 25
"""So many of the things one waits for are named; the rest are counted, so that the page stays short."""


@require_safe
def tasks(request):
    on = timezone.localdate()
    roles = Roles(request.user, on)
    waiting = todo.waiting_for(request.user, on, roles)
    others = todo.waiting_on_others(request.user, on, roles)
    remember(request.user, waiting)
    return render(
        request,
        "pages/tasks.html",
        {
            "today": on,
            "waiting": waiting,
            "soon": todo.coming_soon(request.user, on, roles),
            "others": [(task, task.days_since(on)) for task in others[:MOST_OTHERS]],
            "more_others": max(0, len(others) - MOST_OTHERS),
            "boards": list(roles.boards.values()),
        },
    )
