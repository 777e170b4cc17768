// What a page does with citations: the quote on hover or focus, the source beside the answer on
// a click. Everything from a text goes through textContent; nothing here writes markup.
(() => {
  "use strict";

  const PHONE = matchMedia("(max-width: 820px)");
  const texts = new Map(); // doc_id -> promise of the document
  let opener = null;
  let latest = 0;

  function make(tag, attributes = {}, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    node.append(...children);
    return node;
  }

  function words() {
    const root = document.querySelector("[data-words]");
    return root ? JSON.parse(root.dataset.words) : {};
  }

  // Offsets are code points; JavaScript counts UTF-16 units.
  function utf16(text, codePoints, from = 0) {
    let index = from;
    for (let left = codePoints; left > 0 && index < text.length; left -= 1) {
      index += text.codePointAt(index) > 0xffff ? 2 : 1;
    }
    return index;
  }

  // --- the source ---------------------------------------------------------------------------

  const title = make("h2", { id: "xt-source-title", tabindex: "-1" });
  const heading = make("p", { class: "xt-source-heading" });
  const path = make("p", { class: "xt-source-path" });
  const notice = make("p", { class: "xt-source-notice", role: "status" });
  const close = make("button", { type: "button", class: "xt-source-close" });
  const body = make("div", { class: "xt-source-text", tabindex: "0" });
  const panel = make(
    "aside",
    { id: "xt-source", "aria-labelledby": "xt-source-title" },
    make("header", {}, make("div", {}, title, heading, path), close),
    notice,
    body,
  );
  panel.hidden = true;
  body.setAttribute("role", "region");
  body.setAttribute("aria-labelledby", "xt-source-title");
  close.append(make("span", { "aria-hidden": "true" }, "×"));

  function load(docId) {
    if (!texts.has(docId)) {
      const url = new URL(`api/documents/${encodeURIComponent(docId)}`, document.baseURI);
      const loading = fetch(url, { headers: { accept: "application/json" } }).then((response) => {
        if (!response.ok) throw new Error(`HTTP ${response.status}`);
        return response.json();
      });
      loading.catch(() => texts.delete(docId));
      texts.set(docId, loading);
    }
    return texts.get(docId);
  }

  function describe(data, told) {
    const steps = JSON.parse(data.heading || "[]").filter((step) => step !== data.title);
    title.replaceChildren(make("bdi", {}, data.title));
    heading.replaceChildren(make("bdi", {}, steps.join(" › ")));
    heading.hidden = steps.length === 0;
    path.replaceChildren(make("bdi", {}, data.path));
    close.setAttribute("aria-label", told.close || "×");
    close.title = told.close || "";
  }

  function fill(source, data, told) {
    const text = source.text;
    const start = utf16(text, Number(data.start || 0));
    const end = utf16(text, Number(data.end || 0) - Number(data.start || 0), start);
    const quoted = text.slice(start, end);
    // A parser of HTML turns U+0000 into U+FFFD; the attribute went through one, the text didn't.
    const same = data.quote === undefined || data.quote === quoted.replaceAll("\0", "\ufffd");
    notice.textContent = same ? "" : told.changed;
    body.lang = { hans: "zh-Hans", "hant-tw": "zh-Hant-TW", "hant-hk": "zh-Hant-HK" }[source.script] || "en";
    if (!quoted) {
      body.replaceChildren(text);
      body.scrollTop = 0;
      return;
    }
    const mark = make("mark", {}, quoted);
    body.replaceChildren(text.slice(0, start), mark, text.slice(end));
    reveal(mark);
  }

  // A quote taller than the panel shows its beginning, a shorter one stands in the middle.
  function reveal(mark) {
    const box = mark.getBoundingClientRect();
    const above = box.top - body.getBoundingClientRect().top + body.scrollTop;
    const room = body.clientHeight - box.height;
    body.scrollTop = above - Math.max(room / 2, 16);
  }

  async function open(button) {
    const turn = (latest += 1);
    const data = { ...button.dataset };
    const told = words();
    leave(false);
    opener = button;
    opener.classList.add("xt-open");
    describe(data, told);
    body.replaceChildren();
    notice.textContent = told.loading || "";
    panel.hidden = false;
    document.body.classList.add("xt-reading");
    hideTip();
    try {
      const source = await load(data.doc);
      if (turn !== latest) return;
      fill(source, data, told);
    } catch {
      if (turn === latest) notice.textContent = told.unavailable || "";
      return;
    }
    title.focus({ preventScroll: true });
    if (PHONE.matches) keepInSight(button);
  }

  // On a phone the source covers the lower part: the sentence that was tapped stays above it.
  function keepInSight(button) {
    const above = button.getBoundingClientRect().bottom - panel.getBoundingClientRect().top + 24;
    if (above > 0) scrollBy({ top: above });
  }

  function leave(refocus) {
    if (opener) opener.classList.remove("xt-open");
    if (refocus && opener && opener.isConnected) opener.focus({ preventScroll: true });
    opener = null;
  }

  function shut() {
    latest += 1;
    panel.hidden = true;
    document.body.classList.remove("xt-reading");
    leave(true);
  }

  // --- the quote on hover or focus ----------------------------------------------------------

  const tip = make("div", { id: "xt-tip", role: "tooltip" });
  tip.hidden = true;
  let tipped = null;

  function showTip(marker) {
    hideTip();
    tipped = marker;
    marker.setAttribute("aria-describedby", "xt-tip");
    tip.replaceChildren(make("bdi", {}, marker.dataset.quote));
    tip.hidden = false;
    const at = marker.getBoundingClientRect();
    const left = Math.min(at.left, innerWidth - tip.offsetWidth - 12);
    const below = at.bottom + 8 + tip.offsetHeight < innerHeight;
    tip.style.left = `${Math.max(12, left)}px`;
    tip.style.top = `${below ? at.bottom + 8 : Math.max(8, at.top - tip.offsetHeight - 8)}px`;
  }

  function hideTip() {
    if (tipped) tipped.removeAttribute("aria-describedby");
    tipped = null;
    tip.hidden = true;
  }

  // --- copying ------------------------------------------------------------------------------

  async function copy(button) {
    const text = button.dataset.copy;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // Without https, and not on this machine, browsers keep the clipboard to themselves.
      const area = make("textarea", { class: "xt-offscreen" });
      area.value = text;
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
    const label = button.textContent;
    if (label === button.dataset.done) return;
    button.textContent = button.dataset.done;
    setTimeout(() => (button.textContent = label), 1600);
  }

  // --- wiring -------------------------------------------------------------------------------

  document.addEventListener("click", (event) => {
    const cited = event.target.closest("[data-doc]");
    if (cited) open(cited);
    const copied = event.target.closest("[data-copy]");
    if (copied) copy(copied);
  });
  close.addEventListener("click", shut);

  document.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return;
    const marker = event.target.closest?.(".xt-cite");
    if (marker) showTip(marker);
    else if (tipped && !event.target.closest?.("#xt-tip")) hideTip();
  });
  document.addEventListener("focusin", (event) => {
    if (event.target.matches(".xt-cite:focus-visible")) showTip(event.target);
    else hideTip();
  });
  // Focus by keyboard scrolls the marker into view: its quote moves along instead of vanishing.
  addEventListener(
    "scroll",
    () => (tipped && tipped === document.activeElement ? showTip(tipped) : hideTip()),
    { passive: true },
  );
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.isComposing) return;
    if (!tip.hidden) hideTip();
    else if (!panel.hidden) shut();
  });

  // Enter that ends an input method's composition is not Enter that sends. Chrome marks both
  // events; Safari ends the composition first and only the key code, 229, tells.
  let composing = false;
  const guard = (event) => {
    if (event.key !== "Enter") return;
    if (event.type === "keydown") composing = event.isComposing || event.keyCode === 229;
    if (composing || event.isComposing) event.stopImmediatePropagation();
  };
  addEventListener("keydown", guard, true);
  addEventListener("keypress", guard, true);

  // A new turn comes into view at its question; the page speaks the interface's language.
  let nTurns = 0;
  function follow() {
    const turns = document.querySelectorAll(".xt-turn");
    if (turns.length > nTurns) turns[turns.length - 1].scrollIntoView({ block: "start" });
    if (turns.length < nTurns && !panel.hidden) shut();
    nTurns = turns.length;
    const name = document.querySelector(".xt-name");
    if (name && document.documentElement.lang !== name.lang) {
      document.documentElement.lang = name.lang;
      document.title = name.querySelector("h1").textContent;
    }
    const box = document.querySelector("#xt-box textarea");
    if (box && box.getAttribute("aria-label") !== box.placeholder) box.setAttribute("aria-label", box.placeholder);
  }

  function start() {
    document.body.append(panel, tip);
    new MutationObserver(follow).observe(document.querySelector("gradio-app") || document.body, {
      childList: true,
      subtree: true,
      attributes: true,
      attributeFilter: ["lang", "placeholder"],
    });
    follow();
  }
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", start);
  else start();
})();
