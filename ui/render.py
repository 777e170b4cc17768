"""Answer -> HTML. Whatever came from a text or a person is escaped here, and only shown."""

import json
import re
from collections.abc import Iterable, Sequence

from bot.records import Answer, Citation
from bot.wording import decline
from ingest.records import Document, Script
from ingest.script import detect, render
from ui.markup import escape, isolated
from ui.strings import HTML_LANG, Words, words

_MARKER = re.compile(r"\[(\d{1,3})\]")
_ORDINAL = re.compile(r"(\d{1,2}\.) (?=\S)")


def conversation_html(
    answers: Sequence[Answer],
    *,
    language: Script,
    pending: str | None = None,
    failure: tuple[str, str] | None = None,
) -> str:
    """The turns so far, each answer in its own script; then one asked now, or one that failed.

    Args:
        answers: the turns that were answered, refused ones included.
        language: of the interface.
        pending: a question that has been asked and not answered yet.
        failure: a question that could not be answered, and the reason.
    """
    say = words("ask", language)
    turns = [_turn(answer) for answer in answers]
    if pending is not None:
        waiting = f'<p class="xt-waiting" role="status">{escape(say.pending)}</p>'
        turns.append(_article(pending, waiting))
    if failure is not None:
        question, reason = failure
        told = f'<p class="xt-failed" role="alert">{escape(say.failed)} {isolated(reason)}</p>'
        turns.append(_article(question, told))
    lang = HTML_LANG[language]
    return f'<div class="xt-turns" role="log" lang="{lang}">{"".join(turns)}</div>'


def welcome_html(
    documents: Sequence[Document], examples: Sequence[str], *, language: Script
) -> str:
    """What stands where there is no turn yet: what this is, questions to try, the texts."""
    say = words("ask", language)
    asked = [render(example, detect(example), language) for example in examples]
    return (
        f'<div class="xt-welcome" lang="{HTML_LANG[language]}">'
        f"<h2>{escape(say.welcome)}</h2><p>{escape(say.promise)}</p>"
        + _section(say.examples, _ask_buttons(asked), "xt-examples")
        + _section(say.documents, _shelf(documents, say), "xt-shelf")
        + "</div>"
    )


def _turn(answer: Answer) -> str:
    say = words("ask", answer.script)
    body = _refused(answer, say) if answer.refused else _answered(answer, say)
    return _article(answer.question, body, lang=HTML_LANG[answer.script])


def _article(question: str, body: str, *, lang: str = "") -> str:
    tagged = f' lang="{lang}"' if lang else ""
    asked = f'<h2 class="xt-question">{isolated(question)}</h2>'
    return f'<article class="xt-turn"{tagged}>{asked}{body}</article>'


def _answered(answer: Answer, say: Words) -> str:
    return (
        f'<div class="xt-answer" role="group" aria-label="{escape(say.answer)}">'
        f"{_paragraphs(answer.answer, answer.citations, say)}{_sources(answer, say)}</div>"
    )


def _refused(answer: Answer, say: Words) -> str:
    """The refusal, with the topics it names as buttons rather than once more in words."""
    text = answer.answer
    if text == decline(answer.script, answer.topics):
        text = decline(answer.script, ())
    topics = ""
    if answer.topics:
        topics = f'<p class="xt-nearest">{escape(say.nearest)}</p>{_ask_buttons(answer.topics)}'
    return (
        f'<div class="xt-answer xt-refused" role="group" aria-label="{escape(say.refused)}">'
        f'<p class="xt-badge">{escape(say.refused)}</p>'
        f"{_paragraphs(text, (), say)}{topics}</div>"
    )


def _paragraphs(text: str, citations: Sequence[Citation], say: Words) -> str:
    """A paragraph a line; every [n] that has a citation becomes a button that opens it."""
    cited = {citation.marker: citation for citation in citations}
    lines = [line for line in text.splitlines() if line.strip()]
    return "".join(_paragraph(line, cited, say) for line in lines)


def _paragraph(line: str, cited: dict[int, Citation], say: Words) -> str:
    """A line; a numbered one hangs from its number."""
    numbered = _ORDINAL.match(line)
    if numbered is None:
        return f'<p dir="auto">{_marked(line, cited, say)}</p>'
    return (
        f'<p class="xt-item"><span class="xt-ordinal">{numbered.group(1)} </span>'
        f"<span>{_marked(line[numbered.end() :], cited, say)}</span></p>"
    )


def _marked(line: str, cited: dict[int, Citation], say: Words) -> str:
    pieces: list[str] = []
    done = 0
    for match in _MARKER.finditer(line):
        citation = cited.get(int(match.group(1)))
        if citation is not None:
            pieces.append(_with_marker(line[done : match.start()], _marker(citation, say)))
            done = match.end()
    return "".join([*pieces, escape(line[done:])])


def _with_marker(text: str, marker: str) -> str:
    """The text and its marker, which never stands alone at the start of a line."""
    body, tail = text[:-2], text[-2:]
    return f'{escape(body)}<span class="xt-tail">{escape(tail)}{marker}</span>'


def _marker(citation: Citation, say: Words) -> str:
    label = f"{say.sources} {citation.marker} {citation.title}"
    return (
        f'<button type="button" class="xt-cite" aria-label="{escape(label)}" '
        f"{_pointer(citation)}>{citation.marker}</button>"
    )


def _pointer(citation: Citation) -> str:
    """The attributes by which the script opens the source and marks the quoted words."""
    heading = json.dumps(citation.heading, ensure_ascii=False)
    return (
        f'data-doc="{escape(citation.doc_id)}" data-start="{citation.start}" '
        f'data-end="{citation.end}" data-quote="{escape(citation.quote)}" '
        f'data-title="{escape(citation.title)}" data-path="{escape(citation.path)}" '
        f'data-heading="{escape(heading)}" data-marker="{citation.marker}"'
    )


def _sources(answer: Answer, say: Words) -> str:
    """The citations under their documents' titles, and a button that copies all of it."""
    if not answer.citations:
        return ""
    by_document: dict[str, list[Citation]] = {}
    for citation in answer.citations:
        by_document.setdefault(citation.doc_id, []).append(citation)
    groups = "".join(_group(citations, say) for citations in by_document.values())
    copy = (
        f'<button type="button" class="xt-copy" data-copy="{escape(plain_text(answer))}" '
        f'data-done="{escape(say.copied)}">{escape(say.copy)}</button>'
    )
    return f'<div class="xt-sources"><h3>{escape(say.sources)}</h3>{copy}{groups}</div>'


def _group(citations: Sequence[Citation], say: Words) -> str:
    rows = "".join(f"<li>{_row(citation, say)}</li>" for citation in citations)
    return f'<p class="xt-title">{isolated(citations[0].title)}</p><ul>{rows}</ul>'


def _row(citation: Citation, say: Words) -> str:
    below_title = [part for part in citation.heading if part != citation.title]
    place = f'<span class="xt-place">{isolated(" › ".join(below_title))}</span>'
    quote = " ".join(citation.quote.split())
    others = isolated("、".join(citation.also))
    also = f' <span class="xt-place">{escape(say.also)} {others}</span>' if citation.also else ""
    return (
        f'<button type="button" class="xt-row" title="{escape(say.open_source)}" '
        f'{_pointer(citation)}><span class="xt-number">{citation.marker}</span>'
        f'<span class="xt-words">{place if below_title else ""}'
        f'<q lang="{HTML_LANG[detect(quote)]}">{isolated(quote)}</q>{also}</span></button>'
    )


def plain_text(answer: Answer) -> str:
    """The answer with its sources, for pasting into a document."""
    sources = [
        f"[{citation.marker}] {' › '.join(_whole_path(citation))}" for citation in answer.citations
    ]
    return "\n".join([answer.answer, "", *sources])


def _whole_path(citation: Citation) -> list[str]:
    return list(dict.fromkeys([citation.title, *citation.heading]))


def _ask_buttons(questions: Iterable[str]) -> str:
    items = "".join(f"<li>{_ask_button(question)}</li>" for question in questions)
    return f'<ul class="xt-asks">{items}</ul>'


def _ask_button(question: str) -> str:
    return f'<button type="button" data-ask="{escape(question)}">{isolated(question)}</button>'


def _section(title: str, body: str, name: str) -> str:
    return f'<section class="{name}"><h3>{escape(title)}</h3>{body}</section>'


def _shelf(documents: Iterable[Document], say: Words) -> str:
    rows = "".join(
        f'<li><button type="button" class="xt-book" data-doc="{escape(document.doc_id)}" '
        f'data-title="{escape(document.title)}" data-path="{escape(document.path)}" '
        f'data-heading="[]"><span lang="{HTML_LANG[document.script]}">'
        f"{isolated(document.title)}</span>"
        f"<small>{escape(say.chars.format(n=f'{len(document.text):,}'))}</small></button></li>"
        for document in documents
    )
    return f"<ul>{rows}</ul>"
