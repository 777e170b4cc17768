// The library and the feedback, for administrators: everything goes through /api, everything from
// a file or a reader goes through textContent; nothing here writes markup.
(() => {
  "use strict";

  const PAGE = 20; // votes at a time
  const $ = (selector, from = document) => from.querySelector(selector);
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  let words = {};
  let problems = [];
  let rules = {};

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
  function said(value) {
    const pieces = String(value).split(CONTROL).map((piece, index) => {
      if (index % 2 === 0) return piece;
      const name = `U+${piece.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
      return make("span", { class: "xt-control", title: name }, "\ufffd");
    });
    return make("bdi", {}, ...pieces);
  }

  const number = (n) => Number(n).toLocaleString("en");
  const fill = (told, values) => told.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");

  // A sentence of the program's in the reader's language, without the file name in front of it.
  function explained(sentence, file = "") {
    const bare = file && sentence.startsWith(`${file}: `) ? sentence.slice(file.length + 2) : sentence;
    for (const [pattern, translation] of problems) {
      const found = bare.match(new RegExp(`^(?:${pattern})$`, "u"));
      if (!found) continue;
      let at = 0;
      return translation.replace(/\{\}/g, () => found[(at += 1)] ?? "");
    }
    return bare;
  }

  const url = (path) => new URL(`api/${path}`, document.baseURI);
  const place = (id, start, end) => {
    const query = new URLSearchParams(start === undefined ? { doc: id } : { doc: id, start, end });
    return `${new URL(".", document.baseURI).pathname}?${query}`;
  };

  async function call(method, path, body) {
    const response = await fetch(url(path), {
      method,
      headers: { accept: "application/json", ...(body ? { "content-type": "application/json" } : {}) },
      body: body ? JSON.stringify(body) : undefined,
    });
    const told = await response.json().catch(() => ({}));
    if (!response.ok) throw new Error(explained(told.detail || words.failed));
    return told;
  }

  function tell(node, sentence, bad = false) {
    node.replaceChildren(sentence ? said(sentence) : "");
    node.classList.toggle("xt-bad", bad);
  }

  // --- who is signed in -----------------------------------------------------------------------

  async function unlock(root) {
    const session = await call("GET", "session");
    const isAdmin = session.role === "admin";
    const locked = $(".xt-locked", root);
    $(".xt-unlocked", root).hidden = !isAdmin;
    locked.hidden = isAdmin;
    $("[data-when=off]", locked).hidden = session.roles.includes("admin");
    $("[data-when=out]", locked).hidden = !session.roles.includes("admin");
    const link = $("a", locked);
    if (link) link.href = `sign-in?next=${encodeURIComponent(location.pathname + location.search)}`;
    return isAdmin;
  }

  // --- the documents --------------------------------------------------------------------------

  async function showDocuments(root) {
    const { documents, run } = await call("GET", "library");
    const rows = documents.map((each) => row(root, each));
    $(".xt-kept tbody", root).replaceChildren(...rows);
    tell($(".xt-kept-count", root), fill(words.n_documents, { n: number(documents.length) }));
    showRun(root, run);
    await showDuplicates(root);
  }

  function row(root, each) {
    const remove = make(
      "button",
      { type: "button", class: "xt-quiet", "aria-label": `${words.remove} ${each.title}`,
        onclick: () => confirmRemoval(root, each) },
      words.remove,
    );
    const why = make("span", { class: "xt-soft", title: words.not_uploaded }, words.from_corpus);
    return make(
      "tr", {},
      make("th", { scope: "row" },
        make("a", { href: place(each.doc_id), "data-place": true }, said(each.title)),
        make("small", {}, said(each.path))),
      make("td", { class: "xt-number-cell" }, number(each.chars)),
      make("td", {}, words.scripts[each.script] || each.script),
      make("td", { class: "xt-action" }, each.uploaded ? remove : why),
    );
  }

  function confirmRemoval(root, each) {
    const dialog = $("dialog", root);
    $(".xt-dialog-text", dialog).replaceChildren(said(each.title), make("small", {}, said(each.path)));
    const wrong = $(".xt-dialog-wrong", dialog);
    tell(wrong, "");
    $(".xt-dialog-yes", dialog).onclick = async () => {
      try {
        showRun(root, await call("DELETE", `library/documents/${encodeURIComponent(each.doc_id)}`));
        dialog.close();
        poll(root);
      } catch (problem) {
        tell(wrong, problem.message, true);
      }
    };
    $(".xt-dialog-no", dialog).onclick = () => dialog.close();
    dialog.showModal();
  }

  async function showDuplicates(root) {
    const clusters = await call("GET", "library/duplicates");
    const lists = clusters.map((cluster) =>
      make("ul", { class: "xt-cluster" },
        ...cluster.map((each) =>
          make("li", {},
            make("a", { href: place(each.doc_id), "data-place": true }, said(each.title)),
            make("small", {}, said(each.path))))));
    const none = make("p", { class: "xt-soft" }, words.no_duplicates);
    $(".xt-duplicates", root).replaceChildren(...(lists.length ? lists : [none]));
  }

  // --- the ingest at work, and its report -----------------------------------------------------

  let polling = 0;
  function poll(root) {
    clearTimeout(polling);
    polling = setTimeout(async () => {
      try {
        const run = await call("GET", "library/ingest");
        showRun(root, run);
        if (atWork(run)) poll(root);
        else await showDocuments(root);
      } catch {
        poll(root);
      }
    }, 400);
  }

  const atWork = (run) => run.state === "waiting" || run.state === "running";

  function showRun(root, run) {
    const bar = $(".xt-run progress", root);
    bar.hidden = !atWork(run);
    if (run.total) {
      bar.max = run.total;
      bar.value = run.done;
    } else bar.removeAttribute("value");
    const state = $(".xt-run-state", root);
    for (const button of all("[data-reindex]", root)) button.disabled = atWork(run);
    if (run.state === "failed") tell(state, `${words.run_failed} ${explained(run.problem || "")}`, true);
    else if (run.state === "running") tell(state, fill(words.run_running, { n: run.done, all: run.total || "…" }));
    else tell(state, { waiting: words.run_waiting, done: words.run_done, idle: words.run_idle }[run.state]);
    if (run.state === "done") showReport(root, run);
    else if (run.state !== "running" && run.state !== "waiting") $(".xt-report", root).replaceChildren();
  }

  function showReport(root, run) {
    const { documents, problems: told } = run.report;
    const box = $(".xt-report", root);
    if (box.dataset.of === run.ended) return;
    box.dataset.of = run.ended;
    const counts = new Map();
    for (const each of documents) counts.set(each.status, (counts.get(each.status) || 0) + 1);
    const summary = [...counts].map(([status, n]) => `${words.status[status] || status} ${n}`).join(words.comma);
    box.replaceChildren(
      make("p", { class: "xt-summary" }, summary),
      ...documents.map((each) => reported(each)),
      ...told.map((each) => make("p", { class: "xt-bad" }, said(explained(each)))),
    );
  }

  // One document: in a line what became of it, unfolded every span that was taken out and why.
  function reported(each) {
    const status = make("span", { class: `xt-status xt-status-${each.status}` }, words.status[each.status] || each.status);
    const name = said(each.path);
    if (each.reason) {
      const why = make("span", { class: "xt-why" }, said(explained(each.reason, each.path)));
      return make("div", { class: "xt-reported" }, status, name, why);
    }
    if (each.status === "removed") return make("div", { class: "xt-reported" }, status, name);
    const facts = fill(words.report_facts, {
      chars: number(each.n_chars), sections: number(each.n_sections), sentences: number(each.n_sentences),
      masked: number(each.n_masked), masks: number(each.masks.length),
    });
    const spans = each.masks.map(([start, end, rule, quote]) =>
      make("li", {}, make("q", {}, said(quote)),
        make("span", { class: "xt-rule" }, rules[rule] || rule)));
    const gaps = each.gaps.map(([, , rule]) => make("li", { class: "xt-gap" }, rules[rule] || rule));
    const line = [status, name, make("small", {}, facts)];
    if (!spans.length && !gaps.length) return make("div", { class: "xt-reported" }, ...line);
    return make("details", { class: "xt-reported" }, make("summary", {}, ...line),
      make("ul", { class: "xt-removed" }, ...spans, ...gaps));
  }

  async function reindex(root, rebuild) {
    const state = $(".xt-run-state", root);
    try {
      showRun(root, await call("POST", "library/ingest", { rebuild }));
      poll(root);
    } catch (problem) {
      tell(state, problem.message, true);
    }
  }

  // --- uploading: a request a file, so that each has its own progress and its own answer ------

  function send(file, replace, onProgress) {
    return new Promise((resolve) => {
      const body = new FormData();
      body.append("files", file, file.name);
      if (replace) body.append("replace", "true");
      const request = new XMLHttpRequest();
      request.open("POST", url("library/documents"));
      request.responseType = "json";
      request.upload.onprogress = (event) => onProgress(event.loaded / (event.total || 1));
      request.onload = () => resolve([request.status, request.response || {}]);
      request.onerror = () => resolve([0, { detail: words.upload_broken }]);
      request.send(body);
    });
  }

  async function upload(root, files) {
    const list = $(".xt-sent", root);
    const waiting = [...files].map((file) => [file, sentRow(list, file)]);
    for (const [file, item] of waiting) await uploadOne(root, file, item, false);
    await showDocuments(root).catch(() => {});
    poll(root);
  }

  function sentRow(list, file) {
    const bar = make("progress", { max: "1", value: "0", "aria-label": file.name });
    const told = make("span", { class: "xt-sent-told", role: "status" });
    const item = make("li", {}, make("span", { class: "xt-sent-name" }, said(file.name)), bar, told);
    list.prepend(item);
    return item;
  }

  async function uploadOne(root, file, item, replace) {
    const bar = $("progress", item);
    const told = $(".xt-sent-told", item);
    bar.hidden = false;
    const [status, answer] = await send(file, replace, (share) => (bar.value = share));
    bar.hidden = true;
    if (status === 202) {
      const { title, chars } = answer.documents[0];
      return tell(told, fill(words.upload_taken, { title, n: number(chars) }));
    }
    tell(told, explained(answer.detail || words.failed, file.name), true);
    if (status !== 409) return undefined;
    const again = make("button", { type: "button", class: "xt-quiet" }, words.replace);
    again.onclick = async () => {
      await uploadOne(root, file, item, true);
      poll(root);
    };
    told.append(again);
    return undefined;
  }

  function wireUpload(root) {
    const input = $("input[type=file]", root);
    const zone = $(".xt-drop", root);
    input.addEventListener("change", () => {
      const files = [...input.files];
      input.value = "";
      if (files.length) upload(root, files);
    });
    for (const name of ["dragenter", "dragover"]) {
      zone.addEventListener(name, (event) => {
        event.preventDefault();
        zone.classList.add("xt-over");
      });
    }
    for (const name of ["dragleave", "drop"]) {
      zone.addEventListener(name, () => zone.classList.remove("xt-over"));
    }
    zone.addEventListener("drop", (event) => {
      event.preventDefault();
      if (event.dataTransfer.files.length) upload(root, event.dataTransfer.files);
    });
  }

  async function openLibrary(root) {
    read(root);
    if (!(await unlock(root))) return;
    wireUpload(root);
    for (const button of all("[data-reindex]", root)) {
      button.addEventListener("click", () => reindex(root, button.dataset.reindex === "rebuild"));
    }
    $("[data-sign-out]", root)?.addEventListener("click", async () => {
      await call("DELETE", "session");
      location.reload();
    });
    await showDocuments(root);
    const run = await call("GET", "library/ingest");
    if (atWork(run)) poll(root);
  }

  // --- the votes ------------------------------------------------------------------------------

  let attached = [];

  async function openFeedback(root) {
    read(root);
    if (!(await unlock(root))) return;
    $(".xt-votes-only", root).addEventListener("change", () => showVotes(root, 0));
    $("[data-more]", root).addEventListener("click", () => showVotes(root, Number(root.dataset.shown)));
    await showVotes(root, 0);
  }

  async function showVotes(root, skip) {
    const only = $(".xt-votes-only", root).value;
    attached = await call("GET", "library/questions");
    const told = await call("GET", `feedback?limit=${PAGE}&skip=${skip}`);
    const shown = told.feedback.filter((each) => !only || each.vote === only);
    const list = $(".xt-votes", root);
    if (!skip) list.replaceChildren();
    list.append(...shown.map((each) => voted(root, each)));
    const n = skip + told.feedback.length;
    root.dataset.shown = n;
    $("[data-more]", root).hidden = n >= told.up + told.down;
    tell($(".xt-votes-count", root), fill(words.votes_count, { up: told.up, down: told.down }));
    $(".xt-votes-none", root).hidden = list.children.length > 0;
  }

  function voted(root, each) {
    const up = each.vote === "up";
    const badge = make("span", { class: `xt-vote xt-vote-${each.vote}` }, up ? words.vote_up : words.vote_down);
    const reason = each.reason ? make("span", { class: "xt-reason" }, words.reasons[each.reason] || each.reason) : null;
    const at = make("time", { datetime: each.at }, new Date(each.at).toLocaleString(document.documentElement.lang || undefined));
    const comment = each.comment ? make("blockquote", {}, said(each.comment)) : null;
    const earlier = each.history.filter((turn) => turn.role === "user").map((turn) => turn.content);
    const before = earlier.length ? make("p", { class: "xt-soft" }, `${words.asked_before} `, said(earlier.join(" → "))) : null;
    const body = make("p", { class: "xt-given" }, said(each.answer.answer));
    const sources = each.answer.citations.map((citation) =>
      make("li", {}, make("a", { href: place(citation.doc_id, citation.start, citation.end), "data-place": true },
        said([citation.title, ...citation.heading.slice(1)].join(" › ")))));
    const answer = make("details", {}, make("summary", {}, each.answer.refused ? words.was_refused : words.was_answered),
      body, sources.length ? make("ul", {}, ...sources) : null);
    const item = make("li", { class: "xt-voted" },
      make("div", { class: "xt-voted-top" }, badge, reason, at),
      make("h3", {}, said(each.question)), before, comment, answer,
      make("div", { class: "xt-belongs" }));
    showBelonging(item, each);
    return item;
  }

  const plain = (value) => value.split(/\s+/u).filter(Boolean).join(" ");

  // Where the question was said to belong, and the way to say so.
  function showBelonging(item, each) {
    const lines = attached.filter((line) => line.question === plain(each.question));
    const box = $(".xt-belongs", item);
    const told = make("p", { class: "xt-belongs-told", role: "status" });
    const open = make("button", { type: "button", class: "xt-quiet" }, words.attach);
    open.addEventListener("click", () => chooseSection(item, each, open, told));
    box.replaceChildren(
      ...lines.map((line) => make("p", { class: "xt-attached" }, `${words.attached_to} `,
        make("q", {}, said(line.quote)),
        make("button", { type: "button", class: "xt-quiet", onclick: () => detach(item, each, line, told) }, words.detach))),
      open, told,
    );
  }

  async function detach(item, each, line, told) {
    try {
      await call("DELETE", "library/questions", line);
      attached = await call("GET", "library/questions");
      showBelonging(item, each);
    } catch (problem) {
      tell(told, problem.message, true);
    }
  }

  // The document, then its section; what comes nearest to the question is chosen already.
  async function chooseSection(item, each, open, told) {
    open.disabled = true;
    try {
      const documents = await call("GET", "documents");
      const near = await call("GET", `search?n=1&q=${encodeURIComponent(each.question.slice(0, 300))}`).catch(() => []);
      const form = make("form", { class: "xt-attach" });
      const which = make("select", {}, ...documents.map((d) => make("option", { value: d.doc_id }, d.title)));
      const section = make("select", {});
      if (near[0]) which.value = near[0].doc_id;
      const list = async (at) => section.replaceChildren(...(await sections(which.value, at)));
      which.addEventListener("change", () => list());
      await list(near[0]?.start);
      form.append(
        make("label", {}, words.in_document, which),
        make("label", {}, words.in_section, section),
        make("div", { class: "xt-buttons" },
          make("button", { type: "submit", class: "xt-main" }, words.attach_now),
          make("button", { type: "button", class: "xt-quiet", onclick: () => showBelonging(item, each) }, words.cancel)),
      );
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        attach(item, each, which.value, Number(section.value), told);
      });
      open.replaceWith(form);
      which.focus();
    } catch (problem) {
      open.disabled = false;
      tell(told, problem.message, true);
    }
  }

  async function sections(docId, at) {
    const { outline } = await call("GET", `documents/${encodeURIComponent(docId)}`);
    let best = 0;
    for (const each of outline) if (at !== undefined && each.start <= at && at < each.end) best = each.index;
    return outline.map((each) => {
      const label = each.index ? `${"\u3000".repeat(each.level)}${each.marker}${each.heading}` : words.whole_document;
      return make("option", { value: each.index, selected: each.index === best }, label);
    });
  }

  async function attach(item, each, docId, section, told) {
    try {
      await call("POST", "library/questions", { feedback_id: each.id, doc_id: docId, section });
      attached = await call("GET", "library/questions");
      showBelonging(item, each);
      tell($(".xt-belongs-told", item), words.attached_done);
    } catch (problem) {
      tell(told, problem.message, true);
    }
  }

  // --- wiring ---------------------------------------------------------------------------------

  function read(root) {
    words = JSON.parse(root.dataset.words);
    problems = JSON.parse(root.dataset.problems);
    rules = JSON.parse(root.dataset.rules || "{}");
  }

  // A view is opened when it comes into the page, and again when it comes in another language.
  const opened = new WeakSet();
  function arrived() {
    for (const [selector, open] of [[".xt-library", openLibrary], [".xt-feedback", openFeedback]]) {
      for (const root of all(selector)) {
        if (opened.has(root) || !root.offsetParent) continue;
        opened.add(root);
        open(root).catch((problem) => tell($(".xt-view-wrong", root), problem.message, true));
      }
    }
  }

  function start() {
    new MutationObserver(arrived).observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ["class", "style", "hidden"] });
    arrived();
  }
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", start);
  else start();
})();
