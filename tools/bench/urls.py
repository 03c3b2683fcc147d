"""The portal's addresses and two bare ones."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.template import engines
from django.urls import include, path

from initiatives.models import Participation, VolunteerActivity

_TABLE = engines["django"].from_string(
    "<!doctype html><title>bare</title><table>{% for p in rows %}<tr>"
    "<td>{{ p.pk }}<td>{{ p.initiative.name }}<td>{{ p.initiative.status }}<td>{{ p.initiative.starts_on }}"
    "<td>{{ p.initiative.ends_on }}<td>{{ p.department.number }}<td>{{ p.department.municipality }}"
    "<td>{{ p.asked_on }}<td>{{ p.initiative.version }}</tr>{% endfor %}</table>"
)

_PUBLIC = engines["django"].from_string(
    "<!doctype html><title>bare</title><table>{% for a in rows %}<tr><td>{{ a.pk }}<td>{{ a.name }}<td>{{ a.weekday }}"
    "<td>{{ a.starts_at }}<td>{{ a.place }}<td>{{ a.department.number }}</tr>{% endfor %}</table>"
)


@login_not_required
def constant(request):
    return HttpResponse("bare")


def bare(request):
    """The limit: one indexed SELECT of 25 rows with two joins, nine columns, the full middleware."""
    rows = Participation.objects.select_related("initiative", "department").order_by("-pk")[:25]
    return HttpResponse(_TABLE.render({"rows": rows, "user": request.user.pk}))


@login_not_required
def public(request):
    """The limit of a public page: one SELECT of 24 rows with a join, the full middleware, no session."""
    rows = VolunteerActivity.objects.select_related("department").order_by("weekday", "starts_at")[:24]
    return HttpResponse(_PUBLIC.render({"rows": rows}))


urlpatterns = [
    path("bare/public24/", public),
    path("bare/constant/", constant),
    path("bare/list25/", bare),
    path("", include("aab_social.urls")),
]
