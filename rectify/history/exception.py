"""The one exception of the guards, as SQL: a line that a sealed clearing entry names may have its text replaced by a mark.

An entry: payload, changes, label and reason become the tombstone of a later entry of the action “clearing.confirm” whose own
payload names it; all else, its SHA-256 first, stays. A history row: a text becomes the mark of such an entry that names this row
and this very column. A clearing's own entry can't be cleared, and nothing is cleared twice. Both databases say the same, each in
its own words.
"""

from collections.abc import Iterator

from django.db.models import CharField, Model, TextField

from rectify.history import clearing
from rectify.history.models import Entry

LOG = Entry._meta.db_table
ACTION = clearing.ACTION
BEFORE, AFTER = clearing.mark(0).split("0")
LEFT, RIGHT = clearing.tombstone(0).split("0")
BLANKED = clearing.BLANKED

# what the trigger's function does on an UPDATE of a row in PostgreSQL
POSTGRESQL = f"""
  IF TG_OP = 'UPDATE' THEN
    was := to_jsonb(OLD);
    now := to_jsonb(NEW);
    IF TG_TABLE_NAME = '{LOG}' THEN
      number := substring(now->>'payload' from '^\\{LEFT}([0-9]{{1,18}})\\{RIGHT}$')::bigint;
      IF number > OLD.id AND OLD.action <> '{ACTION}' AND was->>'payload' NOT LIKE '{LEFT}%'
        AND now = was || jsonb_build_object('payload', '{LEFT}' || number || '{RIGHT}', 'changes', '[]'::jsonb,
          'record_label', '{BEFORE}' || number || '{AFTER}', 'reason', '{BEFORE}' || number || '{AFTER}')
        AND EXISTS (SELECT 1 FROM {LOG} e WHERE e.id = number AND e.action = '{ACTION}'
          AND position('"{LOG}:' || OLD.id || '":' in e.payload) > 0)
      THEN RETURN NEW; END IF;
    ELSIF was ? 'history_id' AND now <> was AND NOT EXISTS (
      SELECT 1 FROM jsonb_each(now) c WHERE c.value IS DISTINCT FROM was->c.key AND NOT EXISTS (
        SELECT 1 FROM {LOG} e WHERE e.action = '{ACTION}'
          AND e.id = substring(now->>c.key from '^{BEFORE}([0-9]{{1,18}}){AFTER}$')::bigint
          AND now->>c.key = '{BEFORE}' || e.id || '{AFTER}'
          AND position('"' || TG_TABLE_NAME || ':' || (was->>'history_id') || ':' || c.key || '":' in e.payload) > 0))
    THEN RETURN NEW; END IF;
  END IF;
"""  # noqa: S608 (names and words of our own)
POSTGRESQL_DECLARE = "DECLARE was jsonb; now jsonb; number bigint;"


def sqlite_exception(model: type[Model]) -> str:
    """Return the condition under which SQLite lets an UPDATE of a guarded table pass; "0" where nothing may."""
    if model is Entry:
        return " AND ".join(_entry())
    return _row(model) if "history_id" in _columns(model) else "0"


def _columns(model: type[Model]) -> list[str]:
    return [str(field.column) for field in model._meta.concrete_fields]


def _same(column: str) -> str:
    return f'NEW."{column}" IS OLD."{column}"'


def _entry() -> Iterator[str]:
    number = f"CAST(substr(NEW.payload, {len(LEFT) + 1}) AS INTEGER)"
    yield from (_same(column) for column in _columns(Entry) if column not in BLANKED)
    yield f"NEW.payload = '{LEFT}' || {number} || '{RIGHT}'"
    yield f"NEW.changes = '[]' AND NEW.record_label = '{BEFORE}' || {number} || '{AFTER}' AND NEW.reason = NEW.record_label"
    yield f"OLD.action <> '{ACTION}' AND OLD.payload NOT LIKE '{LEFT}%' AND {number} > OLD.id"
    yield _named(number, f"'\"{LOG}:' || OLD.id || '\":'")


def _row(model: type[Model]) -> str:
    table, columns = model._meta.db_table, _columns(model)
    texts = {str(f.column) for f in model._meta.concrete_fields if isinstance(f, CharField | TextField)}
    each = [f"({_same(c)} OR {_marked(table, c)})" if c in texts else _same(c) for c in columns]
    return f"{' AND '.join(each)} AND NOT ({' AND '.join(_same(c) for c in columns)})"


def _marked(table: str, column: str) -> str:
    number = f'CAST(substr(NEW."{column}", {len(BEFORE) + 1}) AS INTEGER)'
    named = _named(number, f"'\"{table}:' || OLD.history_id || ':{column}\":'")
    return f"(NEW.\"{column}\" = '{BEFORE}' || {number} || '{AFTER}' AND {named})"


def _named(number: str, key: str) -> str:
    """The condition that a clearing's entry of this number names this key."""
    return f"EXISTS (SELECT 1 FROM {LOG} e WHERE e.id = {number} AND e.action = '{ACTION}' AND instr(e.payload, {key}) > 0)"  # noqa: S608
