"""Guards of the database around a published version of the policy: its rules are never changed or removed.

A version, its principles, its points and their conditions are closed the moment the version is published, to the
administration, to the code and to SQL alike. One thing may still come: the adopted wording (`official_introduction`,
`official_text`), which is read in from AAB's own document and changes no rule. It can be filled in once, where there is
none. Why, see docs/decisions/0012.
"""

from __future__ import annotations

from collections.abc import Iterator

VERSION = "initiatives_policyversion"
PRINCIPLE = "initiatives_principle"
POINT = "initiatives_requirement"
CONDITION = "initiatives_requirementcondition"

SENTENCE = "En udgivet version af politikken er lukket. Lav en ny version i stedet."

_IS_PUBLISHED = {
    VERSION: "{row}.published_at IS NOT NULL",
    PRINCIPLE: f"EXISTS (SELECT 1 FROM {VERSION} v WHERE v.id = {{row}}.version_id AND v.published_at IS NOT NULL)",
    POINT: f"EXISTS (SELECT 1 FROM {VERSION} v JOIN {PRINCIPLE} p ON p.version_id = v.id "
    "WHERE p.id = {row}.principle_id AND v.published_at IS NOT NULL)",
    CONDITION: f"EXISTS (SELECT 1 FROM {VERSION} v JOIN {PRINCIPLE} p ON p.version_id = v.id "
    f"JOIN {POINT} r ON r.principle_id = p.id WHERE r.id = {{row}}.requirement_id AND v.published_at IS NOT NULL)",
}
_WORDING = {VERSION: "official_introduction", PRINCIPLE: "official_text"}
_RULES = {
    VERSION: (
        "id",
        "number",
        "title",
        "adopted_by",
        "adopted_on",
        "in_force_from",
        "published_at",
        "published_by_id",
        "introduction",
        "introduction_en",
    ),
    PRINCIPLE: ("id", "version_id", "key", '"order"', "title", "title_en", "plain", "plain_en"),
}


def _closed(table: str, operation: str, same: str) -> str:
    """The condition under which an operation on a row of the table is refused."""
    published = _IS_PUBLISHED[table]
    if operation == "INSERT":
        return published.format(row="NEW")
    if operation == "DELETE":
        return published.format(row="OLD")
    touches = published.format(row="OLD")
    if table != VERSION:  # a version becomes published by an update; a point must not be moved into one
        touches = f"({touches} OR {published.format(row='NEW')})"
    if table not in _WORDING:
        return touches
    wording = _WORDING[table]
    kept = " AND ".join(f"NEW.{column} {same} OLD.{column}" for column in _RULES[table])
    filled_in = f"({kept} AND (OLD.{wording} = '' OR NEW.{wording} {same} OLD.{wording}))"
    return f"{touches} AND NOT {filled_in}"


def _each() -> Iterator[tuple[str, str, str]]:
    for table in (VERSION, PRINCIPLE, POINT, CONDITION):
        for operation in ("INSERT", "UPDATE", "DELETE"):
            if (table, operation) != (VERSION, "INSERT"):
                yield table, operation, f"{table}_closed_{operation.lower()}"


def sqlite() -> dict[str, tuple[str, str]]:
    """{trigger: (table, statement)} for SQLite."""
    return {
        name: (
            table,
            f"CREATE TRIGGER {name} BEFORE {operation} ON {table} WHEN {_closed(table, operation, 'IS')} "
            f"BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END",
        )
        for table, operation, name in _each()
    }


def postgresql() -> dict[str, tuple[str, str]]:
    """{trigger: (table, statements)} for PostgreSQL; each has a function of its own."""
    return {
        name: (
            table,
            f"""
            CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF {_closed(table, operation, "IS NOT DISTINCT FROM")} THEN
                    RAISE EXCEPTION '{SENTENCE}' USING ERRCODE = 'restrict_violation';
                END IF;
                RETURN {"OLD" if operation == "DELETE" else "NEW"};
            END $$;
            CREATE TRIGGER {name} BEFORE {operation} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}();
            """,
        )
        for table, operation, name in _each()
    }
