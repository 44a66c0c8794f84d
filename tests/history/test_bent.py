"""More ways of bending the record: what a clearing left, what no program would write, what stands beside the guards."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection

from measures.clearing.services import ask_clearing, decide_clearing
from measures.services.proof import attach
from rectify.history import sealing
from rectify.history.models import Entry, EntryTag
from rectify.history.tagging import Facet, tag_of
from rectify.history.verifying.checking import verify
from rectify.history.verifying.findings import KINDS, Broken
from tests.conftest import World
from tests.history import tampering
from tests.history.tampering import Scene, run

POSTGRESQL = connection.vendor == "postgresql"
only_postgresql = pytest.mark.skipif(not POSTGRESQL, reason="PostgreSQL alone has schemas, rules and settings for each role")


@pytest.fixture
def scene(world: World) -> Scene:
    return tampering.scene_of(world)


def found(**options: Any) -> list[tuple[str, str]]:
    broken: list[Broken] = verify(**options).broken
    assert {place.kind for place in broken} <= set(KINDS)
    return [(place.kind, place.where) for place in broken]


def cleared(scene: Scene) -> Entry:
    """Let a file with a telling name be cleared and sealed; return the first entry that was blanked for it."""
    file = ContentFile(b"secret", name="某某专案涉密会议内容.txt")
    [evidence] = attach(measure=scene.measure, by=scene.world.cast.lead, files=[file])
    clearing = ask_clearing(subject=evidence, what="file_name", by=scene.world.cast.clerk, reason="误传")
    decide_clearing(clearing=clearing, name="confirm", by=scene.world.cast.inspector, version=clearing.version)
    sealing.seal_all()
    assert verify().ok
    return Entry.objects.filter(payload__startswith='{"cleared_by"').earliest("pk")


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("actor_name", "李四"), ("actor_id", None), ("acting_role", "head"), ("acting_as", "局长"), ("action", "measure.verify"),
        ("effective_at", "2026-01-05 02:00:00"), ("record", 77), ("created", False), ("round", None), ("key_problem", 77),
        ("issue", 77), ("measure", 77), ("department", 77), ("others", "|77|"), ("record_type", "measures.measure"),
    ],
)  # fmt: skip
def test_what_a_clearing_left_of_an_entry_is_held(column: str, value: Any, scene: Scene) -> None:
    entry = cleared(scene)
    seal = f"seal:{sealing.Seal.objects.get(entry=entry).seq}"

    run(f"UPDATE history_entry SET {column} = %s WHERE id = %s", value, entry.pk)

    assert [place for place in found() if place[0] != "index_missing"] == [("entry_column", seal)]
    assert verify().broken[0].text.endswith("已清除，留下的栏目（操作人、时间等）又被改动，与清除时所记的摘要不符。")


@pytest.mark.parametrize("payload", ["nonsense", "[]", "{}", '{"row":{},"changes":[{"field":"erased","new":{"a":1}}]}'])
def test_a_bent_clearing_explains_nothing_and_ends_nothing(payload: str, scene: Scene) -> None:
    cleared(scene)
    run("UPDATE history_entry SET payload = %s WHERE action = 'clearing.confirm'", payload)

    assert {kind for kind, _ in found()} - {"row_missing"} == {"entry_payload", "row_without_entry"}


def test_a_forged_clearing_without_a_clearing_explains_nothing(scene: Scene) -> None:
    said = {f"history_entry:{scene.started.pk}": "", f"file:measures.evidence:{scene.evidence.pk}": ""}
    change = {"field": "erased", "label": "", "old": None, "new": said, "old_text": "", "new_text": ""}
    by = tampering.copied(scene, action="clearing.confirm", row=None, changes=[change])
    mark = f"〔已清除，见第{by}号记录〕"
    blanked = "UPDATE history_entry SET payload = %s, changes = '[]', record_label = %s, reason = %s WHERE id = %s"
    run(blanked, f'{{"cleared_by":{by}}}', mark, mark, scene.started.pk)
    tampering.evidence_file(scene).write_bytes(b"")

    assert [kind for kind, _ in found()] == ["entry_payload", "row_without_entry", "file_changed"]


def test_a_file_that_is_cleared_while_it_is_looked_at_is_not_missing(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[int] = []

    def tell(percent: int, text: str) -> None:
        if percent == 95 and not told:
            told.append(percent)
            clearing = ask_clearing(subject=scene.evidence, what="file", by=scene.world.cast.clerk, reason="误传")
            decide_clearing(clearing=clearing, name="confirm", by=scene.world.cast.inspector, version=clearing.version)
            tampering.evidence_file(scene).unlink()

    report = verify(tell=tell)

    assert (told, report.broken, report.files, report.cleared) == ([95], [], 0, 1)


@pytest.mark.parametrize(
    "claim",
    [
        {"table": "measures_historicalmeasure", "fields": [], "id": 1, "sha256": ""},
        {"table": {}, "fields": ["id"], "id": 1, "sha256": ""},
        {"table": "measures_historicalmeasure", "fields": ["id"], "id": 10**30, "sha256": ""},
        "nonsense",
    ],
)
def test_a_claim_that_nobody_would_write_is_a_broken_place(claim: Any, scene: Scene) -> None:
    forged = tampering.copied(scene, row=claim)

    assert found() == [("row_missing", f"entry:{forged}")]


def test_a_table_that_is_gone_is_named_and_nothing_else_is_claimed(scene: Scene) -> None:
    run(f"DROP TABLE measures_historicalremark{' CASCADE' if POSTGRESQL else ''}")

    report = verify()

    assert found()[-1] == ("table_missing", "table:measures_historicalremark")
    assert report.broken[-1].text == "数据表 measures_historicalremark 不存在：已被删除。其余没有校验。"
    assert (report.seals, report.ok) == (0, False)


@pytest.mark.skipif(POSTGRESQL, reason="PostgreSQL's columns take nothing but their type")
def test_what_no_program_would_write_ends_the_verification_in_words(scene: Scene) -> None:
    run("UPDATE history_entry SET recorded_at = 2026 WHERE id = %s", scene.started.pk)

    report = verify()

    assert [(place.kind, place.where) for place in report.broken] == [("unreadable", "log")]
    assert re.match(r"第一个封记之前或近旁有程序不会写成的内容，无法识别，校验就此中断，其余都没有校验", report.broken[0].text)


SQLITE_TRIGGER = "CREATE TRIGGER helper AFTER INSERT ON measures_measure BEGIN UPDATE measures_measure SET plan = 'x'; END"
ELSEWHERE = """
CREATE FUNCTION helper() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.reason := ''; RETURN NEW; END $$;
CREATE TRIGGER helper BEFORE INSERT ON history_entry FOR EACH ROW EXECUTE FUNCTION helper()
"""


def test_a_trigger_that_is_not_ours_is_named(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(ELSEWHERE if POSTGRESQL else SQLITE_TRIGGER)

    table = "history_entry" if POSTGRESQL else "measures_measure"
    assert found() == [("guard_foreign", f"guard:helper（{table}）")]
    assert verify().broken[0].text == (
        f"数据库中有不属于本系统的触发器、规则或设置 helper（{table}）：写入的内容可能被它改动，或者防护不起作用。"
    )


@only_postgresql
@pytest.mark.parametrize(
    ("statement", "where"),
    [
        ("CREATE RULE quiet AS ON INSERT TO history_seal DO INSTEAD NOTHING", "guard:quiet（history_seal）"),
        ("SET LOCAL session_replication_role = replica", "guard:session_replication_role（session）"),
        (
            "ALTER ROLE CURRENT_USER SET session_replication_role = replica",
            f"guard:session_replication_role（{connection.settings_dict['USER']}）",
        ),
    ],
)
def test_what_keeps_the_guards_from_acting_is_named(statement: str, where: str, db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)

    assert found() == [("guard_foreign", where)]


@only_postgresql
def test_a_guard_on_another_schemas_table_of_the_name_guards_nothing(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA decoy; CREATE TABLE decoy.history_entry (LIKE history_entry)")
        cursor.execute('DROP TRIGGER guard_history_entry_update ON "history_entry"')
        cursor.execute("CREATE TRIGGER guard_history_entry_update BEFORE UPDATE OR DELETE ON decoy.history_entry "
                       "FOR EACH ROW EXECUTE FUNCTION guard()")  # fmt: skip

    assert found() == [("guard_missing", "guard:guard_history_entry_update")]


Outside = Callable[[Scene], list[tuple[int, str]]]
WRONG = "0" * 64


@pytest.mark.parametrize(
    ("outside", "kinds"),
    [
        (lambda s: [(s.head.seq, s.head.hash), (s.head.seq, WRONG)], ["anchor_changed"]),
        (lambda s: [(s.head.seq, WRONG), (s.head.seq, s.head.hash)], ["anchor_changed"]),
        (lambda s: [(s.head.seq, s.head.hash)], []),
    ],
)
def test_of_two_anchors_of_one_number_both_are_compared(outside: Outside, kinds: list[str], scene: Scene) -> None:
    assert [kind for kind, _ in found(anchors=outside(scene))] == kinds


def test_the_quick_look_compares_the_anchors_before_it_too(scene: Scene) -> None:
    before = sealing.Seal.objects.get(seq=scene.seq - 1)

    assert found(since=scene.head.seq, anchors=[(before.seq, before.hash)]) == []
    assert found(since=scene.head.seq, anchors=[(before.seq, WRONG)]) == [("anchor_changed", f"seal:{before.seq}")]


def test_the_quick_look_from_beyond_the_end_says_that_the_end_was_cut(scene: Scene) -> None:
    assert found(since=scene.head.seq + 1) == []
    assert found(since=scene.head.seq + 2) == [("seal_missing", f"seal:{scene.head.seq + 1}")]
    assert verify(since=scene.head.seq + 2).broken[0].text == (
        f"第{scene.head.seq + 2}号之前的一封记（第{scene.head.seq + 1}号）不存在：尾部的封记已被删去，或者给出的起点有误。"
    )


def _tags(where: str) -> Callable[[Scene], None]:
    return lambda s: run(f"DELETE FROM history_entrytag WHERE entry = %s AND {where}", s.started.pk)


def _tag_of(facet: Facet, value: Callable[[Scene], object]) -> Callable[[Scene], None]:
    def bend(scene: Scene) -> None:
        tag = tag_of(scene.world.cast.round.pk, {facet: value(scene)})
        assert EntryTag.objects.filter(tag=tag, entry=scene.started.pk).exists()
        run("DELETE FROM history_entrytag WHERE entry = %s AND tag = %s", scene.started.pk, tag)

    return bend


@pytest.mark.parametrize(
    "bend",
    [
        _tags("1 = 1"),
        _tag_of(Facet.PERSON, lambda s: s.world.cast.lead.pk),
        _tag_of(Facet.DEPARTMENT, lambda s: s.world.cast.cooperating_department.pk),
        _tag_of(Facet.FIELD, lambda s: "measures.measure.status"),
        _tag_of(Facet.KIND, lambda s: "status"),
        lambda s: run("UPDATE history_entrytag SET at = '2020-01-05 02:00:00' WHERE entry = %s", s.started.pk),
    ],
)
def test_an_entry_that_is_hidden_from_the_review_is_named(bend: Callable[[Scene], None], scene: Scene) -> None:
    bend(scene)

    assert found() == [("index_missing", f"entry:{scene.started.pk}")]
    assert re.fullmatch(
        r"变更记录（.* lead的姓名 启动 第3-2-1条）在查阅用的索引中缺少或被改动：按人员、部门、种类等条件查阅时会看不到它。",
        verify().broken[0].text,
    )


def test_a_kind_that_the_rules_of_its_time_gave_will_do(scene: Scene) -> None:
    for pair in ({}, {Facet.PERSON: scene.world.cast.lead.pk}):
        was, now = (tag_of(scene.world.cast.round.pk, {**pair, Facet.KIND: kind}) for kind in ("status", "other"))
        run("UPDATE history_entrytag SET tag = %s WHERE entry = %s AND tag = %s", now, scene.started.pk, was)

    assert found() == []


def test_what_was_cleared_is_still_in_the_index(scene: Scene) -> None:
    entry = cleared(scene)

    run("DELETE FROM history_entrytag WHERE entry = %s", entry.pk)

    assert found() == [("index_missing", f"entry:{entry.pk}")]
