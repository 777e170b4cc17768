"""Answer -> HTML. Whatever came from a text or a person is escaped here, and only shown."""

import html
import json
import re
from collections.abc import Iterable, Sequence

from bot.records import Answer, Citation
from bot.wording import decline
from ingest.records import Document, Script
from ingest.script import detect, render
from ui.strings import HTML_LANG, STRINGS, Strings

_MARKER = re.compile(r"\[(\d{1,3})\]")
_ORDINAL = re.compile(r"(\d{1,2}\.) (?=\S)")
# A carriage return, since a parser of HTML would drop it and the quote no longer be the text's.
# The others mean something in the templates that Gradio fills in; it does not read the filled
# template again today, and nothing should depend on that.
_REFERENCES = str.maketrans({sign: f"&#{ord(sign)};" for sign in "\r$`{}"})


def escape(text: str) -> str:
    """`text` as HTML that shows these very characters, in an element or in a quoted attribute."""
    return html.escape(text, quote=True).translate(_REFERENCES)


def isolated(text: str) -> str:
    """`text` in a <bdi>: control characters that turn the writing direction stay inside it."""
    return f"<bdi>{escape(text)}</bdi>"


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
    strings = STRINGS[language]
    turns = [_turn(answer) for answer in answers]
    if pending is not None:
        waiting = f'<p class="xt-waiting" role="status">{escape(strings.pending)}</p>'
        turns.append(_article(pending, waiting))
    if failure is not None:
        question, reason = failure
        told = f'<p class="xt-failed" role="alert">{escape(strings.failed)} {isolated(reason)}</p>'
        turns.append(_article(question, told))
    lang = HTML_LANG[language]
    return f'<div class="xt-turns" role="log" lang="{lang}">{"".join(turns)}</div>'


def welcome_html(
    documents: Sequence[Document], examples: Sequence[str], *, language: Script
) -> str:
    """What stands where there is no turn yet: what this is, questions to try, the texts."""
    strings = STRINGS[language]
    asked = [render(example, detect(example), language) for example in examples]
    return (
        f'<div class="xt-welcome" lang="{HTML_LANG[language]}">'
        f"<h2>{escape(strings.welcome)}</h2><p>{escape(strings.promise)}</p>"
        + _section(strings.examples, _ask_buttons(asked), "xt-examples")
        + _section(strings.documents, _shelf(documents, strings), "xt-shelf")
        + "</div>"
    )


def masthead_html(language: Script) -> str:
    """The name of the tool; it also carries the words that the source panel needs."""
    strings = STRINGS[language]
    words = {
        key: getattr(strings, key)
        for key in ("source", "close", "loading", "unavailable", "changed")
    }
    return (
        f'<div class="xt-name" lang="{HTML_LANG[language]}" '
        f'data-words="{escape(json.dumps(words, ensure_ascii=False))}">'
        f"<h1>{escape(strings.name)}</h1><p>{escape(strings.tagline)}</p></div>"
    )


def _turn(answer: Answer) -> str:
    strings = STRINGS[answer.script]
    body = _refused(answer, strings) if answer.refused else _answered(answer, strings)
    return _article(answer.question, body, lang=HTML_LANG[answer.script])


def _article(question: str, body: str, *, lang: str = "") -> str:
    tagged = f' lang="{lang}"' if lang else ""
    asked = f'<h2 class="xt-question">{isolated(question)}</h2>'
    return f'<article class="xt-turn"{tagged}>{asked}{body}</article>'


def _answered(answer: Answer, strings: Strings) -> str:
    return (
        f'<div class="xt-answer" role="group" aria-label="{escape(strings.answer)}">'
        f"{_paragraphs(answer.answer, answer.citations, strings)}{_sources(answer, strings)}</div>"
    )


def _refused(answer: Answer, strings: Strings) -> str:
    """The refusal, with the topics it names as buttons rather than once more in words."""
    text = answer.answer
    if text == decline(answer.script, answer.topics):
        text = decline(answer.script, ())
    topics = ""
    if answer.topics:
        topics = f'<p class="xt-nearest">{escape(strings.nearest)}</p>{_ask_buttons(answer.topics)}'
    return (
        f'<div class="xt-answer xt-refused" role="group" aria-label="{escape(strings.refused)}">'
        f'<p class="xt-badge">{escape(strings.refused)}</p>'
        f"{_paragraphs(text, (), strings)}{topics}</div>"
    )


def _paragraphs(text: str, citations: Sequence[Citation], strings: Strings) -> str:
    """A paragraph a line; every [n] that has a citation becomes a button that opens it."""
    cited = {citation.marker: citation for citation in citations}
    lines = [line for line in text.splitlines() if line.strip()]
    return "".join(_paragraph(line, cited, strings) for line in lines)


def _paragraph(line: str, cited: dict[int, Citation], strings: Strings) -> str:
    """A line; a numbered one hangs from its number."""
    numbered = _ORDINAL.match(line)
    if numbered is None:
        return f'<p dir="auto">{_marked(line, cited, strings)}</p>'
    return (
        f'<p class="xt-item"><span class="xt-ordinal">{numbered.group(1)} </span>'
        f"<span>{_marked(line[numbered.end() :], cited, strings)}</span></p>"
    )


def _marked(line: str, cited: dict[int, Citation], strings: Strings) -> str:
    pieces: list[str] = []
    done = 0
    for match in _MARKER.finditer(line):
        citation = cited.get(int(match.group(1)))
        if citation is not None:
            pieces.append(_with_marker(line[done : match.start()], _marker(citation, strings)))
            done = match.end()
    return "".join([*pieces, escape(line[done:])])


def _with_marker(text: str, marker: str) -> str:
    """The text and its marker, which never stands alone at the start of a line."""
    body, tail = text[:-2], text[-2:]
    return f'{escape(body)}<span class="xt-tail">{escape(tail)}{marker}</span>'


def _marker(citation: Citation, strings: Strings) -> str:
    label = f"{strings.sources} {citation.marker} {citation.title}"
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


def _sources(answer: Answer, strings: Strings) -> str:
    """The citations under their documents' titles, and a button that copies all of it."""
    if not answer.citations:
        return ""
    by_document: dict[str, list[Citation]] = {}
    for citation in answer.citations:
        by_document.setdefault(citation.doc_id, []).append(citation)
    groups = "".join(_group(citations, strings) for citations in by_document.values())
    copy = (
        f'<button type="button" class="xt-copy" data-copy="{escape(plain_text(answer))}" '
        f'data-done="{escape(strings.copied)}">{escape(strings.copy)}</button>'
    )
    return f'<div class="xt-sources"><h3>{escape(strings.sources)}</h3>{copy}{groups}</div>'


def _group(citations: Sequence[Citation], strings: Strings) -> str:
    rows = "".join(f"<li>{_row(citation, strings)}</li>" for citation in citations)
    return f'<p class="xt-title">{isolated(citations[0].title)}</p><ul>{rows}</ul>'


def _row(citation: Citation, strings: Strings) -> str:
    below_title = [part for part in citation.heading if part != citation.title]
    place = f'<span class="xt-place">{isolated(" › ".join(below_title))}</span>'
    quote = " ".join(citation.quote.split())
    others = isolated("、".join(citation.also))
    also = (
        f' <span class="xt-place">{escape(strings.also)} {others}</span>' if citation.also else ""
    )
    return (
        f'<button type="button" class="xt-row" title="{escape(strings.open_source)}" '
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


def _shelf(documents: Iterable[Document], strings: Strings) -> str:
    rows = "".join(
        f'<li><button type="button" class="xt-book" data-doc="{escape(document.doc_id)}" '
        f'data-title="{escape(document.title)}" data-path="{escape(document.path)}" '
        f'data-heading="[]"><span lang="{HTML_LANG[document.script]}">'
        f"{isolated(document.title)}</span>"
        f"<small>{escape(strings.chars.format(n=f'{len(document.text):,}'))}</small></button></li>"
        for document in documents
    )
    return f"<ul>{rows}</ul>"
