"""What printing a document costs: beside WeasyPrint alone on the same text, stage by stage, and in a process that is new.

WeasyPrint alone gets the plain paragraphs, with the same fonts, style and kind of file, and breaks the lines as it can. The two
are run by turns, so that whatever else the machine does falls on both.
"""

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from reports.content import Document
from reports.frozen import to_json
from reports.render import html, pdf
from reports.render.fonts import Face, Role
from reports.render.press import archive, engine

ROOT = Path(__file__).resolve().parents[2]
# prints a document in a process of its own; the times count from before the first import
_COLD = """
import json, re, sys, time
begun = time.perf_counter()
sys.path.insert(0, sys.argv[1])
from reports.frozen import from_json
from reports.render import fonts, pdf
given = json.load(sys.stdin)
pdf.render(from_json(given["tree"]), fonts.faces(given["fonts"]))
# the kernel's own mark: that of getrusage() is inherited from whoever started the process
peak = int(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1])
print(json.dumps({"milliseconds": round((time.perf_counter() - begun) * 1000), "peak_megabytes": round(peak / 1024)}))
"""


def printing(document: Document, chosen: dict[Role, Face], runs: int) -> dict[str, Any]:
    """Measure; times are medians of `runs` in milliseconds, memory is in megabytes, shares are of the whole."""
    ours, alone = _alternately([lambda: pdf.render(document, chosen), _alone(document, chosen)], runs)
    stages = [_stages(document, chosen) for _ in range(runs)]
    medians = {name: statistics.median(stage[name] for stage in stages) for name in stages[0]}
    return {
        "pages": engine.lay_out(pdf.print_html(document, chosen), chosen).pages,
        "milliseconds": _milliseconds(ours),
        "weasyprint_alone": _milliseconds(alone),
        "ratio": round(statistics.median(a / b for a, b in zip(ours, alone, strict=True)), 2),
        "stages": {name: round(median / sum(medians.values()), 3) for name, median in medians.items()},
        "cold": _cold(document, chosen),
    }


def lines_of(answer: dict[str, Any]) -> list[str]:
    """Return the figures as lines for people."""
    shares = "  ".join(f"{name} {share:.0%}" for name, share in answer["stages"].items())
    return [
        f"printing {answer['pages']} pages, warm: {answer['milliseconds']} ms; WeasyPrint alone on the same text: "
        f"{answer['weasyprint_alone']} ms; ratio {answer['ratio']}",
        f"stages: {shares}",
        f"in a new process: {answer['cold']['milliseconds']} ms, at most {answer['cold']['peak_megabytes']} MB",
    ]


def _alternately(deeds: Sequence[Callable[[], object]], runs: int) -> list[list[float]]:
    """Seconds of each deed in each run, after one run that doesn't count."""
    for deed in deeds:
        deed()
    times: list[list[float]] = [[] for _ in deeds]
    for _ in range(runs):
        for deed, taken in zip(deeds, times, strict=True):
            begun = time.perf_counter()
            deed()
            taken.append(time.perf_counter() - begun)
    return times


def _alone(document: Document, chosen: dict[Role, Face]) -> Callable[[], object]:
    """WeasyPrint on the same text, its lines left to itself."""
    weasyprint = engine.weasyprint()
    config, style = engine.engine(chosen)
    flowing = weasyprint.CSS(string="h1, h2, h3, h4, h5, p { white-space: normal !important }", font_config=config)
    source = html.shell(document, archive.meta(document), html.fragment(document))
    return lambda: weasyprint.HTML(string=source, url_fetcher=engine.refuse).write_pdf(
        stylesheets=[style, flowing], font_config=config, pdf_variant="pdf/a-3a", output_intent="", custom_metadata=True
    )


def _stages(document: Document, chosen: dict[Role, Face]) -> dict[str, float]:
    """Seconds of: breaking lines and filling pages, laying out, writing, finishing the file."""
    moments = [time.perf_counter()]
    source = pdf.print_html(document, chosen)
    moments.append(time.perf_counter())
    laid_out = engine.lay_out(source, chosen, archive.attachments(document))
    moments.append(time.perf_counter())
    finish, spent = archive.finisher(document), []

    def finisher(rendered: Any, written: Any) -> None:
        begun = time.perf_counter()
        finish(rendered, written)
        spent.append(time.perf_counter() - begun)

    laid_out.write(finisher)
    writing = time.perf_counter() - moments[-1]
    lines, layout = moments[1] - moments[0], moments[2] - moments[1]
    return {"lines": lines, "layout": layout, "writing": writing - spent[0], "finishing": spent[0]}


def _cold(document: Document, chosen: dict[Role, Face]) -> dict[str, int]:
    given = {"tree": to_json(document), "fonts": {role.name: str(face.path) for role, face in chosen.items()}}
    done = subprocess.run(  # noqa: S603 (this interpreter, on this program)
        [sys.executable, "-c", _COLD, ROOT], input=json.dumps(given), capture_output=True, text=True, check=True
    )
    answer: dict[str, int] = json.loads(done.stdout)
    return answer


def _milliseconds(times: Sequence[float]) -> int:
    return round(statistics.median(times) * 1000)
