"""The frame around the pages as HTML: the name, the navigation, the settings."""

import json
from collections.abc import Iterable

from ingest.records import Script
from ui.guard import Role
from ui.markup import escape
from ui.reader import LANGUAGE_COOKIE, SCRIPT_COOKIE
from ui.strings import HTML_LANG, Words, words

LANGUAGE_NAMES: dict[Script, str] = {
    "hans": "简体中文",
    "hant-tw": "繁體中文（台灣）",
    "hant-hk": "繁體中文（香港）",
    "en": "English",
}
_SCRIPT_NAMES = (("hans", "简体"), ("hant-tw", "繁體台灣"), ("hant-hk", "繁體香港"))
_VIEWS = {"ask": "./", "read": "./?view=read", "quiz": "./?view=quiz", "library": "./?view=library"}
# Drawn here: a page that loads nothing from elsewhere has no icon font.
_SLIDERS = (
    '<svg viewBox="0 0 20 20" aria-hidden="true"><path d="M3 6h8m4 0h2M3 14h2m4 0h8"/>'
    '<circle cx="13" cy="6" r="2"/><circle cx="7" cy="14" r="2"/></svg>'
)


def frame_html(
    language: Script,
    script: str,
    *,
    role: Role | None,
    has_library: bool,
    needs_password: bool,
) -> str:
    """The top of every page; `data-language` tells the scripts which words to use."""
    say = words("frame", language)
    told = json.dumps(dict(words("source", language).table), ensure_ascii=False)
    views = [view for view in _VIEWS if view != "library" or has_library]
    links = "".join(
        f'<a href="{_VIEWS[view]}" data-view="{view}">{say[view]}</a>' for view in views
    )
    signing = _signing(role, say) if has_library or needs_password or role == "trainer" else ""
    return (
        f'<header class="xt-top" lang="{HTML_LANG[language]}" data-language="{language}" '
        f'data-words="{escape(told)}">'
        f'<a class="xt-skip" href="#xt-box">{say.skip}</a>'
        f'<div class="xt-name"><h1>{say.name}</h1><p>{say.tagline}</p></div>'
        f'<nav class="xt-nav" aria-label="{say.pages}">{links}</nav>'
        f"{_settings(language, script, say, signing)}</header>"
    )


def _settings(language: Script, script: str, say: Words, signing: str) -> str:
    languages = _select(LANGUAGE_COOKIE, say.language, LANGUAGE_NAMES.items(), language)
    scripts = _select(SCRIPT_COOKIE, say.script, (("auto", say.auto), *_SCRIPT_NAMES), script)
    themes = (("auto", say.theme_auto), ("light", say.light), ("dark", say.dark))
    theme = _select("xietiao-theme", say.theme, themes, "auto")
    return (
        f'<details class="xt-settings"><summary title="{say.settings}">{_SLIDERS}'
        f'<span>{say.settings}</span></summary><div class="xt-menu">'
        f"{languages}{scripts}{theme}{signing}</div></details>"
    )


def _select(name: str, label: str, options: Iterable[tuple[str, str]], chosen: str) -> str:
    choices = "".join(
        f'<option value="{value}"{" selected" if value == chosen else ""}>{said}</option>'
        for value, said in options
    )
    return f'<label>{label}<select name="{name}" data-setting>{choices}</select></label>'


def _signing(role: Role | None, say: Words) -> str:
    if role in ("admin", "trainer"):
        return f'<button type="button" class="xt-quiet" data-sign-out>{say.sign_out}</button>'
    return f'<a class="xt-quiet" href="sign-in?next=/">{say.sign_in}</a>'
