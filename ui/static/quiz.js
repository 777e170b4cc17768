// Quiz: what its scripts share, and the choices. Everything goes through /api; everything from a
// text or a person goes through textContent; nothing here writes markup.
(() => {
  "use strict";

  const { make, said, fill } = window.xt;
  const KEPT = "xietiao-quiz"; // this tab's paper: a reload shows it again
  const quiz = { root: null, words: {}, formats: [], format: "docx", paper: kept() };
  let problems = [];
  window.xtQuiz = quiz;

  // --- making elements ------------------------------------------------------------------------

  const $ = (selector, from = quiz.root) => from.querySelector(selector);
  const all = (selector, from = quiz.root) => [...from.querySelectorAll(selector)];

  function button(label, onclick, attributes = {}) {
    return make("button", { type: "button", class: "xt-quiet", onclick, ...attributes }, label);
  }

  const lines = (value) => value.split("\n").map((line) => line.trim()).filter(Boolean);
  const same = (one, other) => one.length === other.length && one.every((each, n) => each === other[n]);

  // Another order than `than`, where there is one.
  function shuffled(list, than = []) {
    const mixed = [...list];
    for (let tries = 0; tries < 20; tries += 1) {
      for (let n = mixed.length - 1; n > 0; n -= 1) {
        const other = Math.floor(Math.random() * (n + 1));
        [mixed[n], mixed[other]] = [mixed[other], mixed[n]];
      }
      if (!same(mixed, than)) break;
    }
    return mixed;
  }

  function tell(sentence, bad = false) {
    const node = $(".xt-quiz-told");
    node.replaceChildren(sentence ? said(sentence) : "");
    node.classList.toggle("xt-bad", bad);
  }

  // The button that opens an item's source, as on Ask, with the words that say where it is.
  function source(item, n) {
    const { citation } = item;
    const above = citation.heading.filter((step) => step !== citation.title);
    return make(
      "p", { class: "xt-from" },
      make("button", {
        type: "button", class: "xt-cite", "data-doc": citation.doc_id, "data-start": citation.start,
        "data-end": citation.end, "data-quote": citation.quote, "data-title": citation.title,
        "data-path": citation.path, "data-heading": JSON.stringify(citation.heading), "data-marker": n,
        "data-also": (citation.also || []).join("、"), "aria-label": fill(quiz.words.source_of, { n }),
      }, String(n)),
      said([citation.title, ...above].join(" › ")),
    );
  }

  const LANGS = { hans: "zh-Hans", "hant-tw": "zh-Hant-TW", "hant-hk": "zh-Hant-HK" };
  const lang = () => LANGS[quiz.paper?.script] || null; // of the items, not of the interface

  // --- asking the server ------------------------------------------------------------------------

  const explained = (sentence) => window.xt.explained(problems, sentence);

  async function ask(path, body) {
    const response = await fetch(new URL(`api/${path}`, document.baseURI), {
      method: body ? "POST" : "GET",
      headers: { accept: "application/json", ...(body ? { "content-type": "application/json" } : {}) },
      body: body ? JSON.stringify(body) : undefined,
    });
    if (response.ok) return response;
    const told = await response.json().catch(() => ({}));
    throw new Error(told.detail ? explained(told.detail) : quiz.words.failed);
  }
  const call = async (path, body) => (await ask(path, body)).json();

  // --- the paper of this tab ----------------------------------------------------------------------

  function kept() {
    try {
      const paper = JSON.parse(sessionStorage.getItem(KEPT));
      return Array.isArray(paper?.rows) && paper.choices ? paper : null;
    } catch {
      return null;
    }
  }

  function save() {
    try {
      sessionStorage.setItem(KEPT, JSON.stringify(quiz.paper));
    } catch {
      // A full or forbidden store: the paper is then this page's alone.
    }
  }

  // --- what is shown --------------------------------------------------------------------------

  function taking() {
    return Boolean(quiz.paper?.rows.length) && new URLSearchParams(location.search).get("take") === "1";
  }

  function show() {
    const take = taking();
    $(".xt-desk").hidden = take;
    $(".xt-take").hidden = !take;
    if (take) return quiz.showTake();
    quiz.showPaper();
    return folded(Boolean(quiz.paper));
  }

  // Once there is a paper, the choices fold into a line.
  function folded(is_folded) {
    const form = $(".xt-choose");
    $(".xt-chosen", form).hidden = !is_folded;
    $(".xt-choices", form).hidden = is_folded;
    $(".xt-choices .xt-main", form).textContent = quiz.paper ? quiz.words.make_again : quiz.words.make;
    if (is_folded) $(".xt-chosen p", form).replaceChildren(said(summary(quiz.paper.choices)));
  }

  function summary(choices) {
    const { words } = quiz;
    const kinds = choices.types.map((kind) => words[`kind_${kind}`]);
    const levels = choices.difficulty.map((level) => words[`difficulty_${level}`]);
    const texts = (quiz.paper.titles || []).map((title) => `《${title}》`);
    const parts = [texts.join("、") || words.all_texts, kinds.join("、") || words.all_kinds, levels.join("、"), `${words.seed} ${choices.seed}`];
    return parts.filter(Boolean).join(" · ");
  }

  // --- the choices ----------------------------------------------------------------------------

  async function showTexts() {
    const box = $(".xt-texts");
    const documents = await call("documents");
    const find = $(".xt-find-text", box);
    find.hidden = documents.length <= 12;
    find.addEventListener("input", () => {
      const wanted = find.value.trim().toLowerCase();
      for (const row of all("li.xt-text-row", box)) row.hidden = !row.textContent.toLowerCase().includes(wanted);
    });
    $("ul", box).replaceChildren(...documents.map((each) => textRow(each)));
    restore();
  }

  function textRow(each) {
    const box = make("input", { type: "checkbox", name: "docs", value: each.doc_id, "data-title": each.title });
    const inside = make("div", { class: "xt-inside", hidden: true });
    const opener = button(quiz.words.sections, () => openSections(each, opener, inside, box), {
      class: "xt-open-sections", "aria-expanded": "false",
      "aria-label": fill(quiz.words.sections_of, { title: each.title }),
    });
    box.addEventListener("change", () => {
      if (!box.checked) for (const section of all("input", inside)) section.checked = false;
      count(opener, inside);
    });
    return make("li", { class: "xt-text-row" }, make("label", {}, box, said(each.title)), opener, inside);
  }

  async function openSections(each, opener, inside, box) {
    const is_open = opener.getAttribute("aria-expanded") === "true";
    opener.setAttribute("aria-expanded", String(!is_open));
    inside.hidden = is_open;
    if (is_open || inside.childElementCount) return;
    inside.textContent = quiz.words.loading;
    try {
      const { outline } = await call(`documents/${encodeURIComponent(each.doc_id)}`);
      const rows = outline.filter((section) => section.index && section.level <= 2);
      inside.replaceChildren(...rows.map((section) => sectionRow(outline, section, box, opener, inside)));
    } catch (problem) {
      inside.textContent = problem.message;
    }
  }

  function sectionRow(outline, section, box, opener, inside) {
    const above = outline[section.parent]?.heading || "";
    const place = [above, section.heading].filter(Boolean).join(" › ").slice(0, 200);
    const choose = make("input", { type: "checkbox", name: "sections", value: place, "data-doc-id": box.value });
    choose.addEventListener("change", () => {
      if (choose.checked) box.checked = true;
      count(opener, inside);
    });
    return make("label", { class: `xt-level-${section.level}` }, choose, said(section.marker + section.heading));
  }

  function count(opener, inside) {
    const n = all("input:checked", inside).length;
    opener.textContent = n ? fill(quiz.words.n_sections, { n }) : quiz.words.sections;
  }

  function restore() {
    const form = $(".xt-choose");
    const choices = quiz.paper?.choices;
    if (!choices) return;
    for (const name of ["types", "difficulty", "docs"]) {
      for (const box of all(`[name=${name}]`, form)) box.checked = choices[name].includes(box.value);
    }
    for (const name of ["n", "seed", "script"]) form.elements[name].value = choices[name];
  }

  function chosen() {
    const form = $(".xt-choose");
    const ticked = (name) => all(`[name=${name}]:checked`, form);
    const sections = ticked("sections");
    const docs = ticked("docs");
    const halved = new Set(sections.map((box) => box.dataset.docId));
    const whole = sections.length ? docs.filter((box) => !halved.has(box.value)) : [];
    return {
      n: Number(form.elements.n.value),
      seed: Number(form.elements.seed.value),
      script: form.elements.script.value,
      types: ticked("types").map((box) => box.value),
      difficulty: ticked("difficulty").map((box) => box.value),
      docs: docs.map((box) => box.value),
      sections: [...sections.map((box) => box.value), ...whole.map((box) => box.dataset.title.slice(0, 200))],
    };
  }

  async function makePaper(event) {
    event.preventDefault();
    const submit = $(".xt-choices .xt-main");
    submit.disabled = true;
    tell(quiz.words.making);
    try {
      const choices = chosen();
      const made = await call("quiz", choices);
      const titles = all("[name=docs]:checked").map((box) => box.dataset.title);
      quiz.paper = {
        choices, titles, script: made.script, notes: made.notes, coverage: made.coverage, take: null,
        rows: made.items.map((item) => ({ item, locked: false, edited: false })),
        seen: made.items.map((item) => item.id),
      };
      save();
      tell("");
      show();
      $(".xt-paper h3")?.focus();
    } catch (problem) {
      tell(problem.message, true);
    }
    submit.disabled = false;
  }

  // --- wiring ---------------------------------------------------------------------------------

  Object.assign(quiz, { $, all, make, said, button, fill, lines, same, shuffled, tell, source, explained, lang, ask, call, save, show });

  function wire(root) {
    quiz.root = root;
    const known = JSON.parse(root.dataset.known);
    ({ problems } = known);
    quiz.words = known.words;
    quiz.formats = known.formats;
    $(".xt-choose").addEventListener("submit", makePaper);
    $("[data-change]").addEventListener("click", () => {
      folded(false);
      $(".xt-choices input:not([hidden])")?.focus();
    });
    restore();
    show();
    showTexts().catch((problem) => tell(problem.message, true));
  }

  function arrived() {
    if (document.documentElement.dataset.view !== "quiz" || !quiz.showTake) return; // not all scripts are there
    const root = document.querySelector(".xt-quiz");
    if (root && root !== quiz.root) wire(root);
  }

  document.addEventListener("xt:view", () => {
    const was = quiz.root;
    arrived();
    if (was && was === quiz.root && document.documentElement.dataset.view === "quiz") show();
  });

  function start() {
    new MutationObserver(arrived).observe(document.body, { childList: true, subtree: true });
    arrived();
  }
  // Not at once: the other files of the quiz, which follow, say how a paper is drawn.
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", start);
  else queueMicrotask(start);
})();
