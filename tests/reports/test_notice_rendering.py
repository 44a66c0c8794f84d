"""Freezing a notice, queueing and making its PDF, and what is kept of it."""

import hashlib
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from rectify.errors import Refused
from rectify.jobs import waking
from rectify.jobs.execution import run
from rectify.jobs.models import Job, State
from reports.builders.notice import public_notice
from reports.frozen import tree_hash
from reports.models import FrozenTree, Rendering
from reports.notice import rendering
from reports.notice.comparison import changed_paragraphs
from reports.notice.faces import current_faces
from reports.render import pdf, text
from tests import factories as make
from tests.conftest import World
from tests.reports.printing import squeezed, words
from tests.reports.reading import fresh
from tests.reports.telling import CUT_OFF, change, tell


@pytest.fixture
def told(world: World) -> World:
    return tell(world)


@pytest.fixture(autouse=True)
def _no_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waking, "send", lambda job: None)


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Stand in for the engine, which takes a second: the PDF is the text; gather the titles that were set."""
    titles: list[str] = []

    def fake(document: Any, chosen: Any) -> bytes:
        titles.append(document.title)
        return b"%PDF-" + text.render(document).encode()

    monkeypatch.setattr(pdf, "render", fake)
    return titles


def ask(world: World, name: str = "head") -> Job:
    round = world.cast.round
    return rendering.ask(round=round, document=public_notice(round, CUT_OFF), by=fresh(getattr(world.cast, name)))


def done(job: Job) -> Job:
    run(job.pk)
    job.refresh_from_db()
    return job


def silent(percent: int, text: str = "") -> None:
    """Report nothing."""


def test_asking_freezes_the_tree_and_the_job_renders_what_was_asked_for(told: World) -> None:
    job = ask(told)
    asked = public_notice(told.cast.round, CUT_OFF)
    change(told.measure, public_text="台账此后改动")

    assert done(job).state == State.DONE, job.error
    [made] = Rendering.objects.all()
    data = rendering.file_of(made).read_bytes()
    assert words(data) == squeezed(asked)
    assert (made.sha256, made.size) == (hashlib.sha256(data).hexdigest(), len(data))
    assert job.result == {"url": f"/rounds/{told.cast.round.pk}/notice/{tree_hash(asked)}.pdf", "label": "下载PDF"}
    assert FrozenTree.objects.get().document == asked


def test_the_same_content_is_frozen_and_asked_for_once_by_each(told: World, engine: list[str]) -> None:
    jobs = {ask(told).pk, ask(told).pk, ask(told, "director").pk}

    assert (len(jobs), FrozenTree.objects.count(), Job.objects.count()) == (2, 1, 2)
    for job in Job.objects.order_by("id"):
        assert done(job).state == State.DONE
    assert (len(engine), Rendering.objects.count()) == (1, 1)


def test_two_rounds_with_one_text_have_a_pdf_each(told: World, engine: list[str]) -> None:
    document = public_notice(told.cast.round, CUT_OFF)
    trees = [rendering.freeze(round, document) for round in (told.cast.round, told.cast.other_round)]

    assert [made.frozen for tree in trees for made in rendering.render(tree, silent)] == trees
    assert len(list(Path(settings.RENDERS).rglob("*.pdf"))) == 1


def test_the_job_tells_its_stages(told: World, engine: list[str]) -> None:
    said: list[tuple[int, str]] = []
    tree = rendering.freeze(told.cast.round, public_notice(told.cast.round, CUT_OFF))
    rendering.render(tree, lambda percent, stage: said.append((percent, stage)))

    assert said == [(5, "读取通报内容"), (15, "检查字体"), (30, "排版，生成PDF"), (90, "保存文件")]


def test_a_file_that_is_gone_is_made_again(told: World, engine: list[str]) -> None:
    first = done(ask(told))
    rendering.file_of(Rendering.objects.get()).unlink()
    again = ask(told)

    assert again.pk != first.pk
    assert done(again).state == State.DONE
    assert rendering.file_of(Rendering.objects.get()).is_file()
    assert ask(told).pk == first.pk


def test_a_killed_worker_leaves_no_half_file_and_the_next_one_finishes(told: World, engine: list[str], monkeypatch: Any) -> None:
    tree = rendering.freeze(told.cast.round, public_notice(told.cast.round, CUT_OFF))
    replace = Path.replace

    def killed(*args: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", killed)
    with pytest.raises(KeyboardInterrupt):
        rendering.render(tree, silent)
    assert (Rendering.objects.count(), list(Path(settings.RENDERS).rglob("*.pdf"))) == (0, [])

    monkeypatch.setattr(Path, "replace", replace)
    [made] = rendering.render(tree, silent)
    assert hashlib.sha256(rendering.file_of(made).read_bytes()).hexdigest() == made.sha256


def test_other_fonts_ask_for_another_pdf(told: World, engine: list[str], settings: Any) -> None:
    job = ask(told)
    done(job)
    settings.FONTS = {"仿宋": current_faces().chosen["黑体"].path}  # type: ignore[index]

    assert ask(told).pk != job.pk
    assert current_faces().as_data()[0] == {"role": "仿宋", "name": "Noto Sans SC", "origin": "设置", "substitute": False}


def test_a_font_that_is_not_there_is_said_when_asked(told: World, settings: Any) -> None:
    settings.FONTS = {"楷体": "/nowhere/simkai.ttf"}

    with pytest.raises(Refused, match=r"/nowhere/simkai\.ttf"):
        ask(told)
    assert (Job.objects.count(), FrozenTree.objects.count()) == (0, 0)


def test_characters_without_a_glyph_are_kept_with_the_pdf(told: World, engine: list[str]) -> None:
    change(told.measure, public_text="生僻字\U0003134a\U0003134a")
    done(ask(told))

    assert Rendering.objects.get().missing == "\U0003134a"


def test_it_says_the_same_on_another_day_and_no_longer_after_a_change(told: World, engine: list[str]) -> None:
    done(ask(told))
    made = rendering.latest(told.cast.round)
    assert made is not None

    assert rendering.says_the_same(made.frozen, public_notice(told.cast.round))
    change(told.measure, public_text="改动之后")
    assert not rendering.says_the_same(made.frozen, public_notice(told.cast.round))


def test_the_paragraphs_that_changed(told: World) -> None:
    before = public_notice(told.cast.round, CUT_OFF)
    with make.prepared():
        change(told.of_follow_on, public_text="阅评案卷120个。")
        change(told.deep_task, withdrawn=True)

    shown = [
        [(part.kind, part.text) for part in parts if part.kind != "same"]
        for parts in changed_paragraphs(before, public_notice(told.cast.round))
    ]
    assert shown[0] == [("old", "15"), ("new", "20")]
    assert shown[1] == [("old", "三、“推动改革促进发展”深度整改任务阶段性进展情况")]
    assert [kind for parts in shown[2:4] for kind, _ in parts] == ["old", "old"]
    assert shown[4] == [("old", "四"), ("new", "三")]
    assert len(shown) == 5
