"""Whether the portal is alive, for load balancers and the supervisor of `make run`."""

import logging

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts import outbox

logger = logging.getLogger(__name__)


@never_cache
@login_not_required
@require_safe
def healthz_mails(request: HttpRequest) -> HttpResponse:
    """200 "ok" when the schedule runs and mails go, else 503 "late": the alarm from outside (within 20 minutes).

    A watch that asks every five minutes hears of a stopped schedule 15 to 20 minutes after its last sign of life.
    """
    if outbox.health().is_late:
        return HttpResponse("late", status=503, content_type="text/plain")
    return HttpResponse("ok", content_type="text/plain")


@never_cache
@login_not_required
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 "ok" when the database answers, else 503 "database"; never a word about why."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        logger.exception("healthz: the database does not answer")
        return HttpResponse("database", status=503, content_type="text/plain")
    return HttpResponse("ok", content_type="text/plain")
