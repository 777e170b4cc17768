"""The page that asks for the password: plain HTML, no script."""

from html import escape
from typing import Annotated

from fastapi import FastAPI, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from ingest.errors import XietiaoError
from ingest.records import Script
from ui.api.parts import Parts
from ui.api.roles import NotAllowed
from ui.api.session import cookie, signed_in
from ui.guard import TooMany
from ui.problems import explained
from ui.strings import HTML_LANG, language

# Title, password, button, wrong password.
_WORDS: dict[Script, tuple[str, str, str, str]] = {
    "hans": ("登录协调", "密码", "登录", "密码不对，请再试一次。"),
    "hant-tw": ("登入協調", "密碼", "登入", "密碼不對，請再試一次。"),
    "hant-hk": ("登入協調", "密碼", "登入", "密碼不對，請再試一次。"),
    "en": ("Sign in to Xietiao", "Password", "Sign in", "That is not the password; try again."),
}
# The colours are those of static/base.css.
_STYLE = """
:root { color-scheme: light dark; font: 1.125rem/1.6 "PingFang SC", "Microsoft YaHei",
  "Noto Sans CJK SC", system-ui, sans-serif; }
body { display: grid; min-height: 100vh; margin: 0; place-items: center;
  background: light-dark(#f7f5f0, #15181a); color: light-dark(#23282b, #e6e4de); }
form { display: grid; gap: .75rem; width: min(22rem, 100vw - 3rem); box-sizing: border-box;
  padding: 2rem; border: 1px solid light-dark(#dfdcd2, #343a3d); border-radius: 16px;
  background: light-dark(#fffefb, #1d2123); }
h1 { margin: 0 0 .5rem; font: 700 1.5rem/1.4 "Songti SC", "Noto Serif CJK SC", serif;
  color: light-dark(#24595c, #8cc4be); }
input, button { padding: .6rem .8rem; border: 1px solid light-dark(#8d8f8a, #767d80);
  border-radius: 10px; font: inherit; background: light-dark(#f7f5f0, #15181a); color: inherit; }
input:focus-visible, button:focus-visible { outline: 2px solid light-dark(#24595c, #8cc4be);
  outline-offset: 2px; }
button { border: 0; background: light-dark(#24595c, #8cc4be); color: light-dark(#fff, #10201f);
  font-weight: 600; cursor: pointer; }
p { margin: 0; color: light-dark(#a32020, #ff9b8f); }
"""


def add(app: FastAPI, parts: Parts) -> None:
    """Adds the page and what its form sends."""

    @app.get("/sign-in")
    def page(request: Request) -> HTMLResponse:  # pyright: ignore[reportUnusedFunction]
        """The form."""
        return HTMLResponse(_html(request))

    @app.post("/sign-in")
    def sign_in(  # pyright: ignore[reportUnusedFunction]
        request: Request, password: Annotated[str, Form(max_length=1000)] = ""
    ) -> Response:
        """Signs in and goes on to where the reader wanted to go."""
        try:
            role = signed_in(parts, password, request)
        except (NotAllowed, TooMany) as problem:
            status = 429 if isinstance(problem, TooMany) else 401
            return HTMLResponse(_html(request, problem), status)
        where = _place(request.query_params.get("next", ""))
        return RedirectResponse(where, 303, headers={"set-cookie": cookie(parts, role, request)})


def _html(request: Request, problem: XietiaoError | None = None) -> str:
    lang = language(request.headers.get("accept-language", ""))
    title, password, button, wrong = _WORDS[lang]
    told = explained(str(problem), lang) if isinstance(problem, TooMany) else wrong
    alert = f'<p role="alert">{escape(told)}</p>' if problem else ""
    return (
        f'<!doctype html><html lang="{HTML_LANG[lang]}"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{title}</title><style>{_STYLE}</style>"
        f'<main><form method="post"><h1>{title}</h1><label for="password">{password}</label>'
        '<input id="password" name="password" type="password" required autofocus'
        f' autocomplete="current-password">{alert}<button>{button}</button></form></main></html>'
    )


def _place(asked: str) -> str:
    """A place on this server; anything else is its first page."""
    is_here = asked.startswith("/") and not asked.startswith(("//", "/\\"))
    return asked if is_here and asked.isprintable() else "/"
