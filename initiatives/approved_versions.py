"""The approved versions of an initiative: keeping one whole, and laying two side by side."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from .case_file import fingerprint, in_danish
from .checklist import case_of, requirements_of
from .drafts import CaseFacts, label_of
from .models import Amendment, ApprovedVersion, Decision, Initiative
from .proving import composition

FILE = "file:"
"""How the key of a file begins: the point, then the first half of its fingerprint."""


def keep_version(
    initiative: Initiative,
    *,
    by,
    kind: str = "",
    decision: Decision | None = None,
    amendment: Amendment | None = None,
) -> ApprovedVersion:
    """Keep the initiative as it stands now as its next approved version. Part of the act that approves it."""
    contents = contents_of(initiative)
    last = initiative.approved_versions.last()
    return ApprovedVersion.objects.create(
        initiative=initiative,
        number=last.number + 1 if last else 1,
        kind=kind,
        decision=decision,
        amendment=amendment,
        made_by=by,
        made_at=timezone.now(),
        contents=contents,
        sha256=fingerprint(contents),
    )


def contents_of(initiative: Initiative) -> list[dict[str, str]]:
    """The whole initiative as {"key", "label", "text"}: what it is, what it answers, its files, money, goals and
    plans.

    Who is responsible is no part of what was approved.
    """
    return in_danish(lambda: [{"key": k, "label": label, "text": t} for k, label, t in _rows(initiative)])


def _rows(initiative: Initiative) -> list[tuple[str, str, str]]:
    facts = CaseFacts.of(initiative).as_texts()
    rows = [(name, label_of(name), text) for name, text in facts.items() if name != "responsible"]
    case = case_of(initiative)
    written = {(s.requirement_key, s.prompt_key): s.text for s in initiative.statements.all()}
    explained = {e.requirement_key: e.text for e in initiative.explanations.all()}
    for point in requirements_of(case.version) if case.version else ():
        for prompt in point.prompts:
            if text := written.get((point.key, prompt["key"])):
                rows.append((f"{point.key}:{prompt['key']}", f"{point.name}: {prompt['label']}", text))
        if text := explained.get(point.key):
            rows.append((f"{point.key}:explained", f"{point.name}: forklaring", text))
    for partnership in initiative.partnerships.select_related("partner"):
        rows.append((f"partner:{partnership.partner_id}", str(partnership.partner), partnership.role))
    for file in initiative.evidence.current().select_related("department__organisation"):
        of = f" ({file.department.title})" if file.department else ""
        key = f"{FILE}{file.requirement_key}:{file.department_id or ''}:{file.sha256[:32]}"
        rows.append((key, f"Bilag til {file.requirement_key}{of}", file.name))
    for part in composition().VERSION_PARTS:
        rows += part(initiative)
    return [row for row in rows if row[2]]


@dataclass(frozen=True)
class Line:
    """One thing in two versions. "" where a version does not have it."""

    key: str
    label: str
    before: str
    after: str

    @property
    def differs(self) -> bool:
        return self.before != self.after


def side_by_side(before: list[dict[str, str]], after: list[dict[str, str]]) -> list[Line]:
    """Every line of either version, in the order of the newer one."""
    old = {row["key"]: row for row in before}
    new = {row["key"]: row for row in after}
    keys = [*new, *(key for key in old if key not in new)]
    return [
        Line(
            key,
            (new.get(key) or old[key])["label"],
            old.get(key, {}).get("text", ""),
            new.get(key, {}).get("text", ""),
        )
        for key in keys
    ]


def differences(before: list[dict[str, str]], after: list[dict[str, str]]) -> list[Line]:
    return [line for line in side_by_side(before, after) if line.differs]
