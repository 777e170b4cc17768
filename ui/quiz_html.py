"""The quiz page as HTML: what stands there before its scripts have asked for anything."""

import json
from collections.abc import Sequence

from bot.quiz import DIFFICULTIES, KINDS
from bot.quiz.formats import FORMATS
from ingest.records import Script
from ui.markup import escape
from ui.problems import sentences
from ui.strings import HTML_LANG, Words, words

MAX_ITEMS = 200
"""What the page offers; the door takes more."""
_SCRIPTS = ("auto", "hans", "hant-tw", "hant-hk")


def shut_html(language: Script) -> str:
    """What stands there where quizzes are for trainers, and who asks is none."""
    say = words("quiz", language)
    where = "sign-in?next=/%3Fview%3Dquiz"
    return _page(
        f"<h2>{say.title}</h2><p>{say.locked}</p>"
        f'<p><a class="xt-main" href="{where}">{say.sign_in}</a></p>',
        language,
    )


def quiz_html(language: Script, *, script: str) -> str:
    """The choices, and the places of the paper and of taking it; carries the scripts' words.

    `script` is what the reader chose for answers.
    """
    say = words("quiz", language)
    known = {"words": dict(say.table), "problems": sentences(language), "formats": formats(say)}
    chosen = script if script != "auto" else _read_by(language)
    data = escape(json.dumps(known, ensure_ascii=False))
    return _page(
        f'<div class="xt-quiz" data-known="{data}"><div class="xt-desk">'
        f'<h2 tabindex="-1">{say.title}</h2><p class="xt-soft">{say.lead}</p>'
        f"{_choices(say, chosen)}"
        f'<section class="xt-paper" aria-label="{say.paper}"><p class="xt-soft">{say.none}</p>'
        f'</section></div><section class="xt-take" aria-label="{say.title}" hidden></section>'
        f'<p class="xt-quiz-told" role="status"></p></div>',
        language,
    )


def formats(say: Words) -> list[tuple[str, str]]:
    """Every format's name with what a trainer knows it by."""
    return [(name, say.table.get(f"format_{name}", name)) for name in FORMATS]


def _read_by(language: Script) -> str:
    return language if language.startswith("hant") else "auto"


def _page(body: str, language: Script) -> str:
    return f'<div class="xt-quizzing" lang="{HTML_LANG[language]}">{body}</div>'


def _choices(say: Words, chosen: str) -> str:
    kinds = _boxes("types", say.kinds, KINDS, "kind", say, say.kinds_all)
    levels = _boxes("difficulty", say.difficulty, DIFFICULTIES, "difficulty", say)
    return (
        '<form class="xt-choose"><div class="xt-chosen" hidden><p></p>'
        f'<button type="button" class="xt-quiet" data-change>{say.change}</button></div>'
        f'<div class="xt-choices">{_texts(say)}{kinds}{levels}<div class="xt-numbers">'
        f'<label>{say.count}<input type="number" name="n" min="1" max="{MAX_ITEMS}" value="20" '
        f'required></label><label>{say.script}<select name="script">{_scripts(say, chosen)}'
        f"</select></label><label>{say.seed}"
        '<input type="number" name="seed" min="0" max="999999" value="1" required '
        f'aria-describedby="xt-seed-why"></label></div><p class="xt-soft" id="xt-seed-why">'
        f'{say.seed_why}</p><button type="submit" class="xt-main">{say.make}</button></div></form>'
    )


def _texts(say: Words) -> str:
    return (
        f'<fieldset class="xt-texts"><legend>{say.texts}</legend>'
        f'<p class="xt-soft">{say.texts_all}</p>'
        f'<input type="search" class="xt-find-text" placeholder="{say.find_text}" '
        f'aria-label="{say.find_text}" autocomplete="off" hidden><ul></ul></fieldset>'
    )


def _boxes(
    name: str, title: str, values: Sequence[str], prefix: str, say: Words, hint: str = ""
) -> str:
    boxes = "".join(
        f'<label><input type="checkbox" name="{name}" value="{value}">'
        f"<span>{say[f'{prefix}_{value}']}</span></label>"
        for value in values
    )
    told = f'<p class="xt-soft">{hint}</p>' if hint else ""
    return f'<fieldset><legend>{title}</legend>{told}<div class="xt-boxes">{boxes}</div></fieldset>'


def _scripts(say: Words, chosen: str) -> str:
    return "".join(_option(script, say[f"script_{script}"], chosen) for script in _SCRIPTS)


def _option(value: str, said: str, chosen: str) -> str:
    mark = " selected" if value == chosen else ""
    return f'<option value="{value}"{mark}>{said}</option>'
