"""Plots as inline SVG: no script, no font, no file beside the page. All text is escaped."""

from collections.abc import Mapping, Sequence
from html import escape

from eval.measures.interval import Figure
from eval.measures.refusal import Bin

_ROW = 24
_LABEL = 200
_PLOT = 360


def bars(figures: Mapping[str, Figure | None], *, title: str) -> str:
    """Horizontal bars from 0 to 1 with their intervals; an undefined figure says so."""
    rows = [_bar(i, name, figure) for i, (name, figure) in enumerate(figures.items())]
    height = _ROW * len(rows) + 22
    axis = "".join(
        f'<line class="grid" x1="{_x(t)}" x2="{_x(t)}" y1="0" y2="{height - 20}"/>'
        f'<text class="tick" x="{_x(t)}" y="{height - 5}" text-anchor="middle">{t:g}</text>'
        for t in (0, 0.25, 0.5, 0.75, 1)
    )
    return _svg(_LABEL + _PLOT + 60, height, title, axis + "".join(rows))


def _x(value: float) -> float:
    return round(_LABEL + _PLOT * min(max(value, 0.0), 1.0), 1)


def _bar(row: int, name: str, figure: Figure | None) -> str:
    top, middle = row * _ROW + 4, row * _ROW + 12
    label = f'<text x="{_LABEL - 8}" y="{middle + 4}" text-anchor="end">{escape(name)}</text>'
    if figure is None:
        return label + f'<text class="tick" x="{_LABEL + 4}" y="{middle + 4}">undefined</text>'
    width = round(_x(figure.value) - _LABEL, 1)
    return (
        label
        + f'<rect class="bar" x="{_LABEL}" y="{top}" width="{width}" height="16"/>'
        + f'<line class="whisker" x1="{_x(figure.low)}" x2="{_x(figure.high)}"'
        + f' y1="{middle}" y2="{middle}"/>'
        + f'<text x="{_LABEL + _PLOT + 8}" y="{middle + 4}">{figure.value:.3f}</text>'
        + f"<title>{escape(name)}: {figure.value:.4f} ({figure.low:.4f} to {figure.high:.4f}),"
        + f" n = {figure.n}</title>"
    )


def reliability_plot(bins: Sequence[Bin]) -> str:
    """Confidence against truth: a calibrated system lies on the diagonal, area grows with n."""
    size, margin = 260, 36
    most = max((one.n for one in bins), default=1)
    dots = "".join(
        f'<circle class="dot" cx="{margin + size * one.confidence:.1f}"'
        f' cy="{10 + size * (1 - one.answerable):.1f}" r="{3 + 9 * (one.n / most) ** 0.5:.1f}">'
        f"<title>{one.n} questions of confidence {one.low:g} to {one.high:g}: mean"
        f" {one.confidence:.3f}, answerable {one.answerable:.3f}</title></circle>"
        for one in bins
    )
    frame = (
        f'<rect class="frame" x="{margin}" y="10" width="{size}" height="{size}"/>'
        f'<line class="grid" x1="{margin}" y1="{10 + size}" x2="{margin + size}" y2="10"/>'
        + _square_axes(margin, size, "confidence", "answerable")
    )
    return _svg(size + margin + 20, size + 50, "Reliability of confidence", frame + dots)


def confidence_histogram(confidences: Sequence[tuple[float, bool]], *, n_bins: int = 20) -> str:
    """How many answerable and unanswerable questions have which confidence."""
    counts = [[0, 0] for _ in range(n_bins)]
    for value, answerable in confidences:
        counts[min(int(value * n_bins), n_bins - 1)][0 if answerable else 1] += 1
    most = max((max(pair) for pair in counts), default=1) or 1
    width, height, margin = 400, 200, 36
    step = width / n_bins
    columns = "".join(
        f'<rect class="{("bar", "other")[kind]}" x="{margin + step * (i + kind / 2):.1f}"'
        f' y="{10 + height * (1 - n / most):.1f}" width="{step / 2 - 1:.1f}"'
        f' height="{height * n / most:.1f}"><title>{n}</title></rect>'
        for i, pair in enumerate(counts)
        for kind, n in enumerate(pair)
        if n
    )
    base = 10 + height
    ticks = "".join(
        f'<text class="tick" x="{margin + width * t}" y="{base + 14}" text-anchor="middle">{t:g}'
        "</text>"
        for t in (0, 0.5, 1)
    )
    key = (
        f'<text class="tick" x="{margin}" y="{base + 32}">confidence; left bars: answerable,'
        " right bars: unanswerable</text>"
    )
    axis = f'<line class="frame" x1="{margin}" x2="{margin + width}" y1="{base}" y2="{base}"/>'
    label = f'<text class="tick" x="{margin - 4}" y="18" text-anchor="end">{most}</text>'
    body = axis + columns + ticks + key + label
    return _svg(width + margin + 20, height + 52, "Confidence by kind of question", body)


def _square_axes(margin: int, size: int, across: str, up: str) -> str:
    base = 10 + size
    ticks = "".join(
        f'<text class="tick" x="{margin + size * t}" y="{base + 14}" text-anchor="middle">{t:g}'
        f'</text><text class="tick" x="{margin - 4}" y="{base - size * t + 4}"'
        f' text-anchor="end">{t:g}</text>'
        for t in (0, 0.5, 1)
    )
    return (
        ticks
        + f'<text class="tick" x="{margin + size / 2}" y="{base + 30}" text-anchor="middle">'
        + f"{escape(across)} (up: {escape(up)})</text>"
    )


def _svg(width: float, height: float, title: str, body: str) -> str:
    return (
        f'<svg role="img" viewBox="0 0 {width} {height}" width="{width}" height="{height}">'
        f"<title>{escape(title)}</title>{body}</svg>"
    )
