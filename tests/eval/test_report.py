"""The HTML page: self-contained, escaped, evidence highlighted."""

import xml.etree.ElementTree as ET

from eval.cases import Case
from eval.measures.interval import Figure
from eval.measures.refusal import Bin
from eval.page import highlighted, html
from eval.plots import bars, confidence_histogram, reliability_plot
from eval.report import markdown
from eval.sources import Sources
from eval.spans import Span
from tests.eval import fakes

EVIL = "<script>alert('&\"')</script>"


def evil_case() -> tuple[Case, Sources]:
    texts = Sources({"a.txt": f"沟通{EVIL}及时。"})
    span = {"path": "a.txt", "start": 0, "end": 4, "quote": "沟通<s"}
    case = Case.model_validate(
        {
            "id": EVIL,
            "question": EVIL,
            "kind": EVIL,
            "script": "hans",
            "answerable": True,
            "evidence": [span],
            "key_points": [{"text": EVIL, "accept": ["x"]}],
            "history": [{"role": "user", "content": EVIL}],
            "note": EVIL,
        },
        strict=False,
    )
    return case, texts


def test_nothing_from_outside_is_markup():
    case, texts = evil_case()
    answer = {**fakes.answer_of(case, texts, [Span("a.txt", 0, 20)]), "answer": f"{EVIL}[1]"}
    page = html(fakes.measured(lambda _: answer, [case], texts))
    assert "<script" not in page
    assert page.count("&lt;script&gt;") >= 7


def test_the_page_needs_nothing_else():
    texts, items = fakes.sources(), fakes.cases()[:40]
    page = html(fakes.measured(fakes.dump(texts), items, texts))
    assert "http" not in page
    assert "src=" not in page
    body = page[page.index("<body>") : page.index("</html>")].replace("<br>", "<br/>")
    assert ET.fromstring(body).tag == "body"  # well formed


def test_every_question_that_is_not_right_is_listed_worst_first():
    texts = fakes.sources()
    right = fakes.oracle(texts)
    items = [
        case
        for case in fakes.cases()
        if case.kind == "off-topic"
        or (case.kind == "fact" and right(case)["script"] == case.script == "hans")
    ]
    page = html(fakes.measured(fakes.always_refuses(texts), items, texts))
    assert page.count("<details") == sum(case.kind == "fact" for case in items)
    page = html(fakes.measured(fakes.never_refuses(texts), items, texts))
    assert page.count("<details") == sum(case.kind == "off-topic" for case in items)


def test_evidence_and_citations_are_marked_where_they_stand():
    texts = Sources({"a": "一二三四五六\n七"})
    shown = highlighted(Span("a", 0, 8), [Span("a", 1, 4)], [Span("a", 3, 5)], texts)
    assert shown == "一<mark>二三</mark><mark><u>四</u></mark><u>五</u>六<br>七"


def test_plots_are_svg():
    for plot in (
        bars({"<a>": Figure(0.5, 3, 0.1, 0.9), "b": None}, title="<t>"),
        reliability_plot([Bin(0.0, 0.1, 3, 0.05, 0.3)]),
        confidence_histogram([(0.1, False), (1.0, True)]),
        confidence_histogram([]),
    ):
        assert ET.fromstring(plot).tag == "svg"


def test_markdown_leaves_the_undefined_out():
    texts, items = fakes.sources(), fakes.cases()[:5]
    report = markdown(fakes.measured(fakes.always_refuses(texts), items, texts))
    assert "| key_point_recall | 0.000 |" in report
    assert "| groundedness |" not in report
    assert "| list | 5 |" in report
