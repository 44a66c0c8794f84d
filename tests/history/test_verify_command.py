"""manage.py verify_history: what it prints, how it ends, and what it can be told."""

import io
import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

from rectify.history.management.commands import verify_history
from tests.conftest import World
from tests.history import tampering
from tests.history.tampering import Scene, run


@pytest.fixture
def scene(world: World) -> Scene:
    return tampering.scene_of(world)


def answer(*arguments: str) -> tuple[int, str]:
    """Run the command; return its exit code and what it printed."""
    out = io.StringIO()
    try:
        call_command("verify_history", *arguments, stdout=out)
    except SystemExit as end:
        return int(str(end.code)), out.getvalue()
    return 0, out.getvalue()


def as_json(*arguments: str) -> tuple[int, dict[str, Any]]:
    code, text = answer("--json", *arguments)
    return code, json.loads(text)


def test_a_sound_record_in_words(scene: Scene) -> None:
    code, text = answer()

    assert code == 0
    lines = text.splitlines()
    assert lines[:3] == [
        "记录完整，没有发现改动。",
        f"最新封记：第{scene.head.seq}号，摘要 {scene.head.hash}",
        "全部变更记录均已封存。",
    ]
    assert lines[3].startswith(f"校验了变更记录{scene.head.seq}条、封记{scene.head.seq}个、历史记录{scene.head.seq}条、现有记录")


def test_a_sound_record_as_json(scene: Scene) -> None:
    code, said = as_json()

    assert code == 0
    assert list(said) == [
        "ok", "entries", "seals", "rows", "records", "files", "cleared", "head", "unsealed", "since", "broken_count", "broken",
        "seconds", "entries_per_second",
    ]  # fmt: skip
    assert (said["ok"], said["broken"], said["broken_count"], said["since"]) == (True, [], 0, None)
    assert said["head"] == {"seq": scene.head.seq, "hash": scene.head.hash}
    assert said["unsealed"] == {"count": 0, "late": 0, "first": None, "text": "全部变更记录均已封存。"}


def test_a_broken_one_ends_with_1_and_says_the_place_first(scene: Scene) -> None:
    run("UPDATE history_entry SET actor_name = '李四' WHERE id = %s", scene.started.pk)

    code, text = answer()
    assert code == 1
    assert text.splitlines()[0] == "记录不完整，发现1处问题："
    assert text.splitlines()[1].startswith(f"第{scene.seq}号封记所封的变更记录（")
    code, said = as_json()
    assert (code, said["ok"], said["broken_count"]) == (1, False, 1)
    assert [(found["kind"], found["where"]) for found in said["broken"]] == [("entry_column", f"seal:{scene.seq}")]


def test_since_looks_at_the_end_alone(scene: Scene) -> None:
    run("UPDATE history_entry SET actor_name = '李四' WHERE id = %s", scene.started.pk)

    assert as_json("--since", str(scene.head.seq))[0] == 0
    code, said = as_json("--since", str(scene.seq))
    assert (code, said["entries"], said["seals"], said["records"], said["since"]) == (1, 2, 2, 0, scene.seq)


def test_since_claims_no_more_than_it_looked_at(scene: Scene) -> None:
    code, text = answer("--since", str(scene.head.seq))

    lines = text.splitlines()
    assert (code, lines[0]) == (0, f"第{scene.head.seq}号封记起没有发现改动。此前的记录、现有记录和文件不在这次校验之内。")
    assert lines[3].startswith(f"校验了变更记录1条、封记1个、历史记录1条（自第{scene.head.seq}号封记起），用时")


def test_a_database_that_does_not_answer_is_said_so(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(**options: Any) -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(verify_history, "verify", away)

    assert answer() == (2, "数据库无法读取，没有校验：connection refused\n")
    assert as_json() == (2, {"ok": False, "error": "数据库无法读取，没有校验：connection refused"})


def test_since_asks_that_the_first_link_hangs_on_the_one_before(scene: Scene) -> None:
    run("UPDATE history_seal SET hash = %s WHERE seq = %s", "0" * 64, scene.seq - 1)

    _, said = as_json("--since", str(scene.seq))

    assert [(found["kind"], found["where"]) for found in said["broken"]] == [("seal_previous", f"seal:{scene.seq}")]


def test_an_anchor_is_taken_as_it_is_printed(scene: Scene) -> None:
    groups = " ".join(scene.head.hash[at : at + 8] for at in range(0, 64, 8))

    assert as_json("--anchor", f"{scene.head.seq}:{groups.upper()}")[0] == 0
    code, said = as_json("--anchor", f"{scene.head.seq}:{'0' * 64}", "--anchor", f"{scene.head.seq + 5}:{scene.head.hash}")
    assert (code, [found["kind"] for found in said["broken"]]) == (1, ["anchor_changed", "anchor_missing"])


@pytest.mark.parametrize("arguments", [("--anchor", "12"), ("--anchor", f"0:{'0' * 64}"), ("--since", "0"), ("--since", "x")])
def test_what_cannot_be_read_is_refused(arguments: tuple[str, str], db: None) -> None:
    with pytest.raises(CommandError):
        answer(*arguments)


def test_an_empty_log_is_sound(db: None) -> None:
    code, text = answer()
    assert (code, text.splitlines()[:2]) == (0, ["记录完整，没有发现改动。", "还没有封记。"])
