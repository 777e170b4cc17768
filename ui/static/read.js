// Reading: marks a span in the text, tells which span is selected, moves about the outline,
// searches within. Every stretch of text carries the span of the original it stands for (data-s,
// data-e), so that all of this works in either script. Nothing here writes markup.
(() => {
  "use strict";

  const PHONE = matchMedia("(max-width: 820px)");
  let place = null; // { start, end } of the original, marked now
  let hits = [];
  let hit = -1;
  let asked = 0;

  const $ = (selector, from = document) => from.querySelector(selector);
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const text = () => $(".xt-text");
  const words = () => {
    const reader = $(".xt-reader");
    return reader ? JSON.parse(reader.dataset.words || "{}") : {};
  };

  // --- spans of the original and places in the page -------------------------------------------

  // Offsets are code points; JavaScript counts UTF-16 units.
  function units(string, points) {
    let index = 0;
    for (let left = points; left > 0 && index < string.length; left -= 1) {
      index += string.codePointAt(index) > 0xffff ? 2 : 1;
    }
    return index;
  }

  const nPoints = (string) => [...string].length;

  // What a run stands for; an uneven one (程序员, 程式設計師) can only be taken whole.
  function spanOf(run) {
    const shown = run.textContent;
    const start = Number(run.dataset.s);
    const end = Number(run.dataset.e);
    const even = !run.classList.contains("xt-control") && nPoints(shown) === end - start;
    return { shown, start, end, even };
  }

  function runsWithin(start, end) {
    const root = text();
    if (!root) return [];
    return all("[data-s]", root).filter(
      (run) => Number(run.dataset.s) < end && Number(run.dataset.e) > start,
    );
  }

  // The units of the run's text that show what of start:end stands in it.
  function within(run, start, end) {
    const span = spanOf(run);
    if (!span.even) return [0, span.shown.length];
    const from = units(span.shown, Math.max(start - span.start, 0));
    return [from, units(span.shown, Math.min(end, span.end) - span.start)];
  }

  function unmark() {
    for (const mark of all("mark.xt-place", text() || document)) {
      const run = mark.closest("[data-s]");
      if (run) run.textContent = run.textContent;
    }
  }

  function mark(start, end) {
    unmark();
    const marks = runsWithin(start, end).map((run) => {
      const [from, to] = within(run, start, end);
      const shown = run.textContent;
      const marked = document.createElement("mark");
      marked.className = "xt-place";
      marked.textContent = shown.slice(from, to);
      run.replaceChildren(shown.slice(0, from), marked, shown.slice(to));
      return marked;
    });
    if (marks.some((each) => each.closest(".xt-masked"))) showMasked(true);
    return marks;
  }

  // The original's offset of a point in the page; `side` says which way to go from between runs.
  function offsetOf(node, offset, side) {
    const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
    const run = element.closest("[data-s]");
    if (!run) return null;
    const range = document.createRange();
    range.selectNodeContents(run);
    range.setEnd(node, offset);
    const span = spanOf(run);
    const before = range.toString();
    if (span.even) return span.start + nPoints(before);
    return side === "start" || !before ? span.start : span.end;
  }

  function selected() {
    const selection = getSelection();
    const root = text();
    if (!root || !selection.rangeCount || selection.isCollapsed) return null;
    const range = selection.getRangeAt(0);
    if (!range.intersectsNode(root)) return null;
    const runs = all("[data-s]", root).filter(
      (run) => range.intersectsNode(run) && run.getClientRects().length,
    );
    if (!runs.length) return null;
    const first = offsetOf(range.startContainer, range.startOffset, "start");
    const last = offsetOf(range.endContainer, range.endOffset, "end");
    const start = first ?? Number(runs[0].dataset.s);
    const end = last ?? Number(runs[runs.length - 1].dataset.e);
    return start < end ? { start, end } : null;
  }

  // --- places and their addresses -------------------------------------------------------------

  function address(docId, span) {
    const asked = new URLSearchParams({ view: "read", doc: docId });
    if (span) {
      asked.set("start", span.start);
      asked.set("end", span.end);
    }
    const url = new URL(location.href);
    url.search = asked;
    url.hash = "";
    return url;
  }

  function placeIn(url) {
    const asked = new URL(url, document.baseURI).searchParams;
    const start = Number(asked.get("start") ?? NaN);
    const end = Number(asked.get("end") ?? NaN);
    const span = Number.isInteger(start) && Number.isInteger(end) && start < end;
    return { doc: asked.get("doc"), span: span ? { start, end } : null };
  }

  function go(span, { focus = false, push = true, quiet = false } = {}) {
    const root = text();
    if (!root) return;
    place = span;
    const marks = mark(span.start, span.end);
    if (push) history.replaceState(history.state, "", address(root.dataset.volume, span));
    const first = marks.find((each) => each.getClientRects().length) || marks[0];
    if (!first) return;
    reveal(first);
    if (focus) {
      const line = first.closest(".xt-line");
      line.tabIndex = -1;
      line.focus({ preventScroll: true });
    }
    if (!quiet) tell("");
  }

  // In the middle, or where it is long: its beginning near the top.
  function reveal(element) {
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    element.scrollIntoView({ block: "center", behavior: calm ? "instant" : "auto" });
  }

  async function copyPlace(span) {
    const root = text();
    if (!root) return;
    const url = address(root.dataset.volume, span);
    if (span) go(span);
    else history.replaceState(history.state, "", url);
    await window.xtCopy(url.href);
    tell(words().copied);
  }

  // --- what is told in passing ----------------------------------------------------------------

  const toast = document.createElement("div");
  toast.id = "xt-toast";
  toast.setAttribute("role", "status");
  let fading = 0;

  function tell(sentence) {
    clearTimeout(fading);
    toast.textContent = sentence || "";
    if (sentence) fading = setTimeout(() => (toast.textContent = ""), 2200);
  }

  // --- a selection ----------------------------------------------------------------------------

  const bubble = document.createElement("button");
  bubble.id = "xt-selected";
  bubble.type = "button";
  bubble.hidden = true;
  let chosen = null;

  function offer() {
    chosen = selected();
    bubble.hidden = !chosen;
    if (!chosen) return;
    bubble.textContent = words().copy_selection || "";
    if (PHONE.matches) return bubble.removeAttribute("style"); // at the lower edge, by the style
    const rects = getSelection().getRangeAt(0).getClientRects();
    const last = rects[rects.length - 1];
    const left = Math.min(last.right - 20, innerWidth - bubble.offsetWidth - 12);
    const lowest = innerHeight - bubble.offsetHeight - 12;
    const below = last.bottom + 10 < lowest;
    const top = below ? last.bottom + 10 : last.top - bubble.offsetHeight - 10;
    bubble.style.left = `${Math.max(12, left)}px`;
    bubble.style.top = `${Math.min(Math.max(12, top), lowest)}px`;
  }

  let waiting = 0;
  document.addEventListener("selectionchange", () => {
    clearTimeout(waiting);
    waiting = setTimeout(offer, 200);
  });
  bubble.addEventListener("pointerdown", (event) => event.preventDefault()); // keeps the selection
  bubble.addEventListener("click", async () => {
    const span = chosen;
    if (!span) return;
    getSelection().removeAllRanges();
    bubble.hidden = true;
    await copyPlace(span);
  });

  // --- what the cleaning hid ------------------------------------------------------------------

  function showMasked(shown) {
    const root = text();
    const button = $("[data-masked-switch]");
    root.classList.toggle("xt-masked-shown", shown);
    if (button) button.setAttribute("aria-pressed", String(shown));
  }

  // --- the outline ----------------------------------------------------------------------------

  const items = () => all(".xt-tree [role=treeitem]").filter((item) => item.offsetParent !== null);

  // The items are beside their groups, not around them, so that each is called by its own words.
  const isShown = (item) => item.getClientRects().length > 0;
  const above = (item) => $(":scope > [role=treeitem]", item.closest("ul").parentElement);

  function focusItem(item) {
    if (!item) return;
    for (const other of all(".xt-tree [tabindex='0']")) other.tabIndex = -1;
    item.tabIndex = 0;
    item.focus();
  }

  function expand(item, open) {
    if (item.hasAttribute("aria-expanded")) item.setAttribute("aria-expanded", String(open));
  }

  function choose(item, focus) {
    for (const other of all('.xt-tree [aria-selected="true"]')) {
      other.setAttribute("aria-selected", "false");
    }
    item.setAttribute("aria-selected", "true");
    const drawer = item.closest("details");
    if (drawer && PHONE.matches) drawer.open = false;
    go({ start: Number(item.dataset.start), end: Number(item.dataset.end) }, { focus });
  }

  function onTreeKey(event) {
    const item = event.target.closest?.(".xt-tree [role=treeitem]");
    if (!item || event.ctrlKey || event.metaKey || event.altKey) return;
    const shown = items().filter(isShown);
    const at = shown.indexOf(item);
    const open = item.getAttribute("aria-expanded");
    const moves = {
      ArrowDown: () => focusItem(shown[at + 1]),
      ArrowUp: () => focusItem(shown[at - 1]),
      Home: () => focusItem(shown[0]),
      End: () => focusItem(shown[shown.length - 1]),
      ArrowRight: () => (open === "false" ? expand(item, true) : open && focusItem(shown[at + 1])),
      ArrowLeft: () =>
        open === "true" ? expand(item, false) : focusItem(above(item)),
      Enter: () => choose(item, true),
      " ": () => choose(item, true),
    };
    if (!moves[event.key]) return;
    event.preventDefault();
    moves[event.key]();
  }

  // The section that is being read is the one whose beginning has last passed the upper third.
  function follow() {
    const root = text();
    if (!root || !root.offsetParent) return;
    const line = innerHeight / 3;
    let current = null;
    for (const begun of all("[data-section]", root)) {
      if (begun.getBoundingClientRect().top > line) break;
      current = begun.dataset.section;
    }
    for (const item of all(".xt-tree [aria-current]")) {
      if (item.dataset.section !== current) item.removeAttribute("aria-current");
    }
    const item = current && $(`.xt-tree [data-section="${CSS.escape(current)}"]`);
    if (!item || item.hasAttribute("aria-current")) return;
    item.setAttribute("aria-current", "location");
    const box = item.closest(".xt-outline");
    if (!box || !item.offsetParent) return;
    const below = item.getBoundingClientRect().top - box.getBoundingClientRect().top;
    if (below < 0 || below > box.clientHeight - 40) box.scrollTop += below - box.clientHeight / 3;
  }

  let following = false;
  addEventListener(
    "scroll",
    () => {
      if (following) return;
      following = true;
      requestAnimationFrame(() => {
        following = false;
        follow();
      });
    },
    { capture: true, passive: true },
  );

  // --- searching within -----------------------------------------------------------------------

  async function search(box) {
    const turn = (asked += 1);
    const root = text();
    const sought = box.value.trim();
    hits = [];
    hit = -1;
    if (root && sought) {
      const url = new URL(`api/documents/${encodeURIComponent(root.dataset.volume)}/find`, document.baseURI);
      url.searchParams.set("q", sought);
      try {
        const response = await fetch(url, { headers: { accept: "application/json" } });
        const found = response.ok ? await response.json() : [];
        if (turn !== asked) return;
        hits = found;
      } catch {
        if (turn !== asked) return;
      }
    }
    const shown = root?.classList.contains("xt-masked-shown");
    hits = hits.filter((each) => shown || !each.masked);
    paint();
    const from = place ? hits.findIndex((each) => each.start >= place.start) : 0;
    if (hits.length) step(from < 0 ? 0 : from, true);
    else count(sought);
  }

  // All places at once are a highlight of the browser's, where it knows such; the tree is left be.
  function paint() {
    if (!globalThis.Highlight || !CSS.highlights) return;
    const ranges = [];
    for (const { start, end } of hits) {
      for (const run of runsWithin(start, end)) {
        const [from, to] = within(run, start, end);
        if (run.childNodes.length !== 1 || to <= from) continue;
        const range = document.createRange();
        range.setStart(run.firstChild, from);
        range.setEnd(run.firstChild, to);
        ranges.push(range);
      }
    }
    CSS.highlights.set("xt-found", new Highlight(...ranges));
  }

  function step(to, absolute = false) {
    if (!hits.length) return;
    hit = absolute ? to : (hit + to + hits.length) % hits.length;
    go(hits[hit], { quiet: true });
    paint();
    count("x");
  }

  function count(sought) {
    const told = words();
    const label = $(".xt-find output");
    const steps = all(".xt-find [data-step]");
    for (const button of steps) button.disabled = hits.length < 2;
    if (!label) return;
    if (!sought) label.textContent = "";
    else if (!hits.length) label.textContent = told.found_none || "";
    else label.textContent = (told.found || "").replace("{n}", hit + 1).replace("{all}", hits.length);
  }

  let typing = 0;
  document.addEventListener("input", (event) => {
    const box = event.target.closest?.(".xt-find input");
    if (!box || event.isComposing) return;
    clearTimeout(typing);
    typing = setTimeout(() => search(box), 250);
  });
  document.addEventListener("compositionend", (event) => {
    const box = event.target.closest?.(".xt-find input");
    if (box) search(box);
  });

  // --- wiring ---------------------------------------------------------------------------------

  function onFindKey(event) {
    const box = event.target.closest?.(".xt-find input");
    if (!box || event.isComposing) return;
    if (event.key === "Enter") {
      event.preventDefault();
      if (hit >= 0) step(event.shiftKey ? -1 : 1);
      else search(box);
    } else if (event.key === "Escape" && box.value) {
      event.preventDefault();
      box.value = "";
      search(box);
    }
  }

  document.addEventListener("keydown", (event) => {
    onTreeKey(event);
    onFindKey(event);
  });

  document.addEventListener("click", (event) => {
    const on = (selector) => event.target.closest?.(selector);
    const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey;
    const anchor = on("a[data-copy-place]");
    const masked = on("[data-masked-switch]");
    const steps = on("[data-step]");
    const item = on(".xt-branch")?.closest("[role=treeitem]");
    const link = on("a[data-place]");
    if (anchor && plain) {
      event.preventDefault();
      copyPlace(placeIn(anchor.href).span);
    } else if (on("[data-copy-here]")) copyPlace(place);
    else if (masked) {
      showMasked(masked.getAttribute("aria-pressed") !== "true");
      const box = $(".xt-find input");
      if (box?.value) search(box);
    } else if (steps) step(Number(steps.dataset.step));
    else if (item) {
      focusItem(item);
      if (on(".xt-twist")) expand(item, item.getAttribute("aria-expanded") !== "true");
      else choose(item, false);
    } else if (link && plain && window.xtGo) {
      event.preventDefault();
      const target = placeIn(link.href);
      const isHere = target.doc && target.doc === text()?.dataset.volume;
      if (isHere && target.span) go(target.span, { focus: true });
      else window.xtGo(link.getAttribute("href"));
    } else if (on("[data-script]")) {
      keepSight();
      open(text().dataset.volume, on("[data-script]").dataset.script);
    }
  });

  // --- which document is shown ----------------------------------------------------------------

  let wanted = null; // what was last asked for: a document's id and how it is written
  let script = "original";
  let kept = null;

  function open(doc, inScript) {
    script = inScript;
    wanted = doc || "";
    document.documentElement.classList.add("xt-opening");
    clearTimeout(late);
    late = setTimeout(() => {
      settled();
      tell(words().failed);
    }, 10_000);
    document.dispatchEvent(new CustomEvent("xt:open", { detail: { doc: wanted, script } }));
  }

  let late = 0;
  function settled() {
    clearTimeout(late);
    document.documentElement.classList.remove("xt-opening");
  }

  // The address says which; after a step back, too.
  function sync() {
    if (!window.xtReadable || document.documentElement.dataset.view !== "read") return;
    const { doc, span } = placeIn(location.href);
    if (wanted !== (doc || "")) open(doc, script);
    else if (span && text()?.dataset.volume === doc) go(span, { push: false });
  }
  document.addEventListener("xt:view", sync);
  document.addEventListener("xt:readable", sync);

  // Written otherwise, the text stays where it was in the window.
  function keepSight() {
    const runs = all("[data-s]", text()).filter((run) => run.getClientRects().length);
    const middle = runs.find((run) => run.getBoundingClientRect().bottom > innerHeight / 3);
    kept = middle ? { offset: Number(middle.dataset.s), top: middle.getBoundingClientRect().top } : null;
  }

  function toSight({ offset, top }) {
    const [run] = runsWithin(offset, offset + 1);
    if (run) scrollBy({ top: run.getBoundingClientRect().top - top });
  }

  // What has just come: marked where the address says. Gradio changes the elements that are there,
  // so it is told by an attribute.
  let seen = null;
  function arrived() {
    const reader = $(".xt-reader");
    const shown = reader?.dataset.shown;
    if (shown === seen) return;
    seen = shown;
    hits = [];
    hit = -1;
    CSS.highlights?.delete("xt-found");
    bubble.hidden = true;
    if (!reader) return;
    settled();
    const box = $(".xt-find input");
    if (box && !box.matches(":focus")) box.value = "";
    const root = text();
    const { doc, span } = placeIn(location.href);
    place = root && doc === root.dataset.volume ? span : null;
    requestAnimationFrame(() => {
      fold();
      if (place && !kept) go(place, { push: false });
      else if (place) mark(place.start, place.end);
      if (kept) toSight(kept);
      else if (root && !place) $(".xt-volume-title")?.focus({ preventScroll: true });
      kept = null;
      follow();
    });
  }

  // On a phone the outline would stand before the text: it is folded up.
  function fold() {
    const drawer = $(".xt-outline details");
    if (drawer) drawer.open = !PHONE.matches;
  }

  function start() {
    document.body.append(toast, bubble);
    new MutationObserver(arrived).observe(document.body, {
      childList: true,
      subtree: true,
      attributeFilter: ["data-shown"],
    });
    arrived();
    sync();
  }
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", start);
  else start();
})();
