"""The exported log and its verifier, which knows nothing of the system: every way of tampering with the file is found."""

import ast
import hashlib
import io
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from measures.clearing.services import ask_clearing, decide_clearing
from rectify.history import verify_log
from rectify.history.exporting import VERIFIER
from rectify.history.models import Entry, Seal
from rectify.history.sealing import head, seal_hash
from tests.conftest import World
from tests.measures.conftest import changed

Lines = list[dict[str, Any]]
SECRET = "某某专案的涉密会议内容"


def exported(path: Path, *options: str) -> Lines:
    """Export the log; return the file's lines, the header first."""
    call_command("export_log", "-o", str(path), *options, stdout=io.StringIO())
    return lines_of(path)


def lines_of(path: Path) -> Lines:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def write(path: Path, lines: Lines) -> Path:
    text = "".join(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n" for line in lines)
    path.write_text(text, encoding="utf-8", newline="\n")
    return path


def verify(path: Path, *anchors: str) -> tuple[int, str]:
    """Run the verifier as an outsider does: alone, in an empty environment."""
    options = [part for anchor in anchors for part in ("--anchor", anchor)]
    command = [sys.executable, "-I", str(VERIFIER), str(path), *options]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={"PYTHONIOENCODING": "utf-8"})
    assert done.stderr == "" or done.returncode == 2
    return done.returncode, done.stdout.strip()


@pytest.fixture
def file(world: World, tmp_path: Path) -> Path:
    """The log of the world and two changes, with payloads."""
    changed(world.measure, outcome="已组织学习。")
    changed(world.measure, outcome="已组织学习，完成整改。")
    path = tmp_path / "log.jsonl"
    exported(path, "--payloads")
    return path


def anchor_of(lines: Lines, seq: int) -> str:
    return f"{seq}:{lines[seq]['hash']}"


def test_a_whole_file(file: Path) -> None:
    lines = lines_of(file)
    count = len(lines) - 1
    assert (lines[0]["format"], lines[0]["count"], lines[0]["payloads"], lines[0]["round"]) == (
        "rectify-log-1",
        count,
        True,
        None,
    )
    assert [line["seq"] for line in lines[1:]] == list(range(1, count + 1))
    assert [line["payload"] for line in lines[1:]] == list(
        Entry.objects.exclude(seal=None).order_by("seal__seq").values_list("payload", flat=True)
    )
    code, said = verify(file, anchor_of(lines, 1), anchor_of(lines, count))
    assert (code, said) == (
        0,
        f"完整：共{count}条，其中{count}条附有原文并与摘要一致。\n末条为第{count}号，摘要 {lines[-1]['hash']}",
    )


def test_an_anchor_is_read_as_it_is_printed(file: Path) -> None:
    digest = lines_of(file)[3]["hash"]
    groups = " ".join(digest[at : at + 8] for at in range(0, 64, 8)).upper()
    assert verify(file, f"3:{groups}")[0] == 0
    assert verify(file, "3:abc")[0] == 2


def reseal(lines: Lines, start: int) -> None:
    """Compute the chain anew from a line on, as somebody with full power would."""
    for number in range(start, len(lines)):
        line = lines[number]
        line["seq"] = number
        previous = lines[number - 1]["hash"] if number > 1 else "0" * 64
        line["hash"] = seal_hash(number, line["entry"], line["sha256"], previous)
    lines[0]["count"], lines[0]["head"] = len(lines) - 1, lines[-1]["hash"]


def rewritten(lines: Lines, number: int, old: str, new: str) -> None:
    line = lines[number]
    assert old in line["payload"]
    line["payload"] = line["payload"].replace(old, new)
    line["sha256"] = hashlib.sha256(line["payload"].encode()).hexdigest()


def a_changed_payload(lines: Lines) -> None:
    lines[-1]["payload"] = lines[-1]["payload"].replace("完成整改", "未完成整改")


def a_changed_payload_with_its_digest(lines: Lines) -> None:
    rewritten(lines, -1, "完成整改", "未完成整改")


def a_dropped_payload_in_its_place(lines: Lines) -> None:
    lines[-1]["payload"] = '{"cleared_by":1}'


def a_dropped_line(lines: Lines) -> None:
    del lines[4]


def a_dropped_first_line(lines: Lines) -> None:
    del lines[1]


def a_dropped_line_renumbered(lines: Lines) -> None:
    del lines[4]
    for number, line in enumerate(lines[1:], start=1):
        line["seq"] = number
    lines[0]["count"] -= 1


def two_swapped(lines: Lines) -> None:
    lines[4], lines[5] = lines[5], lines[4]


def two_swapped_and_renumbered(lines: Lines) -> None:
    two_swapped(lines)
    lines[4]["seq"], lines[5]["seq"] = 4, 5


def two_contents_swapped(lines: Lines) -> None:
    for key in ("entry", "sha256", "payload"):
        lines[4][key], lines[5][key] = lines[5][key], lines[4][key]


def an_inserted_line(lines: Lines) -> None:
    lines.insert(5, dict(lines[4]))


def an_inserted_line_numbered(lines: Lines) -> None:
    lines.insert(5, {**lines[4], "seq": 5})
    for number, line in enumerate(lines[1:], start=1):
        line["seq"] = number
    lines[0]["count"] += 1


def another_entry(lines: Lines) -> None:
    lines[4]["entry"] += 1000


def another_digest(lines: Lines) -> None:
    lines[4]["sha256"] = "0" * 64


def another_seal(lines: Lines) -> None:
    lines[4]["hash"] = "0" * 64


def something_added(lines: Lines) -> None:
    lines[4]["note"] = "此条有误"


def a_cut_tail(lines: Lines) -> None:
    del lines[-2:]


def a_header_that_says_less(lines: Lines) -> None:
    lines[0]["count"] -= 1


def a_header_with_another_head(lines: Lines) -> None:
    lines[0]["head"] = "0" * 64


def a_header_of_another_kind(lines: Lines) -> None:
    lines[0]["format"] = "rectify-log-2"


def no_header(lines: Lines) -> None:
    del lines[0]


def no_number(lines: Lines) -> None:
    lines[4]["entry"] = str(lines[4]["entry"])


TAMPERING: dict[Callable[[Lines], None], str] = {
    a_changed_payload: "原文与摘要不符",
    a_changed_payload_with_its_digest: "封存摘要不符",
    a_dropped_payload_in_its_place: "原文被擅自抹去",
    a_dropped_line: "应为第4号，实为第5号",
    a_dropped_first_line: "应为第1号，实为第2号",
    a_dropped_line_renumbered: "第4号（第5行）：封存摘要不符",
    two_swapped: "应为第4号，实为第5号",
    two_swapped_and_renumbered: "第4号（第5行）：封存摘要不符",
    two_contents_swapped: "第4号（第5行）：封存摘要不符",
    an_inserted_line: "应为第5号，实为第4号",
    an_inserted_line_numbered: "第5号（第6行）：封存摘要不符",
    another_entry: "第4号（第5行）：封存摘要不符",
    another_digest: "第4号（第5行）：封存摘要不符",
    another_seal: "第4号（第5行）：封存摘要不符",
    something_added: "有不该有的内容",
    a_cut_tail: "结尾被截断",
    a_header_that_says_less: "文件头被改动，或结尾被截断",
    a_header_with_another_head: "文件头被改动，或结尾被截断",
    a_header_of_another_kind: "不是变更记录导出文件的文件头",
    no_header: "不是变更记录导出文件的文件头",
    no_number: "封存摘要不符",
}


@pytest.mark.parametrize("tamper", TAMPERING, ids=lambda tamper: tamper.__name__)
def test_what_was_done_to_the_file_is_found(tamper: Callable[[Lines], None], file: Path) -> None:
    lines = lines_of(file)
    tamper(lines)
    code, said = verify(write(file, lines))
    assert (code, said.startswith("不完整。")) == (1, True)
    assert TAMPERING[tamper] in said


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda text: text[: len(text) // 2], "不是完整的记录，文件可能被截断或改动"),
        (lambda text: text.replace('"seq":4', '"seq":4,"seq":4', 1), "被改动过"),
        (lambda text: text.replace('"seq":4', '"seq": 4', 1), "被改动过"),
        (lambda text: text + "\n", "不是完整的记录"),
        (lambda text: text + "[]\n", "被改动过"),
        (lambda text: "", "第1行不是完整的记录"),
    ],
)
def test_what_was_done_to_its_text_is_found(change: Callable[[str], str], message: str, file: Path) -> None:
    file.write_text(change(file.read_text(encoding="utf-8")), encoding="utf-8")
    code, said = verify(file)
    assert (code, message in said) == (1, True), said


def all_computed_anew(lines: Lines) -> None:
    rewritten(lines, -1, "完成整改", "未完成整改")
    reseal(lines, len(lines) - 1)


def dropped_and_computed_anew(lines: Lines) -> None:
    del lines[4]
    reseal(lines, 4)


def inserted_and_computed_anew(lines: Lines) -> None:
    lines.insert(5, dict(lines[4]))
    reseal(lines, 5)


def cut_and_computed_anew(lines: Lines) -> None:
    del lines[-2:]
    reseal(lines, len(lines))


ANEW: dict[Callable[[Lines], None], str] = {
    all_computed_anew: "与留存的封存号不符",
    dropped_and_computed_anew: "没有留存的第",
    inserted_and_computed_anew: "与留存的封存号不符",
    cut_and_computed_anew: "没有留存的第",
}


@pytest.mark.parametrize("tamper", ANEW, ids=lambda tamper: tamper.__name__)
def test_a_chain_computed_anew_is_found_by_an_anchor_alone(tamper: Callable[[Lines], None], file: Path) -> None:
    lines = lines_of(file)
    anchor = anchor_of(lines, len(lines) - 1)
    tamper(lines)
    write(file, lines)
    assert verify(file)[0] == 0
    code, said = verify(file, anchor)
    assert (code, ANEW[tamper] in said) == (1, True), said


def test_digests_alone(world: World, tmp_path: Path) -> None:
    lines = exported(tmp_path / "log.jsonl")
    assert {frozenset(line) for line in lines[1:]} == {frozenset({"seq", "entry", "sha256", "hash"})}
    assert verify(tmp_path / "log.jsonl") == (
        0,
        f"完整：共{len(lines) - 1}条，其中0条附有原文并与摘要一致。\n末条为第{len(lines) - 1}号，摘要 {lines[-1]['hash']}",
    )


def test_of_one_round_the_others_say_their_digests_alone(world: World, tmp_path: Path) -> None:
    changed(world.elsewhere, outcome="另一轮的内容")
    lines = exported(tmp_path / "log.jsonl", "--payloads", "--round", str(world.cast.round.pk))
    told = {line["entry"] for line in lines[1:] if "payload" in line}
    assert told == set(Entry.objects.filter(round=world.cast.round.pk, action="test.prepare").values_list("pk", flat=True))
    assert "另一轮的内容" not in (tmp_path / "log.jsonl").read_text(encoding="utf-8")
    assert verify(tmp_path / "log.jsonl")[0] == 0


def test_a_cleared_entry_verifies_and_says_so(world: World, tmp_path: Path) -> None:
    measure, path = changed(world.measure, outcome=SECRET), tmp_path / "log.jsonl"
    clearing = ask_clearing(subject=measure, what="outcome", by=world.cast.clerk, reason="误录")
    decide_clearing(clearing=clearing, name="confirm", by=world.cast.inspector, version=1)
    lines = exported(path, "--payloads")
    assert SECRET not in path.read_text(encoding="utf-8")
    code, said = verify(path)
    assert (code, "，2条的原文已按规定清除、留有标记。" in said) == (0, True), said

    other = next(line for line in lines[1:] if line["entry"] == Entry.objects.order_by("pk").first().pk)  # type: ignore[union-attr]
    by = next(line["payload"] for line in lines[1:] if "cleared_by" in line["payload"])
    other["payload"] = by
    assert "原文被擅自抹去" in verify(write(path, lines))[1]


def test_the_export_is_an_entry_that_knows_the_file(file: Path) -> None:
    entry = Entry.objects.latest("pk")
    assert (entry.action, entry.actor_name, entry.acting_as, entry.round) == ("export.log", "系统", "系统", None)
    seal = Seal.objects.latest("seq")
    assert [(c["label"], c["new_text"]) for c in entry.changes] == [
        ("末条摘要", lines_of(file)[0]["head"]),
        ("文件SHA-256", hashlib.sha256(file.read_bytes()).hexdigest()),
    ]
    assert lines_of(file)[0]["count"] <= seal.seq


def test_an_empty_log(db: None, tmp_path: Path) -> None:
    assert exported(tmp_path / "log.jsonl")[0]["count"] == 0
    assert verify(tmp_path / "log.jsonl")[0] == 0


def test_the_command_speaks_json_and_fails_clearly(cast: Any, tmp_path: Path) -> None:
    out = io.StringIO()
    call_command("export_log", "-o", str(tmp_path / "log.jsonl"), "--json", stdout=out)
    said = json.loads(out.getvalue())
    last = head()
    assert last is not None
    assert said == {
        "file": str(tmp_path / "log.jsonl"),
        "count": said["count"],
        "head": lines_of(tmp_path / "log.jsonl")[-1]["hash"],
        "sha256": hashlib.sha256((tmp_path / "log.jsonl").read_bytes()).hexdigest(),
    }
    with pytest.raises(CommandError, match="文件没有写成"):
        call_command("export_log", "-o", str(tmp_path / "nowhere" / "log.jsonl"))
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["log.jsonl"]


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert verify(tmp_path / "nothing")[0] == 2


def test_the_verifier_needs_nothing_and_is_read_at_one_sitting() -> None:
    source = VERIFIER.read_text(encoding="utf-8")
    modules = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            modules |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            modules.add(node.module or "")
    assert modules <= sys.stdlib_module_names
    assert len(source.splitlines()) <= 150


@pytest.mark.parametrize(("seq", "entry", "sha256", "previous"), [(1, 7, "ab" * 32, "0" * 64), (2, 3, "0" * 64, "cd" * 32)])
def test_both_compute_one_seal(seq: int, entry: int, sha256: str, previous: str) -> None:
    assert verify_log.seal(seq, entry, sha256, previous) == seal_hash(seq, entry, sha256, previous)
