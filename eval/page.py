"""Results to one self-contained HTML page. Everything that comes from outside is escaped."""

from collections.abc import Iterable, Sequence
from html import escape
from itertools import pairwise

from eval.answers import GivenAnswer
from eval.measures.groundedness import SUPPORTED
from eval.measures.interval import Figure
from eval.plots import bars, confidence_histogram, reliability_plot
from eval.results import Results
from eval.scoring import LOWER_IS_BETTER, Scored
from eval.sources import Sources
from eval.spans import Span, merged
from eval.summary import ALL, Figures

_STYLE = """
:root { color-scheme: light dark; --ink: #1c1c1a; --paper: #fdfdfb; --soft: #6b6b66;
  --line: #dcdcd4; --accent: #2f6f5e; --other: #b4632a; --gold: #ffe9a8; --bad: #a32020; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8e8e2; --paper: #1a1b1a; --soft: #a0a098;
  --line: #3a3b39; --accent: #7cc4ae; --other: #e0975f; --gold: #5c4a10; --bad: #ff8f8f; } }
body { font: 15px/1.6 system-ui, "Noto Sans CJK SC", "Microsoft YaHei", sans-serif;
  color: var(--ink); background: var(--paper); max-width: 72rem; margin: 2rem auto;
  padding: 0 1rem; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; margin: .5rem 0; }
th, td { border-bottom: 1px solid var(--line); padding: .2rem .6rem; text-align: right; }
th:first-child, td:first-child, td.words { text-align: left; }
td:first-child { white-space: nowrap; }
.wide { overflow-x: auto; } .soft, .tick { color: var(--soft); fill: var(--soft); }
svg { max-width: 100%; height: auto; } svg text { font-size: 12px; fill: var(--ink); }
svg .tick { fill: var(--soft); font-size: 11px; } .grid { stroke: var(--line); }
.bar, .dot { fill: var(--accent); fill-opacity: .75; } .other { fill: var(--other); }
.whisker { stroke: var(--ink); stroke-width: 2; } .frame { fill: none; stroke: var(--soft); }
details { border-top: 1px solid var(--line); padding: .4rem 0; } summary { cursor: pointer; }
mark { background: var(--gold); color: inherit; } u { text-decoration-color: var(--accent);
  text-decoration-thickness: 2px; } .bad { color: var(--bad); } .good { color: var(--accent); }
blockquote { margin: .3rem 0 .3rem 1rem; padding-left: .8rem; border-left: 3px solid var(--line); }
.answer { white-space: pre-line; }
"""
_KIND_COLUMNS = (
    "right",
    "key_point_recall",
    "evidence_recall@5",
    "mrr",
    "citation_precision",
    "citation_recall",
    "groundedness",
    "false_refusal",
    "refusal_recall",
    "script_fidelity",
    "answer_chars",
)


def html(results: Results) -> str:
    """The whole page: figures, plots, and every question that was not answered right."""
    summary = results.summary
    worst = sorted(
        (one for one in results.scored if badness(one) > 0),
        key=lambda one: (-badness(one), one.case.id),
    )
    plotted = {n: f for n, f in summary.overall.items() if n not in LOWER_IS_BETTER}
    pairs = [
        (one.answer.confidence, one.case.answerable)
        for one in results.scored
        if one.answer.confidence is not None
    ]
    body = [
        "<h1>Evaluation</h1>",
        _about(results),
        "<h2>All questions</h2>",
        bars(plotted, title="All questions"),
        _overall(summary.overall),
        "<h2>Confidence</h2>",
        reliability_plot(summary.bins) + confidence_histogram(pairs)
        if pairs
        else "<p>none given</p>",
        "<h2>By kind of question</h2>",
        _groups(summary.by_kind),
        "<h2>By script of the asker</h2>",
        _groups(summary.by_script),
        "<h2>Time</h2>",
        _timings(results.timings),
        f"<h2>Questions to look at: {len(worst)} of {len(results.scored)}</h2>",
        '<p class="soft">Worst first. <mark>Evidence</mark> is highlighted,'
        " <u>what the answer cites</u> underlined.</p>",
        *(_question(one, results.sources) for one in worst),
    ]
    title = escape(f"Evaluation: {results.about.get('system', '')}")
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{title}</title><style>{_STYLE}</style></head>\n<body>\n"
        + "\n".join(body)
        + "\n</body></html>\n"
    )


def badness(one: Scored) -> float:
    """How far from right a question went, 0 for right: what the list of the worst is sorted by."""
    scores = one.scores
    if not one.case.answerable:
        return 0.0 if one.answer.refused else 3.0
    weights = {"key_point_recall": 2.0, "citation_recall": 0.5, "groundedness": 1.0}
    losses = (w * (1 - v) for n, w in weights.items() if (v := scores.get(n)) is not None)
    lost = sum(losses) + float(one.answer.refused)
    broken = scores.get("quote_integrity") not in (None, 1.0)
    foreign = scores.get("script_fidelity") == 0.0
    return lost + broken + foreign if scores["right"] != 1.0 or broken or foreign else 0.0


def _about(results: Results) -> str:
    rows = ((name, str(value)) for name, value in results.about.items())
    return _table(("", ""), rows, words=True)


def _overall(figures: Figures) -> str:
    rows = (
        (
            name,
            _value(f),
            f"{f.low:.3g} to {f.high:.3g}" if f else "",
            str(f.n if f else 0),
            ALL[name],
        )
        for name, f in figures.items()
    )
    return _table(("measure", "value", "95 %", "n", "meaning"), rows, words=True)


def _groups(groups: dict[str, Figures]) -> str:
    columns = [c for c in _KIND_COLUMNS if any(figures.get(c) for figures in groups.values())]
    rows = (
        (
            name,
            str(n.n if (n := figures["right"]) else 0),
            *(_value(figures.get(c)) for c in columns),
        )
        for name, figures in groups.items()
    )
    return _table(("", "n", *columns), rows)


def _timings(timings: dict[str, dict[str, float]]) -> str:
    if not timings:
        return "<p>not given</p>"
    rows = (
        (s, f"{t['p50_ms']:.1f}", f"{t['p95_ms']:.1f}", f"{t['n']}") for s, t in timings.items()
    )
    return _table(("stage", "p50 ms", "p95 ms", "n"), rows)


def _value(figure: Figure | None) -> str:
    if figure is None:
        return "–"
    return f"{figure.value:.0f}" if figure.value > 1.5 else f"{figure.value:.3f}"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]], *, words: bool = False) -> str:
    last = ' class="words"' if words else ""
    top = "".join(f"<th>{escape(cell)}</th>" for cell in head)
    lines = (
        "<tr>"
        + "".join(
            f"<td{last if i == len(row) - 1 else ''}>{escape(cell)}</td>"
            for i, cell in enumerate(row)
        )
        + "</tr>"
        for row in rows
    )
    return f'<div class="wide"><table><tr>{top}</tr>{"".join(lines)}</table></div>'


def _question(one: Scored, sources: Sources) -> str:
    case, answer = one.case, one.answer
    turns = "".join(f"<p><b>{m.role}</b>: {escape(m.content)}</p>" for m in case.history)
    outcome = "refused" if answer.refused else f"{len(answer.answer)} characters"
    head = f"{case.id} · {case.kind} · {case.script} · {outcome}"
    note = f'<p class="soft">{escape(case.note)}</p>' if case.note else ""
    return (
        f'<details lang="zh"><summary><b>{escape(case.question)}</b>'
        f' <span class="soft">{escape(head)}</span></summary>'
        + turns
        + note
        + f'<h4>Answer</h4><blockquote class="answer">{_answer(one)}</blockquote>'
        + _key_points(one)
        + _evidence(case.spans, answer, sources)
        + _scores(one)
        + "</details>"
    )


def _answer(one: Scored) -> str:
    if not one.verdicts:
        return escape(one.answer.answer)
    return "<br>".join(
        f'{escape(v.claim.text)} <span class="{"good" if v.support >= SUPPORTED else "bad"}">'
        f"{escape(str(list(v.claim.markers)))} {v.support:.2f}</span>"
        for v in one.verdicts
    )


def _key_points(one: Scored) -> str:
    if not one.case.key_points:
        return '<p class="bad">The texts don\'t answer this; a refusal is right.</p>'
    items = "".join(
        f'<li class="{"good" if said else "bad"}">{"✓" if said else "✗"} {escape(point.text)}'
        f' <span class="soft">{escape(" / ".join(point.accept))}</span></li>'
        for point, said in zip(one.case.key_points, one.said, strict=True)
    )
    return f"<h4>Key points</h4><ul>{items}</ul>"


def _evidence(evidence: Sequence[Span], answer: GivenAnswer, sources: Sources) -> str:
    """Every paragraph with evidence or a citation, both marked in it."""
    gold = [Span(sources.path(s.path), s.start, s.end) for s in evidence]
    cited = [
        Span(sources.path(c.path), c.start, c.end)
        for c in answer.citations
        if sources.quote(c.span) is not None
    ]
    shown = merged(sources.paragraph(span) for span in [*gold, *cited])
    blocks = "".join(
        f'<blockquote><span class="soft">{escape(p.path)}:{p.start}-{p.end}</span><br>'
        f"{highlighted(p, gold, cited, sources)}</blockquote>"
        for p in shown
    )
    return f"<h4>Sources</h4>{blocks}" if blocks else ""


def highlighted(shown: Span, gold: Sequence[Span], cited: Sequence[Span], sources: Sources) -> str:
    """A span's text, evidence in `<mark>`, citations in `<u>`; cut where either begins or ends."""
    text = sources.text(shown.path)
    if text is None:
        return ""
    marks = [span for span in [*gold, *cited] if span.path == shown.path]
    borders = {shown.start, shown.end} | {edge for span in marks for edge in (span.start, span.end)}
    cuts = sorted(edge for edge in borders if shown.start <= edge <= shown.end)
    return "".join(
        _piece(text[a:b], _holds(gold, shown.path, a, b), _holds(cited, shown.path, a, b))
        for a, b in pairwise(cuts)
    )


def _holds(spans: Sequence[Span], path: str, start: int, end: int) -> bool:
    return any(s.path == path and s.start <= start and end <= s.end for s in spans)


def _piece(text: str, is_gold: bool, is_cited: bool) -> str:
    shown = escape(text).replace("\n", "<br>")
    shown = f"<u>{shown}</u>" if is_cited else shown
    return f"<mark>{shown}</mark>" if is_gold else shown


def _scores(one: Scored) -> str:
    defined = (f"{name} {value:.3g}" for name, value in one.scores.items() if value is not None)
    return f'<p class="soft">{escape(" · ".join(defined))}</p>'
