"""Results to Markdown."""

from collections.abc import Mapping

from eval.measures.interval import Figure
from eval.results import Results
from eval.summary import ALL, Figures

_SHOWN_BY_GROUP = (
    "right",
    "key_point_recall",
    "complete",
    "evidence_recall@5",
    "mrr",
    "citation_precision",
    "citation_near_precision",
    "citation_recall",
    "groundedness",
    "false_refusal",
    "refusal_recall",
    "script_fidelity",
    "answer_chars",
)


def markdown(results: Results) -> str:
    """The report as Markdown; the same results give the same text."""
    parts = [
        "# Evaluation",
        "\n".join(f"- {name}: {value}" for name, value in results.about.items()),
        "## All questions",
        overall_table(results.summary.overall),
        "## By kind of question",
        group_table(results.summary.by_kind),
        "## By script of the asker",
        group_table(results.summary.by_script),
    ]
    return "\n\n".join(parts) + "\n"


def overall_table(figures: Figures) -> str:
    """Every defined figure with its interval and n."""
    rows = [
        f"| {name} | {shown(figure)} | {figure.low:.3g} to {figure.high:.3g}"
        f" | {figure.n} | {ALL[name]} |"
        for name, figure in figures.items()
        if figure is not None
    ]
    head = "| measure | value | 95 % | n | meaning |\n|---|---|---|---|---|"
    return "\n".join([head, *rows])


def group_table(groups: Mapping[str, Figures]) -> str:
    """The main figures of each group, a dash where none is defined."""
    names = [n for n in _SHOWN_BY_GROUP if any(g.get(n) is not None for g in groups.values())]
    head = "| | n | " + " | ".join(names) + " |\n|---" + "|---" * (len(names) + 1) + "|"
    rows = [
        f"| {group} | {n_of(figures)} | "
        + " | ".join(shown(figures.get(name)) for name in names)
        + " |"
        for group, figures in groups.items()
    ]
    return "\n".join([head, *rows])


def n_of(figures: Figures) -> int:
    """Questions in a group: `right` is defined for each."""
    right = figures["right"]
    return right.n if right is not None else 0


def shown(figure: Figure | None) -> str:
    """A figure to three digits; a dash where it is undefined."""
    if figure is None:
        return "–"
    return f"{figure.value:.0f}" if figure.value > 1.5 else f"{figure.value:.3f}"
