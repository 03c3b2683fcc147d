"""The papers of a meeting: what was made ready, and whether a case has changed since."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from accounts.models import User

from .case_file import case_file_of, fingerprint, in_danish
from .checklist import Assessment
from .models import Meeting, MeetingPack, PackedCase, Submission
from .proving import Case


def paper_fingerprint(case: Case, assessment: Assessment) -> str:
    """The fingerprint of what a case's two pages say: not of when they were made, nor of how often it changed."""
    record = in_danish(lambda: case_file_of(case, assessment))
    record["assessment"].pop("made_at")
    record["initiative"].pop("version")
    return fingerprint(record)


@transaction.atomic
def make_pack(meeting: Meeting, papers: dict[Submission, str], *, by: User) -> MeetingPack:
    """Write down that the papers of the meeting were made ready now; `papers` gives each case's fingerprint."""
    pack = MeetingPack.objects.create(meeting=meeting, made_by=by, made_at=timezone.now())
    PackedCase.objects.bulk_create(
        PackedCase(pack=pack, submission=submission, fingerprint=print_)
        for submission, print_ in papers.items()
    )
    return pack
