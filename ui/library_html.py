"""The library page as HTML: what stands there before its script has asked for anything."""

import json
from collections.abc import Iterable

from bot.feedback.records import REASONS
from ingest.noise import default_rules
from ingest.records import Script
from ui.markup import escape
from ui.problems import sentences
from ui.reading.rules import told
from ui.strings import HTML_LANG, Words, words

ACCEPTED = ".docx,.pdf,.html,.htm,.txt,.md"


def locked_html(language: Script, *, is_on: bool) -> str:
    """What stands there for who is not signed in as administrator: how to, or how to turn it on."""
    say = words("library", language)
    if is_on:
        where = "sign-in?next=/%3Fview%3Dlibrary"
        told_how = f'<p><a class="xt-main" href="{where}">{say.sign_in}</a></p>'
        return _page(f"<h2>{say.title}</h2><p>{say.locked_out}</p>{told_how}", language)
    command = f"XIETIAO_ADMIN_PASSWORD={say.your_password} xietiao serve"
    return _page(
        f"<h2>{say.title}</h2><p>{say.locked_off}</p><p>{say.how_on}</p>"
        f"<pre><code>{escape(command)}</code></pre>",
        language,
    )


def library_html(language: Script, *, max_file_mb: int) -> str:
    """The library and the feedback, for the script to fill in; it carries the script's words."""
    say = words("library", language)
    known = {
        "words": dict(say.table),
        "problems": sentences(language),
        "rules": {rule.name: told(rule.name, language) for rule in default_rules()},
        "reasons": list(REASONS),
    }
    data = escape(json.dumps(known, ensure_ascii=False))
    return _page(
        f'<h2>{say.title}</h2><p class="xt-soft">{say.lead}</p>{_tabs(say)}'
        f'<div class="xt-library" role="tabpanel" id="xt-part-texts" '
        f'aria-labelledby="xt-tab-texts" data-known="{data}">'
        f"{_upload(say, max_file_mb)}{_index(say)}{_kept(say)}{_duplicates(say)}{_dialog(say)}"
        f"</div>"
        f'<div class="xt-feedback" role="tabpanel" id="xt-part-votes" '
        f'aria-labelledby="xt-tab-votes" hidden>{_votes(say)}</div>',
        language,
    )


def _page(body: str, language: Script) -> str:
    return f'<div class="xt-keeping" lang="{HTML_LANG[language]}">{body}</div>'


def _section(name: str, title: str, body: str) -> str:
    return f'<section class="xt-card xt-{name}"><h3>{title}</h3>{body}</section>'


def _tabs(say: Words) -> str:
    tabs = "".join(
        f'<button type="button" role="tab" id="xt-tab-{part}" aria-controls="xt-part-{part}" '
        f'aria-selected="{chosen}" tabindex="{index}">{label}</button>'
        for part, label, chosen, index in (
            ("texts", say.tab_texts, "true", 0),
            ("votes", say.tab_votes, "false", -1),
        )
    )
    return f'<div class="xt-tabs" role="tablist" aria-label="{say.tabs}">{tabs}</div>'


def _upload(say: Words, max_file_mb: int) -> str:
    kinds = say.kinds.format(n=max_file_mb)
    return _section(
        "upload",
        say.upload,
        f'<label class="xt-drop"><input type="file" multiple accept="{ACCEPTED}" '
        f'aria-describedby="xt-kinds"><strong>{say.drop}</strong>'
        f'<span id="xt-kinds">{kinds}</span></label>'
        f'<ul class="xt-sent" aria-label="{say.sent}"></ul>',
    )


def _index(say: Words) -> str:
    return _section(
        "run",
        say.index,
        f'<p class="xt-run-state" role="status"></p>'
        f'<progress aria-label="{say.progress}" hidden></progress>'
        f'<div class="xt-buttons"><button type="button" class="xt-quiet" data-reindex="update">'
        f'{say["update"]}</button><button type="button" class="xt-quiet" data-reindex="rebuild">'
        f'{say.rebuild}</button></div><p class="xt-soft">{say.rebuild_why}</p>'
        f'<div class="xt-report" role="region" aria-label="{say.report}"></div>',
    )


def _kept(say: Words) -> str:
    columns = "".join(
        f'<th scope="col">{title}</th>'
        for title in (say.column_title, say.column_chars, say.column_script, say.column_action)
    )
    return _section(
        "kept",
        f'{say.kept} <small class="xt-kept-count"></small>',
        f"<table><thead><tr>{columns}</tr></thead><tbody></tbody></table>",
    )


def _duplicates(say: Words) -> str:
    return _section("doubles", say.duplicates, '<div class="xt-duplicates"></div>')


def _dialog(say: Words) -> str:
    return (
        f'<dialog class="xt-dialog" aria-labelledby="xt-dialog-title"><h3 id="xt-dialog-title">'
        f'{say.remove_title}</h3><p class="xt-dialog-text"></p><p class="xt-soft">{say.remove_why}'
        f'</p><p class="xt-dialog-wrong" role="alert"></p><div class="xt-buttons">'
        f'<button type="button" class="xt-quiet xt-dialog-no" autofocus>{say.cancel}</button>'
        f'<button type="button" class="xt-danger xt-dialog-yes">{say.remove_yes}</button>'
        "</div></dialog>"
    )


def _votes(say: Words) -> str:
    options = _options((("", say.votes_all), ("up", say.vote_up), ("down", say.vote_down)))
    return (
        f'<p class="xt-soft">{say.votes_lead}</p><div class="xt-votes-top">'
        f'<label>{say.votes_show} <select class="xt-votes-only">{options}</select></label>'
        f'<span class="xt-votes-count xt-soft"></span>'
        f'<button type="button" class="xt-quiet" data-export title="{say.export_why}">{say.export}'
        f'</button></div><p class="xt-votes-told" role="status"></p><ul class="xt-votes"></ul>'
        f'<p class="xt-votes-none xt-soft" hidden>{say.votes_none}</p>'
        f'<button type="button" class="xt-quiet" data-more hidden>{say.more}</button>'
    )


def _options(options: Iterable[tuple[str, str]]) -> str:
    return "".join(f'<option value="{value}">{label}</option>' for value, label in options)
