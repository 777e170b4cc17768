// The paper: every item with its answer and its source; lock, move, replace, edit, remove, export.
(() => {
  "use strict";

  const quiz = window.xtQuiz;
  const { $, make, said, button, fill } = quiz;
  const ICONS = {
    lock: ["M5 9h10v8H5z", "M7 9V6.500a3 3 0 0 1 6 0V9"],
    unlock: ["M5 9h10v8H5z", "M7 9V6.500a3 3 0 0 1 5.800-1"],
    up: ["M10 16V4", "M5 9l5-5 5 5"],
    down: ["M10 4v12", "M5 11l5 5 5-5"],
    replace: ["M4 10a6 6 0 0 1 10.500-4", "M15 3v4h-4", "M16 10a6 6 0 0 1-10.500 4", "M5 17v-4h4"],
    edit: ["m4 16 1-4 8-8 3 3-8 8z"],
    remove: ["M4 6h12M8 6V4h4v2", "M6 6l.7 10h6.600L14 6"],
  };

  function icon(name) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("viewBox", "0 0 20 20");
    svg.setAttribute("aria-hidden", "true");
    for (const drawing of ICONS[name]) {
      const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
      path.setAttribute("d", drawing);
      svg.append(path);
    }
    return svg;
  }

  // --- an item with its answer ------------------------------------------------------------------

  function choices(item) {
    return make("ol", { class: "xt-options" }, ...item.options.map((option) => {
      const right = item.key.includes(option);
      const mark = right ? make("span", { class: "xt-tick" }, `✓ ${quiz.words.right_option}`) : null;
      return make("li", { class: right ? "xt-right" : null }, said(option), mark);
    }));
  }

  const line = (label, value) =>
    make("p", { class: "xt-key" }, make("b", {}, `${label}　`), said(value));

  const list = (label, parts, tag = "ol") =>
    make("div", { class: "xt-key" }, make("b", {}, label), make(tag, {}, ...parts.map((part) => make("li", {}, said(part)))));

  quiz.answerOf = (item) => {
    const { words } = quiz;
    if (item.kind === "ordering") return list(words.key_order, item.key);
    if (item.kind === "short") return list(words.points, item.key);
    if (item.kind === "matching") return list(words.answer, item.prompts.map((prompt, n) => `${prompt} —— ${item.key[n]}`), "ul");
    return line(words.answer, item.key.join("；"));
  };

  const body = (item) => (["single", "multiple"].includes(item.kind) ? choices(item) : quiz.answerOf(item));

  quiz.explanationOf = (item) =>
    make("details", { class: "xt-explained", open: item.explanation.length <= 120 },
      make("summary", {}, quiz.words.why), make("p", {}, said(item.explanation)));

  const badge = (told, name = "") => make("span", { class: `xt-badge ${name}` }, told);

  function shown(row, n) {
    const { words } = quiz;
    const { item } = row;
    return make(
      "li", { class: "xt-item", "data-id": item.id },
      make("div", { class: "xt-item-top" },
        make("span", { class: "xt-n" }, String(n)), badge(words[`kind_${item.kind}`]),
        badge(words[`difficulty_${item.difficulty}`], "xt-plain"),
        row.locked ? badge(words.locked_badge, "xt-locked") : null,
        row.edited ? badge(words.edited_badge, "xt-plain") : null,
        tools(row, n)),
      make("p", { class: "xt-stem" }, said(item.stem)), body(item), quiz.explanationOf(item), quiz.source(item, n),
    );
  }

  function tools(row, n) {
    const { words, paper } = quiz;
    const tool = (name, act, attributes = {}) =>
      make("button", { type: "button", class: "xt-tool", "data-tool": name, "aria-label": `${words[name]} ${n}`, title: words[name], onclick: act, ...attributes }, icon(name));
    const lock = tool(row.locked ? "unlock" : "lock", () => change(row, "lock", () => (row.locked = !row.locked)));
    lock.dataset.tool = "lock";
    return make("div", { class: "xt-tools", role: "group", "aria-label": fill(words.tools_of, { n }) },
      lock,
      tool("up", () => move(row, -1), { disabled: n === 1 }),
      tool("down", () => move(row, 1), { disabled: n === paper.rows.length }),
      tool("replace", (event) => replaceOne(row, event.currentTarget), { disabled: row.locked }),
      tool("edit", () => edit(row)),
      tool("remove", () => remove(row), { disabled: row.locked }));
  }

  // --- what is done with one --------------------------------------------------------------------

  const at = (id) => quiz.all(".xt-item").find((each) => each.dataset.id === id);

  // Draws the paper anew; the keyboard stays on the same button of the same item.
  function change(row, tool, act) {
    act();
    quiz.paper.take = null;
    quiz.save();
    quiz.showPaper();
    const buttons = at(row.item.id)?.querySelectorAll(`[data-tool=${tool}], [data-tool=edit]`) || [];
    const wanted = [...buttons].find((each) => each.dataset.tool === tool && !each.disabled);
    (wanted || [...buttons].find((each) => !each.disabled))?.focus();
  }

  function move(row, by) {
    const { rows } = quiz.paper;
    const from = rows.indexOf(row);
    change(row, by < 0 ? "up" : "down", () => rows.splice(from + by, 0, ...rows.splice(from, 1)));
  }

  function remove(row) {
    const { rows } = quiz.paper;
    const n = rows.indexOf(row);
    const next = rows[n + 1] || rows[n - 1];
    change(next || row, "remove", () => rows.splice(n, 1));
    quiz.tell(fill(quiz.words.removed, { n: n + 1 }));
    $(".xt-quiz-told").append(button(quiz.words.undo, () => {
      change(row, "remove", () => rows.splice(n, 0, row));
      quiz.tell("");
    }));
  }

  // Others of the same choices that nobody has seen yet, and that give nothing away beside `rows`.
  async function others(n, types, rows) {
    const { choices, seen } = quiz.paper;
    const made = await quiz.call("quiz", {
      ...choices, n, types, seed: choices.seed + seen.length, without: seen, beside: rows.map((row) => row.item.id),
    });
    quiz.paper.seen = [...seen, ...made.items.map((item) => item.id)];
    return made.items;
  }

  const fresh = (item) => ({ item, locked: false, edited: false });

  async function replaceOne(row, pressed) {
    const { rows, choices } = quiz.paper;
    pressed.disabled = true;
    try {
      const rest = rows.filter((each) => each !== row);
      let [item] = await others(1, [row.item.kind], rest);
      if (!item) [item] = await others(1, choices.types, rest);
      const n = rows.indexOf(row);
      if (!item) quiz.tell(quiz.words.no_other, true);
      else {
        const put = fresh(item);
        change(put, "replace", () => rows.splice(n, 1, put));
        quiz.tell(fill(quiz.words.replaced, { n: n + 1 }));
      }
    } catch (problem) {
      quiz.tell(problem.message, true);
    }
    pressed.disabled = false;
  }

  async function replaceAll(pressed) {
    const { paper } = quiz;
    const stay = paper.rows.filter((row) => row.locked);
    pressed.disabled = true;
    try {
      const items = await others(Math.max(1, paper.rows.length - stay.length), paper.choices.types, stay);
      const rest = items.map(fresh);
      if (!rest.length) quiz.tell(quiz.words.no_other, true);
      else {
        paper.rows = paper.rows.map((row) => (row.locked ? row : rest.shift())).filter(Boolean);
        paper.take = null;
        quiz.save();
        quiz.showPaper();
        $("[data-shuffle]").focus();
      }
    } catch (problem) {
      quiz.tell(problem.message, true);
    }
    pressed.disabled = false;
  }

  function edit(row) {
    const place = at(row.item.id);
    const done = (item) => change(row, "edit", () => item && Object.assign(row, { item, edited: true }));
    const form = quiz.editing(row.item, done);
    place.replaceChildren(form);
    form.querySelector("textarea").focus();
  }

  // --- exporting --------------------------------------------------------------------------------

  // 测验 办公室工作概论等3份 卷1 2026-11-23: what it is of, so that two of them are told apart.
  function fileName(items) {
    const { words, paper } = quiz;
    const titles = [...new Set(items.map((item) => item.citation.title))];
    const [first] = titles;
    const of = titles.length > 1 ? fill(words.file_of, { title: first.slice(0, 24), n: titles.length }) : first.slice(0, 30);
    const now = new Date();
    const day = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((n) => String(n).padStart(2, "0")).join("-");
    const name = [words.file, of, `${words.seed}${paper.choices.seed}`, day].join(" ");
    // What some file system does not take, or nobody sees.
    return name.replace(/[\\/:*?"<>|\p{Cc}\p{Cf}\u2028\u2029]/gu, "").replace(/\s+/gu, " ");
  }

  async function exportPaper(form) {
    const { words, paper } = quiz;
    const told = $(".xt-losses");
    try {
      const items = paper.rows.map((row) => row.item);
      const response = await quiz.ask(`quiz/export?format=${form.elements.format.value}`, { items });
      const sent = /filename="quiz([^"]*)"/.exec(response.headers.get("content-disposition") || "")?.[1] || "";
      const name = `${fileName(items)}${sent}`;
      quiz.download(await response.blob(), name);
      const notes = quiz.lines(decodeURIComponent(response.headers.get("x-quiz-notes") || ""));
      quiz.tell(fill(words.exported, { name }));
      const list = make("ul", {}, ...notes.map((note) => make("li", {}, said(quiz.explained(note)))));
      told.replaceChildren(...(notes.length ? [make("b", {}, words.left_out), list] : []));
    } catch (problem) {
      told.replaceChildren();
      quiz.tell(problem.message, true);
    }
  }

  quiz.download = (blob, name) => {
    const link = make("a", { href: URL.createObjectURL(blob), download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000); // a busy machine fetches it late
  };

  function exporting() {
    const { words, formats } = quiz;
    const select = make("select", { name: "format", "aria-label": words.format }, ...formats.map(([name, told]) => make("option", { value: name, selected: name === quiz.format }, told)));
    select.addEventListener("change", () => (quiz.format = select.value)); // the paper is often drawn anew
    const form = make("form", { class: "xt-export" }, select,
      make("button", { type: "submit", class: "xt-quiet" }, words.export));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      exportPaper(form);
    });
    return form;
  }

  // --- all of it --------------------------------------------------------------------------------

  // The paper has changed since the server counted.
  const asked = (section) =>
    quiz.paper.rows.filter(({ item }) => item.citation.doc_id === section.doc_id && item.heading.includes(section.heading)).length;

  function coverage() {
    const { words, paper } = quiz;
    const rows = paper.coverage.map((each) => ({ ...each, n_items: asked(each) }));
    if (!rows.length || !paper.rows.length) return null;
    const never = rows.filter((each) => !each.n_items).length;
    return make("details", { class: "xt-coverage" },
      make("summary", {}, words.coverage, make("small", {}, fill(words.never_n, { n: never, all: rows.length }))),
      make("ul", {}, ...rows.map((each) =>
        make("li", { class: `xt-level-${Math.min(each.level, 4)}${each.n_items ? "" : " xt-never"}` },
          said(each.heading), make("small", {}, each.n_items ? fill(words.covered, { n: each.n_items }) : words.never)))));
  }

  quiz.showPaper = () => {
    const { words, paper } = quiz;
    const box = $(".xt-paper");
    if (!paper) return;
    const { rows } = paper;
    const begun = paper.take && (paper.take.done ? words.see_score : words.take_on);
    const open = () => window.xtGo("./?view=quiz&take=1");
    box.replaceChildren(
      make("div", { class: "xt-paper-top" },
        make("h3", { tabindex: "-1" }, words.paper, make("small", {}, fill(words.n_items, { n: rows.length }))),
        rows.length ? make("button", { type: "button", class: "xt-main", onclick: open }, begun || words.take) : null,
        rows.length ? exporting() : null,
        rows.length ? button(words.shuffle, (event) => replaceAll(event.currentTarget), { "data-shuffle": "" }) : null),
      make("div", { class: "xt-losses" }),
      ...paper.notes.map((note) => make("p", { class: "xt-note" }, said(note))),
      coverage() || "",
      make("ol", { class: "xt-items", "data-citing": "", lang: quiz.lang() }, ...rows.map((row, n) => shown(row, n + 1))),
    );
  };
})();
