// The source of a citation: the text beside the answer, on a click. Its quote alone: quote.js.
// Everything from a text goes through textContent; nothing here writes markup.
(() => {
  "use strict";

  const { make } = window.xt;
  const PHONE = matchMedia("(max-width: 820px)");
  const LANGS = { hans: "zh-Hans", "hant-tw": "zh-Hant-TW", "hant-hk": "zh-Hant-HK" };
  const ICONS = {
    previous: "M12 5l-5 5 5 5",
    next: "M8 5l5 5-5 5",
    link: "M8 12l4-4M9 6l2-2a3.5 3.5 0 0 1 5 5l-2 2M11 14l-2 2a3.5 3.5 0 0 1-5-5l2-2",
    close: "M5 5l10 10M15 5L5 15",
  };
  const texts = new Map(); // doc_id -> promise of the document
  let opener = null;
  let latest = 0;
  let openedIn = "ask";

  function icon(drawing) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    svg.setAttribute("viewBox", "0 0 20 20");
    svg.setAttribute("aria-hidden", "true");
    path.setAttribute("d", drawing);
    svg.append(path);
    return svg;
  }

  function tool(name) {
    return make("button", { type: "button", class: `xt-source-${name}` }, icon(ICONS[name]));
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

  // --- the panel ----------------------------------------------------------------------------

  const title = make("h2", { id: "xt-source-title", tabindex: "-1" });
  const heading = make("p", { class: "xt-source-heading" });
  const path = make("p", { class: "xt-source-path" });
  const also = make("p", { class: "xt-source-also" });
  const notice = make("p", { class: "xt-source-notice", role: "status" });
  const close = tool("close");
  const previous = tool("previous");
  const next = tool("next");
  const count = make("span", { class: "xt-source-count" });
  const link = tool("link");
  const whole = make("a", { class: "xt-source-whole", "data-view": "read" });
  const steps = make("span", { class: "xt-source-steps" }, previous, count, next);
  const body = make("div", { class: "xt-source-text", tabindex: "0", role: "region" });
  body.setAttribute("aria-labelledby", "xt-source-title");
  const panel = make(
    "aside",
    { id: "xt-source", "aria-labelledby": "xt-source-title" },
    make("div", { class: "xt-source-bar" }, steps, whole, link, close),
    make("header", {}, title, heading, path, also),
    notice,
    body,
  );
  panel.hidden = true;

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

  function place(data, view) {
    const query = new URLSearchParams(view ? { view } : {});
    query.set("doc", data.doc);
    if (Number(data.end)) {
      query.set("start", data.start);
      query.set("end", data.end);
    }
    return `./?${query}`;
  }

  function name(node, said) {
    node.setAttribute("aria-label", said || "");
    node.title = said || "";
  }

  function describe(data, told) {
    const above = JSON.parse(data.heading || "[]").filter((step) => step !== data.title);
    title.replaceChildren(make("bdi", {}, data.title || ""));
    heading.replaceChildren(make("bdi", {}, above.join(" › ")));
    heading.hidden = above.length === 0;
    path.replaceChildren(make("bdi", {}, data.path || ""));
    also.replaceChildren(`${told.also} `, make("bdi", {}, data.also || ""));
    also.hidden = !data.also;
    whole.textContent = told.read;
    whole.href = place(data, "read");
    for (const [node, key] of [[close, "close"], [previous, "previous"], [next, "next"], [link, "link"]]) {
      name(node, told[key]);
    }
    const row = citations();
    steps.hidden = row.length < 2;
    if (row.length > 1) {
      const at = position(row);
      count.textContent = `${at + 1} / ${row.length}`;
      previous.disabled = at <= 0;
      next.disabled = at >= row.length - 1;
    }
  }

  function fill(source, data, told) {
    const text = source.text;
    const start = utf16(text, Number(data.start || 0));
    const end = utf16(text, Number(data.end || 0) - Number(data.start || 0), start);
    const quoted = text.slice(start, end);
    // A parser of HTML turns U+0000 into U+FFFD; the attribute went through one, the text didn't.
    const same = data.quote === undefined || data.quote === quoted.replaceAll("\0", "\ufffd");
    notice.textContent = same ? "" : told.changed;
    body.lang = LANGS[source.script] || "en";
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

  async function open(button, { refocus = true } = {}) {
    const turn = (latest += 1);
    const data = { ...button.dataset };
    const told = words();
    leave(false);
    opener = button;
    openedIn = document.documentElement.dataset.view;
    opener.classList.add("xt-open");
    describe(data, told);
    body.replaceChildren();
    notice.textContent = told.loading || "";
    panel.hidden = false;
    document.body.classList.add("xt-reading");
    window.xtUnquote();
    try {
      const source = await load(data.doc);
      if (turn !== latest) return;
      if (!data.title) describe(Object.assign(data, introduced(source, data)), told);
      fill(source, data, told);
    } catch {
      if (turn === latest) notice.textContent = told.unavailable || "";
      return;
    }
    if (refocus) title.focus({ preventScroll: true });
    if (PHONE.matches) keepInSight(button);
    else if (!refocus) button.scrollIntoView({ block: "nearest" });
  }

  // What a link that was sent does not tell: title, path and heading, out of the outline.
  function introduced(source, data) {
    const start = Number(data.start || 0);
    const above = source.outline.filter((s) => s.index && s.start <= start && start < s.end);
    const heading = JSON.stringify(data.end ? above.map((s) => s.marker + s.heading) : []);
    return { title: source.title, path: source.path, heading };
  }

  // On a phone the source covers the lower part: the sentence that was tapped stays above it.
  function keepInSight(button) {
    const above = button.getBoundingClientRect().bottom - panel.getBoundingClientRect().top + 24;
    const under = document.querySelector("#xt-frame")?.getBoundingClientRect().bottom || 0;
    const below = button.getBoundingClientRect().top - under - 24;
    if (above > 0) scrollBy({ top: above });
    else if (below < 0) scrollBy({ top: below });
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

  // --- from one citation of an answer to the next ---------------------------------------------

  function citations() {
    const turn = opener?.closest(".xt-turn, [data-citing]");
    return turn ? [...turn.querySelectorAll(".xt-cite")] : [];
  }

  function position(row) {
    return row.findIndex((marker) => marker.dataset.marker === opener.dataset.marker);
  }

  function step(by) {
    const row = citations();
    const wanted = row[position(row) + by];
    if (!wanted) return;
    open(wanted, { refocus: false });
    if ((by < 0 ? previous : next).disabled) (by < 0 ? next : previous).focus();
  }

  async function copyLink() {
    const told = words();
    await window.xtCopy(new URL(whole.href.replace("view=read&", ""), document.baseURI).href);
    name(link, told.link_copied);
    link.classList.add("xt-done");
    setTimeout(() => (name(link, told.link), link.classList.remove("xt-done")), 1600);
  }

  // --- wiring -------------------------------------------------------------------------------

  document.addEventListener("click", (event) => {
    const cited = event.target.closest?.(".xt-page [data-doc][data-heading]");
    if (cited && (!panel.hidden || !window.xtQuote(cited))) open(cited);
  });
  close.addEventListener("click", shut);
  previous.addEventListener("click", () => step(-1));
  next.addEventListener("click", () => step(1));
  link.addEventListener("click", copyLink);

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.isComposing || window.xtUnquote()) return;
    if (!panel.hidden) shut();
  });
  document.addEventListener("xt:shut", () => !panel.hidden && shut());

  // /?doc=…&start=…&end=… opens the source, once the page is there to tell its words.
  let linked = new URLSearchParams(location.search);
  document.addEventListener("xt:view", (event) => {
    if (!panel.hidden && event.detail.view !== openedIn) shut();
    if (event.detail.view === "ask" && linked?.get("doc") && !linked.get("view") && document.querySelector("[data-words]")) {
      const asked = make("button", {});
      for (const key of ["doc", "start", "end"]) {
        if (/^\d{1,9}$/.test(linked.get(key) || "") || key === "doc") asked.dataset[key] = linked.get(key);
      }
      linked = null;
      open(asked);
    }
  });

  function start() {
    document.body.append(panel);
  }
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", start);
  else start();
})();
