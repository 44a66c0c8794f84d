"""Every way of bending the record that we could think of, guards dropped, and as what it is found: the sentence a person reads.

The table is the one of the documentation: a way, how it is done, the kinds it is found as, the sentence about it.
"""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from rectify.history import guards
from rectify.history.models import Seal
from rectify.history.verifying.checking import verify
from rectify.history.verifying.findings import KINDS
from tests.conftest import World
from tests.history import tampering
from tests.history.tampering import Scene, run

Bend = Callable[[Scene], Any]

WHO = r"（\d{4}年\d+月\d+日 \d\d:\d\d lead的姓名 启动 第3-2-1条）"
FORGED = {"recorded_at": "2026-01-05T02:00:00Z", "effective_at": "2026-01-05T02:00:00Z", "row": None}


def said(sentence: str, scene: Scene) -> str:
    """Return a sentence with the numbers of the scene's seals in it: the start's, the one before, the last."""
    for word, number in (("SEQ", scene.seq), ("PREV", scene.seq - 1), ("HEAD", scene.head.seq)):
        sentence = sentence.replace(word, str(number))
    return sentence


def _swap(scene: Scene) -> None:
    """Let two seals change places with their entries."""
    before = Seal.objects.get(seq=scene.seq - 1).entry_id
    run("UPDATE history_seal SET entry_id = -1 WHERE seq = %s", scene.seq)
    run("UPDATE history_seal SET entry_id = %s WHERE seq = %s", scene.started.pk, scene.seq - 1)
    run("UPDATE history_seal SET entry_id = %s WHERE seq = %s", before, scene.seq)


def _insert_in_the_middle(scene: Scene) -> None:
    """Move the chain's end up by one and put a seal of a forged entry in its place."""
    forged = tampering.copied(scene, row=None)
    run("UPDATE history_seal SET seq = seq + 1 WHERE seq = %s", scene.head.seq)
    run(
        "INSERT INTO history_seal (seq, entry_id, previous, hash) SELECT seq + 1, %s, hash, %s FROM history_seal WHERE seq = %s",
        forged,
        "0" * 64,
        scene.head.seq - 1,
    )


def _delete_both(scene: Scene) -> None:
    run("DELETE FROM history_seal WHERE seq = %s", scene.seq)
    run("DELETE FROM history_entry WHERE id = %s", scene.started.pk)


def _cut(scene: Scene) -> None:
    run("DELETE FROM history_entry WHERE id >= %s", scene.started.pk)
    run("DELETE FROM history_seal WHERE seq >= %s", scene.seq)


def _cut_clean(scene: Scene) -> None:
    """Undo the last two changes whole, as if they had never been."""
    _cut(scene)
    run("DELETE FROM measures_historicalmeasure WHERE id = %s AND status = 'in_progress'", scene.measure.pk)
    run("DELETE FROM measures_historicalevidence")
    run("DELETE FROM measures_evidence")
    run("UPDATE measures_measure SET status = 'not_started', version = 1 WHERE id = %s", scene.measure.pk)


def _recompute(scene: Scene) -> None:
    tampering.rewrite(scene, reason="编造的原因")
    tampering.reseal()


def _duplicate(scene: Scene) -> None:
    tampering.without_unique(lambda: run("INSERT INTO history_seal SELECT * FROM history_seal WHERE seq = %s", scene.seq))


def _row_without_entry(scene: Scene) -> None:
    columns = ", ".join(
        f'"{f.column}"' for f in type(scene.measure).history.model._meta.concrete_fields if f.column != "history_id"
    )
    table = "measures_historicalmeasure"
    run(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM {table} WHERE id = %s AND version = 2", scene.measure.pk)


WAYS: dict[str, tuple[Bend, list[str], str]] = {
    "a column of an entry changed": (
        lambda s: run("UPDATE history_entry SET actor_name = '李四' WHERE id = %s", s.started.pk),
        ["entry_column"],
        r"第SEQ号封记所封的变更记录（.*李四 启动 第3-2-1条）“操作人姓名”一栏被改动：原为“lead的姓名”，现为“李四”。",
    ),
    "an entry's time changed": (
        lambda s: run("UPDATE history_entry SET recorded_at = '2026-01-05 02:00:00' WHERE id = %s", s.started.pk),
        ["entry_column", "entry_backdated"],
        r"第SEQ号封记所封的变更记录（.*）“记录时间”一栏被改动，与原文不符。",
    ),
    "the changes of an entry changed": (
        lambda s: run("UPDATE history_entry SET changes = '[]' WHERE id = %s", s.started.pk),
        ["entry_column"],
        rf"第SEQ号封记所封的变更记录{WHO}“变更内容”一栏被改动，与原文不符。",
    ),
    "an entry's text changed": (
        lambda s: run("UPDATE history_entry SET payload = replace(payload, '执法', '文化') || ' ' WHERE id = %s", s.started.pk),
        ["entry_payload"],
        rf"第SEQ号封记所封的变更记录{WHO}内容被改动：原文与摘要不符。",
    ),
    "an entry rewritten with its digest": (
        lambda s: tampering.rewrite(s, reason="编造的原因"),
        ["seal_hash"],
        rf"第SEQ号封记所封的变更记录{WHO}与封记对不上：记录连同摘要被改动，或者封记被改动、调换。",
    ),
    "an entry deleted": (
        lambda s: run("DELETE FROM history_entry WHERE id = %s", s.started.pk),
        ["entry_missing", "row_without_entry"],
        r"第SEQ号封记所封的变更记录（编号\d+）不存在：已被删除。",
    ),
    "an entry deleted with its seal": (
        _delete_both,
        ["seal_missing", "row_without_entry"],
        r"缺少第SEQ号封记：已被删除。",
    ),
    "a forged entry with a row of another": (
        lambda s: tampering.copied(s, action="measure.verify"),
        ["row_shared"],
        r"变更记录（.*核验通过 第3-2-1条）与另一条变更记录对应同一条历史记录（整改措施第\d+号）：有人插入了记录。",
    ),
    "a forged entry of a day long past": (
        lambda s: tampering.copied(s, **FORGED),
        ["entry_backdated"],
        r"尚未封存的变更记录（2026年1月5日 10:00 .*）疑似事后补入：此前封存的记录已记到.*（或服务器时钟曾被调整）。",
    ),
    "a forged seal in the middle": (
        _insert_in_the_middle,
        ["seal_hash", "seal_previous", "seal_hash"],
        rf"第HEAD号封记所封的变更记录{WHO}与封记对不上：记录连同摘要被改动，或者封记被改动、调换。",
    ),
    "two entries reordered": (
        _swap,
        ["seal_hash", "seal_hash"],
        r"第PREV号封记所封的变更记录（.*）与封记对不上：记录连同摘要被改动，或者封记被改动、调换。",
    ),
    "the end cut off": (
        _cut,
        ["row_without_entry", "row_without_entry"],
        r"整改措施的历史记录第\d+号没有对应的变更记录：记录被删去，或者历史记录是从别处写入的。",
    ),
    "a seal changed": (
        lambda s: run("UPDATE history_seal SET hash = %s WHERE seq = %s", "0" * 64, s.seq),
        ["seal_hash", "seal_previous"],
        rf"第SEQ号封记所封的变更记录{WHO}与封记对不上：记录连同摘要被改动，或者封记被改动、调换。",
    ),
    "a seal of the same number": (
        _duplicate,
        ["seal_duplicate", "seal_entry_twice", "row_shared"],
        r"第SEQ号封记有两个：有人插入了封记。",
    ),
    "a history row changed": (
        lambda s: run("UPDATE measures_historicalmeasure SET plan = '编造' WHERE id = %s AND version = 1", s.measure.pk),
        ["row_changed"],
        r"整改措施的历史记录第\d+号被改动，与变更记录（.* 系统 test.prepare 第3-2-1条）所记的摘要不符。",
    ),
    "a history row deleted": (
        lambda s: run("DELETE FROM measures_historicalmeasure WHERE id = %s AND version = 1", s.measure.pk),
        ["row_missing"],
        r"变更记录（.* 系统 test.prepare 第3-2-1条）所对应的历史记录不存在：已被删除。",
    ),
    "a history row without an entry": (
        _row_without_entry,
        ["row_without_entry"],
        r"整改措施的历史记录第\d+号没有对应的变更记录：记录被删去，或者历史记录是从别处写入的。",
    ),
    "a current row edited": (
        lambda s: run("UPDATE measures_measure SET plan = '编造', status = 'done' WHERE id = %s", s.measure.pk),
        ["record_changed"],
        r"整改措施“第3-2-1条”（编号\d+）被绕过变更记录改动：“整改措施”“状态”与最新的历史记录不符。",
    ),
    "a current row deleted": (
        lambda s: run("DELETE FROM measures_evidence"),
        ["record_missing"],
        r"佐证材料“会议纪要.txt”（编号\d+）只有历史记录，现有记录已被删除。",
    ),
    "evidence swapped": (
        lambda s: tampering.evidence_file(s).write_bytes("会议记要".encode()),
        ["file_changed"],
        r"佐证材料“会议纪要.txt”的文件内容被改动或替换，与登记的SHA-256不符。",
    ),
    "evidence swapped with its fingerprint": (
        lambda s: run("UPDATE measures_evidence SET sha256 = %s", "0" * 64),
        ["record_changed", "file_changed"],
        r"佐证材料“会议纪要.txt”（编号\d+）被绕过变更记录改动：“SHA-256”与最新的历史记录不符。",
    ),
    "evidence gone": (
        lambda s: tampering.evidence_file(s).unlink(),
        ["file_missing"],
        r"佐证材料“会议纪要.txt”的文件不存在或无法读取。",
    ),
}  # fmt: skip


@pytest.fixture
def scene(world: World) -> Scene:
    return tampering.scene_of(world)


def test_what_nobody_bent_holds(scene: Scene) -> None:
    report = verify(anchors=[(scene.head.seq, scene.head.hash)])

    assert (report.broken, report.ok, report.unsealed.count) == ([], True, 0)
    assert report.entries == report.seals == report.rows == scene.head.seq
    assert report.files == 1
    assert report.head == (scene.head.seq, scene.head.hash)


@pytest.mark.parametrize("way", WAYS)
def test_every_way_is_found(way: str, scene: Scene) -> None:
    bend, kinds, sentence = WAYS[way]

    bend(scene)
    report = verify()

    assert [found.kind for found in report.broken] == kinds
    assert re.fullmatch(said(sentence, scene), report.broken[0].text)
    assert set(kinds) <= set(KINDS)


ONLY_FROM_OUTSIDE: dict[str, tuple[Bend, str, str]] = {
    "the whole chain made anew": (
        _recompute,
        "anchor_changed",
        "第HEAD号封记与外部留存的不符：到这一封记为止的记录曾被整体改写、重新封存。",
    ),
    "the last changes undone whole": (
        _cut_clean,
        "anchor_missing",
        "外部留存的第HEAD号封记在库中不存在，现在只到第PREV号：尾部的记录被删去，或者整条封记被重做。",
    ),
}


@pytest.mark.parametrize("way", ONLY_FROM_OUTSIDE)
def test_a_rewrite_without_a_seam_is_found_by_the_anchor_outside(way: str, scene: Scene) -> None:
    bend, kind, sentence = ONLY_FROM_OUTSIDE[way]

    bend(scene)

    assert verify().ok  # nothing within the database can tell
    outside = [(scene.head.seq, scene.head.hash)]
    assert [(found.kind, found.text) for found in verify(anchors=outside).broken] == [(kind, said(sentence, scene))]
    assert [found.kind for found in verify(since=scene.seq - 1, anchors=outside).broken] == [kind]


def _drop() -> None:
    on = ' ON "history_entry"' if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER guard_history_entry_update{on}")


def _hollow() -> None:
    """Leave the guard standing under its name, without any force."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("CREATE OR REPLACE TRIGGER guard_history_entry_update BEFORE UPDATE OR DELETE ON history_entry "
                           "FOR EACH ROW WHEN (1 = 0) EXECUTE FUNCTION guard()")  # fmt: skip
        else:
            _drop()
            cursor.execute("CREATE TRIGGER guard_history_entry_update BEFORE UPDATE ON history_entry WHEN 0 BEGIN SELECT 1; END")


@pytest.mark.parametrize("bend", [_drop, _hollow])
def test_a_guard_that_is_gone_or_hollow_is_named(bend: Callable[[], None], db: None) -> None:
    bend()

    report = verify()

    assert [(found.kind, found.where) for found in report.broken] == [("guard_missing", "guard:guard_history_entry_update")]
    assert report.broken[0].text == (
        "数据表 history_entry 的防护（guard_history_entry_update）缺失、被停用或被改过：此表的记录可能被直接改动。"
    )
    guards.install(connection)
    assert verify().ok


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite's triggers have neither switches nor functions")
@pytest.mark.parametrize(
    "statement",
    [
        'ALTER TABLE "history_entry" DISABLE TRIGGER guard_history_entry_update',
        "CREATE OR REPLACE FUNCTION guard() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
    ],
)
def test_a_guard_that_is_switched_off_or_emptied_is_named(statement: str, db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)

    found = verify().broken

    assert {broken.kind for broken in found} == {"guard_missing"}
    assert "guard:guard_history_entry_update" in {broken.where for broken in found}
