"""Turns of a conversation -> HTML. What came from a text or a person is escaped, and only shown."""

from collections.abc import Iterable, Sequence

from bot.marks import shown
from bot.records import Answer
from bot.wording import decline
from ingest.records import Document, Script
from ingest.script import detect
from ui.citing import paragraphs, sources_html
from ui.markup import escape, isolated
from ui.strings import HTML_LANG, Words, tongue, words
from ui.talks import Told
from ui.verdict import actions_html, verdict_html


def turns_html(turns: Iterable[Told], language: Script) -> str:
    """Turns that were answered, each in its own script; `language` is the interface's."""
    return _turns((turn_html(told) for told in turns), language)


def answered_html(told: Told, language: Script, further: Sequence[str] = ()) -> str:
    """The turn that was answered last, with what to go on with.

    After an answer these are headings; after a refusal that names no topic, `examples_in`.
    """
    return _turns([turn_html(told, further)], language)


def growing_html(answer: Answer, language: Script) -> str:
    """An answer that is still being written: nothing to judge or to copy yet."""
    say = words("ask", answer.script)
    text = paragraphs(answer.answer, answer.citations, say)
    body = f'<div class="xt-growing" aria-busy="true">{text}</div>'
    return _turns([_article(answer.question, body, lang=HTML_LANG[answer.script])], language)


def pending_html(question: str, language: Script) -> str:
    """A question that was asked just now."""
    waiting = f'<p class="xt-waiting">{escape(words("ask", language).pending)}</p>'
    return _turns([_article(question, waiting)], language)


def failed_html(question: str, reason: str, language: Script) -> str:
    """A question that could not be answered, and why; the reason may be empty."""
    say = words("ask", language)
    told = f'<p class="xt-failed" role="alert">{escape(say.failed)} {isolated(reason)}</p>'
    return _turns([_article(question, told)], language)


def welcome_html(
    documents: Sequence[Document], examples: Sequence[str], *, language: Script
) -> str:
    """What stands where there is no turn yet: what this is, questions to try, the texts."""
    say = words("ask", language)
    asked = examples_in(examples, language)
    return (
        f'<div class="xt-welcome" lang="{HTML_LANG[language]}">'
        f"<h2>{escape(say.welcome)}</h2><p>{escape(say.promise)}</p>"
        + _section(say.examples, ask_buttons(asked, say), "xt-examples")
        + _section(say.documents, _shelf(documents, say), "xt-shelf")
        + "</div>"
    )


def examples_in(examples: Iterable[str], reader: Script) -> list[str]:
    """Questions from the texts in the reader's characters and quotation marks."""
    return [shown(example, detect(example), reader) for example in examples]


def turn_html(told: Told, further: Sequence[str] = ()) -> str:
    """A question with its answer or refusal."""
    answer = told.answer
    say = words("ask", answer.script)
    body = _refused(told, further, say) if answer.refused else _answered(told, further, say)
    return _article(answer.question, body, lang=HTML_LANG[answer.script])


def _turns(articles: Iterable[str], language: Script) -> str:
    return f'<div class="xt-turns" lang="{HTML_LANG[language]}">{"".join(articles)}</div>'


def _article(question: str, body: str, *, lang: str = "") -> str:
    tagged = f' lang="{lang}"' if lang else ""
    asked = f'<h2 class="xt-question">{isolated(question)}</h2>'
    return f'<article class="xt-turn"{tagged}>{asked}{body}</article>'


def _answered(told: Told, further: Sequence[str], say: Words) -> str:
    answer = told.answer
    go_on = _section(say.go_on, ask_buttons(further, say), "xt-further") if further else ""
    return (
        f'<div class="xt-answer" role="group" aria-label="{escape(say.answer)}">'
        f"{paragraphs(answer.answer, answer.citations, say)}{verdict_html(answer, say)}"
        f"{actions_html(told, say)}{sources_html(answer, say)}{go_on}</div>"
    )


def _refused(told: Told, further: Sequence[str], say: Words) -> str:
    """The refusal, with the topics it names as buttons rather than once more in words.

    Where nothing is near it, questions that the texts do answer: nobody is left at a dead end.
    What was said to the bot itself (谢谢) is answered like any talk, without a badge.
    """
    answer = told.answer
    text, topics = answer.answer, ""
    if answer.topics:
        reason = answer.reason or "not_covered"
        if text == decline(answer.script, answer.topics, reason):
            text = decline(answer.script, (), reason)
        topics = f'<p class="xt-nearest">{escape(say.nearest)}</p>{ask_buttons(answer.topics, say)}'
    elif further:
        topics = f'<p class="xt-nearest">{escape(say.instead)}</p>{ask_buttons(further, say)}'
    says_no = answer.reason == "not_covered"
    label, badge = say.answer, ""
    if says_no:
        label, badge = say.refused, f'<p class="xt-badge">{escape(say.refused)}</p>'
    return (
        f'<div class="xt-answer{" xt-refused" if says_no else ""}" role="group" '
        f'aria-label="{escape(label)}">{badge}'
        f"{paragraphs(text, (), say)}{topics}{actions_html(told, say)}</div>"
    )


def ask_buttons(questions: Iterable[str], say: Words) -> str:
    """Questions that a click asks."""
    items = "".join(f"<li>{_ask_button(question, say)}</li>" for question in questions)
    return f'<ul class="xt-asks">{items}</ul>'


def _ask_button(question: str, say: Words) -> str:
    lang = tongue(question, say.language)
    return (
        f'<button type="button" data-ask="{escape(question)}"{lang}>{isolated(question)}</button>'
    )


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
