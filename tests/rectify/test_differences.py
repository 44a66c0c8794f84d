"""How one text differs from another."""

import pytest

from rectify.differences import difference


@pytest.mark.parametrize(
    ("old", "new", "parts"),
    [
        ("", "", []),
        ("完成整改", "完成整改", [("same", "完成整改")]),
        ("", "新写的", [("new", "新写的")]),
        ("删去的", "", [("old", "删去的")]),
        ("6月10日前完成", "7月10日前完成", [("old", "6"), ("new", "7"), ("same", "月10日前完成")]),
        ("开展培训", "开展两次培训", [("same", "开展"), ("new", "两次"), ("same", "培训")]),
    ],
)
def test_short_texts(old: str, new: str, parts: list[tuple[str, str]]) -> None:
    assert difference(old, new) == parts


def test_long_unchanged_stretches_are_folded_around_the_change() -> None:
    head, tail = "甲" * 100, "乙" * 90

    parts = difference(f"{head}旧{tail}", f"{head}新{tail}")

    assert [(part.kind, len(part.text)) for part in parts] == [
        ("fold", 76), ("same", 24), ("old", 1), ("new", 1), ("same", 24), ("fold", 66),
    ]  # fmt: skip


def test_a_stretch_between_two_changes_keeps_both_edges() -> None:
    middle = "".join(chr(0x4E00 + n) for n in range(100))

    parts = difference(f"a{middle}b", f"c{middle}d")

    assert [part.kind for part in parts] == ["old", "new", "same", "fold", "same", "old", "new"]
    assert "".join(part.text for part in parts if part.kind in ("same", "fold")) == middle


def test_an_unchanged_text_is_not_folded() -> None:
    assert difference("甲" * 200, "甲" * 200) == [("same", "甲" * 200)]


def test_very_long_texts_are_compared_by_sentences() -> None:
    sentences = [f"第{number}项工作已经完成并形成长效机制。" for number in range(400)]
    changed = [*sentences[:200], "这一项没有完成。", *sentences[201:]]

    parts = difference("".join(sentences), "".join(changed))

    assert [part.text for part in parts if part.kind == "old"] == ["第200项工作已经完成并形成长效机制。"]
    assert [part.text for part in parts if part.kind == "new"] == ["这一项没有完成。"]


def test_both_texts_can_be_read_off_the_parts() -> None:
    old, new = "健全制度，强化监督。定期检查。", "健全两项制度，强化日常监督。"

    parts = difference(old, new)

    assert "".join(part.text for part in parts if part.kind != "new") == old
    assert "".join(part.text for part in parts if part.kind != "old") == new


def test_a_sentence_of_a_long_text_that_was_changed_is_compared_by_its_characters() -> None:
    sentences = [f"第{number}项工作已经完成并形成长效机制。" for number in range(400)]
    changed = [*sentences[:200], "第200项工作已经基本完成并形成长效机制。", *sentences[201:]]

    parts = difference("".join(sentences), "".join(changed))

    assert [part for part in parts if part.kind in ("old", "new")] == [("new", "基本")]
    assert "".join(part.text for part in parts if part.kind != "new") == "".join(sentences)
    assert "".join(part.text for part in parts if part.kind != "old") == "".join(changed)
