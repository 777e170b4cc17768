"""The list of conversations -> HTML."""

from collections.abc import Sequence

from ingest.records import Script
from ui.markup import escape, isolated
from ui.strings import HTML_LANG, Words, words
from ui.talks import Talk

_PENCIL = '<svg viewBox="0 0 20 20" aria-hidden="true"><path d="m4 16 1-4 8-8 3 3-8 8z"/></svg>'
_BIN = (
    '<svg viewBox="0 0 20 20" aria-hidden="true">'
    '<path d="M4 6h12M8 6V4h4v2m-6 0 .7 10h6.6L14 6"/></svg>'
)


def rail_html(talks: Sequence[Talk], current: str, language: Script) -> str:
    """A button for a new conversation, the old ones; `data-current` tells the script which."""
    say = words("ask", language)
    rows = "".join(_row(talk, talk.talk_id == current, say) for talk in talks)
    listed = f"<ul>{rows}</ul>" if rows else f'<p class="xt-none">{escape(say.no_talks)}</p>'
    count = f"<small>{len(talks)}</small>" if talks else ""
    return (
        f'<nav class="xt-rail" lang="{HTML_LANG[language]}" data-current="{escape(current)}" '
        f'aria-label="{escape(say.talks)}">'
        f'<button type="button" class="xt-new" data-new>{escape(say.new)}</button>'
        f'<button type="button" class="xt-drawer" aria-expanded="false" '
        f'aria-controls="xt-talks">{escape(say.talks)} {count}</button>'
        f'<div id="xt-talks"><h2>{escape(say.talks)}</h2>{listed}</div></nav>'
    )


def _row(talk: Talk, is_current: bool, say: Words) -> str:
    name = escape(talk.name)
    mark = ' aria-current="true"' if is_current else ""
    return (
        f'<li data-talk="{escape(talk.talk_id)}" data-name="{name}">'
        f'<button type="button" class="xt-talk" data-open{mark} title="{name}">'
        f"{isolated(talk.name)}</button>"
        f'<button type="button" class="xt-tool" data-rename '
        f'aria-label="{escape(say.rename)} {name}" title="{escape(say.rename)}">{_PENCIL}</button>'
        f'<button type="button" class="xt-tool" data-remove '
        f'data-sure="{escape(say.remove_sure)}" aria-label="{escape(say.remove)} {name}" '
        f'title="{escape(say.remove)}">{_BIN}</button></li>'
    )
