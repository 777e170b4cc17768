"""The pages of the browser: a file each, one function `add(parts, page)` each.

`ui.web` calls it inside the `gr.Column` with the id `xt-page-NAME`, which is shown at /?view=NAME
(Ask: at / alone). It adds its components and listens to `page.load` for what depends on the
reader: everything is built once for all of them, so no word of the interface may be put in before
a request is there. In a handler, `ui.reader.interface(request)` is the language, and
`ui.strings.words("NAME", language)` its words out of `ui/words/NAME.toml`.

Styles are `ui/static/base.css` (colours, type, buttons: use its variables and classes) and
`ui/static/NAME.css`; scripts are `ui/static/NAME.js`. Both are linked where the file is there. A
script is told of the page being shown by the event `xt:view` on `document`
(`event.detail.view`), and on arrival too; `<html data-view>` says which one is shown.
"""
