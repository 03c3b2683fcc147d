"""What a decision rests on, kept for ever as plain data with its fingerprint."""

from __future__ import annotations

import hashlib
import json

from django.core.serializers.json import DjangoJSONEncoder
from django.utils import translation

from .checklist import Assessment
from .proving import Case, composition


def case_file_of(case: Case, assessment: Assessment) -> dict:
    """Everything a decision rests on, as plain data: assessment, facts, evidence, money and goals.

    The composition's PAPERS add what the upper apps hold.
    """
    initiative = case.initiative
    record_ = {
        "initiative": {
            "name": initiative.name,
            "summary": initiative.summary,
            "starts_on": initiative.starts_on,
            "ends_on": initiative.ends_on,
            "version": initiative.version,
        },
        "assessment": assessment.as_record(),
        "facts": {key: case.fact(key) for key in composition().FACTS},
        "evidence": [
            {
                "name": e.name,
                "point": e.requirement_key,
                "points": e.keys,
                "version": e.version,
                "valid_until": e.valid_until,
                "link": e.link,
                "size": e.size,
                "sha256": e.sha256,
            }
            for e in initiative.evidence.current().prefetch_related("points")
        ],
        **{key: paper(case) for key, paper in composition().PAPERS.items()},
    }
    return json.loads(json.dumps(record_, cls=DjangoJSONEncoder))


def fingerprint(record_: dict) -> str:
    """The SHA-256 of a record in its canonical form: keys in order, no spaces."""
    text = json.dumps(record_, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def in_danish(make):
    """Records are kept in Danish, whatever language the person pressing the button reads."""
    with translation.override("da"):
        return make()
