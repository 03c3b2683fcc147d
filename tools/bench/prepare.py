"""Fill the database and print a session key, a case's number and its slug."""

import sys

import django

django.setup()

from initiatives.models import Initiative, Status  # noqa: E402 - after the apps are loaded
from tools.bench.fill import fill, session_for  # noqa: E402
from tools.bench.fill_public import fill_public  # noqa: E402

reader = fill(int(sys.argv[1]))
fill_public(by=reader)
case = Initiative.objects.filter(status=Status.RUNNING).order_by("pk")[2]
print(session_for(reader), case.pk, case.slug)
