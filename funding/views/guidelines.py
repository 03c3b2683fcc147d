"""The file of AAB's guideline for everybody who works with a budget or decides about one."""

from __future__ import annotations

from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from funding.models import FundingGuideline


@require_safe
def guideline(request, version):
    """The file, always as a download; for everybody with a log-in, as it is a rule and no case."""
    found = get_object_or_404(FundingGuideline, pk=version)
    if not found.file:
        raise Http404
    ending = found.file.name.rpartition(".")[2]
    return FileResponse(
        found.file.open(), as_attachment=True, filename=f"retningslinje-{found.in_force_from}.{ending}"
    )
