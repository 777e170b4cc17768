// The quote of a citation alone: beside its marker on hover or focus, on a sheet after a tap.
// Everything from a text goes through textContent; nothing here writes markup.
(() => {
  "use strict";

  const { make } = window.xt;

  function words() {
    const root = document.querySelector("[data-words]");
    return root ? JSON.parse(root.dataset.words) : {};
  }

  // --- beside its marker --------------------------------------------------------------------

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

  // --- on a sheet: a finger can't hover --------------------------------------------------------

  const from = make("p", { class: "xt-sheet-from" });
  const quote = make("blockquote", { tabindex: "-1" });
  const open = make("button", { type: "button", class: "xt-sheet-open" });
  const close = make("button", { type: "button", class: "xt-sheet-close" });
  const sheet = make("div", { id: "xt-sheet", role: "dialog" }, from, quote, make("div", {}, open, close));
  sheet.hidden = true;
  let tapped = null;
  let touched = false;

  function showSheet(marker) {
    hideSheet();
    const told = words();
    tapped = marker;
    marker.classList.add("xt-open");
    const above = JSON.parse(marker.dataset.heading || "[]").filter((step) => step !== marker.dataset.title);
    from.replaceChildren(make("bdi", {}, [marker.dataset.title, ...above].join(" › ")));
    quote.replaceChildren(make("bdi", {}, marker.dataset.quote));
    open.textContent = told.open || "";
    close.textContent = told.shut || "";
    sheet.setAttribute("aria-label", told.quote || "");
    sheet.hidden = false;
    const hidden = marker.getBoundingClientRect().bottom + 16 - sheet.getBoundingClientRect().top;
    if (hidden > 0) scrollBy({ top: hidden });
    quote.scrollTop = 0;
    quote.focus({ preventScroll: true });
  }

  function hideSheet(refocus = false) {
    if (refocus && tapped?.isConnected) tapped.focus({ preventScroll: true });
    tapped?.classList.remove("xt-open");
    tapped = null;
    sheet.hidden = true;
  }

  // Shows the quote instead of the source: after the first tap on a marker, and only then.
  window.xtQuote = (cited) => {
    const first = touched && cited !== tapped && cited.matches(".xt-cite");
    if (first) showSheet(cited);
    return first;
  };

  // Puts both away; whether there was one.
  window.xtUnquote = () => {
    const shown = !tip.hidden || !sheet.hidden;
    hideTip();
    hideSheet(sheet.contains(document.activeElement));
    return shown;
  };

  // --- wiring -------------------------------------------------------------------------------

  open.addEventListener("click", () => tapped?.click()); // the second tap on the same marker
  close.addEventListener("click", () => hideSheet(true));
  document.addEventListener("keydown", () => (touched = false), true);
  document.addEventListener("xt:view", () => hideSheet());
  document.addEventListener(
    "pointerdown",
    (event) => {
      touched = event.pointerType === "touch";
      if (!sheet.hidden && !sheet.contains(event.target) && !event.target.closest?.(".xt-cite")) hideSheet();
    },
    true,
  );
  // A marker that comes under a mouse at rest, as an answer is marked, was not pointed at.
  let rest = { x: -1, y: -1 };
  for (const name of ["pointermove", "pointerdown"]) {
    document.addEventListener(name, (event) => (rest = { x: event.clientX, y: event.clientY }), true);
  }
  document.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch" || (event.clientX === rest.x && event.clientY === rest.y)) return;
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

  function start() {
    document.body.append(tip, sheet);
  }
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", start);
  else start();
})();
