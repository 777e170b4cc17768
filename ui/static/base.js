// What every page needs before it is drawn: which view is shown, the colours, the settings.
(() => {
  "use strict";

  const VIEWS = ["ask", "read", "quiz", "library"];
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");

  function cookie(name) {
    const found = document.cookie.split("; ").find((pair) => pair.startsWith(`${name}=`));
    return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
  }

  function keep(name, value) {
    document.cookie = `${name}=${encodeURIComponent(value)}; path=/; max-age=31536000; samesite=lax`;
  }

  // --- elements, for every page --------------------------------------------------------------

  function make(tag, attributes = {}, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (value === false || value === null || value === undefined) continue;
      if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
      else node.setAttribute(name, value === true ? "" : value);
    }
    node.append(...children.filter((child) => child !== null && child !== undefined));
    return node;
  }

  // Control characters by name, and each piece in a <bdi>: nothing turns the line around.
  const CONTROL = /([\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069])/;
  const charName = (char) => `U+${char.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
  function said(value) {
    const pieces = String(value).split(CONTROL).map((piece, index) => {
      return index % 2 ? make("span", { class: "xt-control" }, charName(piece)) : piece;
    });
    return make("bdi", {}, ...pieces);
  }

  // The same where there is no markup at all, as in a list of choices.
  const named = (value) =>
    String(value).split(CONTROL).map((piece, index) => (index % 2 ? charName(piece) : piece)).join("");

  const fill = (told, values) => told.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");

  // A sentence of the program's in the reader's language; `problems` are patterns with translations.
  function explained(problems, sentence) {
    for (const [pattern, translation] of problems) {
      const found = sentence.match(new RegExp(`^(?:${pattern})$`, "u"));
      let at = 0;
      if (found) return translation.replace(/\{\}/g, () => found[(at += 1)] ?? "");
    }
    return sentence;
  }

  window.xt = { make, said, named, fill, explained };

  // --- light and dark -----------------------------------------------------------------------

  function paint() {
    const chosen = cookie("xietiao-theme");
    const is_dark = chosen === "dark" || (chosen !== "light" && dark.matches);
    root.dataset.theme = is_dark ? "dark" : "light";
    document.body?.classList.toggle("dark", is_dark); // Gradio's own components
  }
  paint();
  dark.addEventListener("change", paint);

  // --- the view -----------------------------------------------------------------------------

  function viewed() {
    const asked = new URLSearchParams(location.search).get("view");
    return VIEWS.includes(asked) ? asked : "ask";
  }

  function show() {
    const view = viewed();
    root.dataset.view = view;
    for (const link of document.querySelectorAll(".xt-nav a")) {
      if (link.dataset.view === view) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    entitle();
    document.dispatchEvent(new CustomEvent("xt:view", { detail: { view } }));
  }

  // A tab, a bookmark and a screen reader name the page by it: what is shown, then the program.
  function entitle() {
    const name = document.querySelector(".xt-name h1")?.textContent;
    if (!name) return;
    const view = document.querySelector(".xt-nav [aria-current]");
    const volume = new URLSearchParams(location.search).get("doc") && root.dataset.view === "read"
      ? document.querySelector(".xt-volume-title")?.textContent : "";
    const shown = volume || (root.dataset.view === "ask" ? "" : view?.textContent);
    const title = shown ? `${shown} · ${name}` : name;
    if (document.title !== title) document.title = title;
  }

  // Past the navigation: into the question box, elsewhere to the top of what is shown.
  function skip() {
    const page = document.querySelector(`#xt-page-${root.dataset.view}`);
    const box = page.querySelector("#xt-box textarea");
    if (!box) page.tabIndex = -1;
    (box || page).focus();
  }
  root.dataset.view = viewed();
  addEventListener("popstate", show);

  // `xtGo("./?view=read&doc=…")` shows a place without loading the page anew.
  window.xtGo = (address) => {
    history.pushState(null, "", address);
    show();
    scrollTo(0, 0);
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-view]");
    if (link && !(event.ctrlKey || event.metaKey || event.shiftKey || event.button)) {
      event.preventDefault();
      window.xtGo(link.getAttribute("href"));
    }
    if (event.target.closest?.(".xt-skip")) {
      event.preventDefault();
      skip();
    }
    const menu = document.querySelector(".xt-settings[open]");
    if (menu && !menu.contains(event.target)) menu.open = false;
    if (event.target.closest?.("[data-sign-out]")) {
      fetch(new URL("api/session", document.baseURI), { method: "DELETE" }).then(() => location.reload());
    }
  });

  // --- the settings -------------------------------------------------------------------------

  document.addEventListener("change", (event) => {
    const setting = event.target.closest?.("[data-setting]");
    if (!setting) return;
    keep(setting.name, setting.value);
    if (setting.name === "xietiao-theme") paint();
    if (setting.name === "xietiao-language") location.reload();
  });
  document.addEventListener("keydown", (event) => {
    const menu = document.querySelector(".xt-settings[open]");
    if (event.key !== "Escape" || !menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });

  // --- the frame, once Gradio has it ---------------------------------------------------------

  function dressed() {
    const top = document.querySelector(".xt-top");
    entitle(); // a document's title comes after its page
    if (!top || top.dataset.seen) return;
    top.dataset.seen = "yes";
    root.lang = top.lang;
    const theme = top.querySelector("[name=xietiao-theme]");
    if (theme) theme.value = cookie("xietiao-theme") || "auto";
    show();
  }

  function start() {
    paint();
    new MutationObserver(dressed).observe(document.body, { childList: true, subtree: true });
    dressed();
  }
  // The page may be there before these scripts: the others, which follow, are to hear `xt:view`.
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", start);
  else queueMicrotask(start);
})();
