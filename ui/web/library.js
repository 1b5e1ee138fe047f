// The table of the library: searching, sorting, turning pages, choosing, versions. What it shows comes as
// JSON and is put in as text, never as markup.
(() => {
  "use strict";
  const PATH = "/dateline/library";
  const COLUMNS = [
    ["title", "Title"],
    ["source", "Outlet"],
    ["published", "Date"],
    ["words", "Words"],
    ["copies", "Copies"],
  ];
  const WAIT = 250; // milliseconds after the last key, before the archive is searched
  const view = { text: "", sort: "published", order: "desc", page: 1 };
  const chosen = new Map(); // by id, the rows that are ticked, on whatever page
  let place = null; // the parts of the page, once it is there
  let asked = 0; // counts requests, so that a late answer is left alone
  let closed = "…"; // why nothing can be changed; "" where it can
  let shown = null; // what the table shows

  const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
  const number = new Intl.NumberFormat("en");

  function make(tag, attributes = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
      else if (typeof value === "boolean") element.toggleAttribute(name, value);
      else element.setAttribute(name, value);
    }
    element.append(...children.filter((child) => child !== null));
    return element;
  }
  const bdi = (text) => make("bdi", { dir: "auto" }, text);
  const many = (count, one) => `${number.format(count)} ${one}${count === 1 ? "" : "s"}`;

  async function get(path, values = {}) {
    const response = await fetch(`${PATH}${path}?${new URLSearchParams(values)}`, { headers: { accept: "application/json" } });
    const found = await response.json().catch(() => ({ error: response.statusText }));
    if (!response.ok) throw new Error(found.error || "The program did not answer.");
    return found;
  }

  // The frame

  function build(root) {
    const box = make("input", { type: "search", id: "library-search", autocomplete: "off", spellcheck: "false",
      placeholder: "Names, words, or a “phrase”", "aria-describedby": "library-found" });
    const found = make("p", { id: "library-found", role: "status" });
    const remove = make("button", { type: "button", class: "remove", disabled: true }, "Remove…");
    const doing = make("button", { type: "button", class: "doing", hidden: true, onclick: () => bring("adding-title") });
    const all = make("input", { type: "checkbox", "aria-label": "Choose all on this page" });
    const heads = COLUMNS.map(([name, label]) => {
      const button = make("button", { type: "button", class: "sort", onclick: () => sortBy(name) }, label);
      return make("th", { scope: "col", class: name, role: "columnheader" }, button);
    });
    const body = make("tbody", { role: "rowgroup" });
    const table = make("table", { role: "table" },
      make("caption", { class: "unseen" }, "The articles of the archive"),
      make("thead", { role: "rowgroup" },
        make("tr", { role: "row" }, make("th", { scope: "col", class: "pick", role: "columnheader" }, all), ...heads)),
      body);
    const turn = ["First", "Previous", "Next", "Last"].map((word) =>
      make("button", { type: "button", class: `turn-${word.toLowerCase()}`, onclick: () => turned(word) }, word));
    const where = make("span", { class: "where", role: "status" });
    const pages = make("nav", { class: "turning", "aria-label": "Pages of the table" }, turn[0], turn[1], where, turn[2], turn[3]);
    const down = make("button", { type: "button", class: "down", onclick: () => bring("adding-title") }, "Add articles ↓");
    const form = make("form", { role: "search", class: "finding" },
      make("label", { for: "library-search", class: "unseen" }, "Search titles, outlets and texts"), box, found, down, doing, remove);
    root.replaceChildren(form, make("div", { class: "rows" }, table), pages);
    place = { root, box, found, doing, remove, all, heads, body, table, turn, where, pages };
    let timer = 0;
    const search = () => {
      clearTimeout(timer);
      if (box.value.trim() === view.text) return;
      Object.assign(view, { text: box.value.trim(), page: 1 });
      load(true);
    };
    box.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(search, WAIT); });
    form.addEventListener("submit", (event) => { event.preventDefault(); search(); });
    all.addEventListener("change", () => { for (const row of shown.rows) pick(row, all.checked); ticked(); });
    remove.addEventListener("click", () => confirmRemoval([...chosen.values()], remove));
    load(false);
  }

  function bring(id) {
    const found = document.getElementById(id);
    if (!found) return;
    found.setAttribute("tabindex", "-1");
    found.focus({ preventScroll: true });
    found.scrollIntoView({ block: "start" });
  }

  function sortBy(name) {
    const again = view.sort === name;
    const first = name === "title" || name === "source" ? "asc" : "desc";
    Object.assign(view, { sort: name, order: again ? (view.order === "asc" ? "desc" : "asc") : first, page: 1 });
    load(false);
  }

  function turned(word) {
    view.page = { First: 1, Previous: view.page - 1, Next: view.page + 1, Last: shown.pages }[word];
    load(false).then(() => place.table.closest(".rows").scrollIntoView({ block: "nearest" }));
  }

  // The rows

  async function load(redraw) {
    const mine = (asked += 1);
    place.table.setAttribute("aria-busy", "true");
    try {
      const found = await get("/articles", view);
      if (mine !== asked) return;
      const moved = shown !== null && shown.revision !== found.revision;
      shown = found;
      view.page = found.page;
      draw();
      if (redraw || moved) follow();
    } catch (error) {
      if (mine === asked) place.found.textContent = error.message;
    } finally {
      if (mine === asked) place.table.removeAttribute("aria-busy");
    }
  }

  function draw() {
    const { articles, found, note, page, pages, rows } = shown;
    const all = many(articles, "article");
    const words = view.text ? `${number.format(found)} of ${all}` : all;
    place.found.textContent = note && !found ? `${words} · ${note}` : words;
    place.body.replaceChildren(...(rows.length ? rows.map(line) : [vacant()]));
    for (const [index, [name]] of COLUMNS.entries()) {
      const sorted = view.sort === name ? (view.order === "asc" ? "ascending" : "descending") : "none";
      place.heads[index].setAttribute("aria-sort", sorted);
    }
    place.where.textContent = `Page ${number.format(page)} of ${number.format(pages)}`;
    place.pages.hidden = pages === 1;
    for (const button of place.turn.slice(0, 2)) button.disabled = page === 1;
    for (const button of place.turn.slice(2)) button.disabled = page === pages;
    ticked();
  }

  function vacant() {
    const words = shown.articles ? "No article has all of these words. Fewer words find more."
      : "The archive is empty. Add articles here: drop files, or name a folder of them.";
    return make("tr", { role: "row" }, make("td", { role: "cell", colspan: "6", class: "vacant" }, words));
  }

  function line(row) {
    const title = row.title || row.id;
    const tick = make("input", { type: "checkbox", "aria-label": `Choose: ${title}` });
    tick.checked = chosen.has(row.id);
    tick.addEventListener("change", () => { pick(row, tick.checked); ticked(); });
    const link = make("a", { class: "row-title", href: row.href }, bdi(title));
    const earlier = row.earlier
      ? make("button", { type: "button", class: "versions", "aria-expanded": "false" }, many(row.earlier, "earlier version"))
      : null;
    if (earlier) earlier.addEventListener("click", () => versions(row, earlier));
    const cell = (name, ...content) => make("td", { class: name, role: "cell" }, ...content);
    const on = row.published ? make("time", { datetime: row.published }, day.format(new Date(row.published))) : "undated";
    return make("tr", { role: "row" }, cell("pick", tick), cell("title", link, earlier),
      cell("source", row.source ? bdi(row.source) : "–"), cell("published", on),
      cell("words", number.format(row.words)), cell(row.copies ? "copies" : "copies none", row.copies ? number.format(row.copies) : "–"));
  }

  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element && event.target.closest(".row-title, .version-link");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    document.dispatchEvent(new CustomEvent("dateline:read", { detail: { href: link.href, turn: "", number: 0 } }));
  });

  // Choosing and removing

  function pick(row, ticked) {
    if (ticked) chosen.set(row.id, row);
    else chosen.delete(row.id);
  }

  function ticked() {
    const here = shown.rows.filter((row) => chosen.has(row.id)).length;
    place.all.checked = here > 0 && here === shown.rows.length;
    place.all.indeterminate = here > 0 && here < shown.rows.length;
    place.remove.disabled = !chosen.size || closed !== "";
    place.remove.textContent = chosen.size ? `Remove ${number.format(chosen.size)}…` : "Remove…";
    place.remove.title = closed;
    for (const [index, tick] of [...place.body.querySelectorAll(".pick input")].entries()) {
      tick.checked = chosen.has(shown.rows[index].id);
    }
  }

  // What will happen, in words; nothing happens before it was read and agreed to.
  function confirmRemoval(rows, from) {
    const folders = [...new Set(rows.map((row) => row.folder).filter(Boolean))];
    const loose = rows.filter((row) => !row.folder).length;
    const earlier = rows.reduce((sum, row) => sum + row.earlier, 0);
    const it = rows.length === 1 ? "it" : "them";
    const effects = [`From the next question on, nothing is found in ${it} or quoted from ${it}. Conversations keep what was quoted before.`];
    if (earlier) effects.push(`${many(earlier, "earlier version")} will go with them.`);
    for (const folder of folders) {
      effects.push(rows.length === 1
        ? `Its file stays in ${folder}. Each sync of that folder leaves it out and says so, until you bring it back here or delete the file.`
        : `Their files stay in ${folder}. Each sync of that folder leaves them out and says so, until you bring them back here or delete the files.`);
    }
    if (loose) {
      const who = loose < rows.length ? `${number.format(loose)} of them ${loose === 1 ? "was" : "were"}` : rows.length === 1 ? "It was" : "They were";
      effects.push(`${who} added without a folder: nothing brings that back but adding the file again.`);
    }
    const names = rows.slice(0, 8).map((row) => make("li", {}, bdi(row.title || row.id)));
    if (rows.length > 8) names.push(make("li", {}, `and ${number.format(rows.length - 8)} more`));
    const cancel = make("button", { type: "button", class: "cancel", autofocus: true }, `Keep ${it}`);
    const go = make("button", { type: "button", class: "go" }, `Remove ${many(rows.length, "article")}`);
    const dialog = make("dialog", { class: "removal", "aria-labelledby": "removal-title" },
      make("h2", { id: "removal-title" }, `Remove ${many(rows.length, "article")}?`),
      make("ul", { class: "names" }, ...names), ...effects.map((words) => make("p", {}, words)),
      make("div", { class: "deeds" }, cancel, go));
    cancel.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => { dialog.remove(); if (from.isConnected) from.focus(); });
    go.addEventListener("click", () => {
      dialog.close();
      document.dispatchEvent(new CustomEvent("dateline:change", { detail: { path: "/remove", body: { ids: rows.map((row) => row.id) } } }));
      chosen.clear();
      ticked();
    });
    place.root.append(dialog);
    dialog.showModal();
  }

  // Versions

  async function versions(row, button) {
    const open = button.getAttribute("aria-expanded") === "true";
    const next = button.closest("tr").nextElementSibling;
    button.setAttribute("aria-expanded", String(!open));
    if (open) {
      if (next && next.classList.contains("history")) next.remove();
      return;
    }
    const cell = make("td", { role: "cell", colspan: "6" }, make("p", { role: "status" }, "Comparing…"));
    button.closest("tr").after(make("tr", { role: "row", class: "history" }, cell));
    try {
      const found = await get("/versions", { id: row.id });
      cell.replaceChildren(make("ol", { class: "version-list" }, ...found.versions.map(version)));
    } catch (error) {
      cell.replaceChildren(make("p", { role: "alert" }, error.message));
    }
  }

  function version(found, index) {
    const on = found.published ? day.format(new Date(found.published)) : "undated";
    const when = index ? `generations ${found.since} to ${found.until - 1}` : `since generation ${found.since}, in force`;
    const link = make("a", { class: "version-link", href: found.href }, bdi(found.title || "Untitled"));
    const facts = make("p", { class: "version-facts" }, `${on} · ${many(found.words, "word")} · ${when}${found.why ? ` · ${found.why}` : ""}`);
    const changed = found.changes && found.changes.length
      ? make("p", { class: "version-text", dir: "auto", tabindex: "0", role: "group", "aria-label": "What changed" }, ...found.changes.map(piece)) : null;
    const head = found.changes === null ? null
      : make("p", { class: "version-facts" }, changed ? "Changed from the version before:" : "The text is the same as in the version before.");
    return make("li", {}, link, facts, head, changed);
  }

  function piece({ kind, text }) {
    if (kind === "same") return make("span", {}, text);
    return make(kind === "gone" ? "del" : "ins", {}, make("span", { class: "unseen" }, kind === "gone" ? "[gone: " : "[new: "),
      text, make("span", { class: "unseen" }, "]"));
  }

  // The plot follows the search: Gradio draws what is written into its hidden box.
  function follow() {
    const box = document.querySelector("#plot-of textarea, #plot-of input");
    if (!box) return;
    box.value = JSON.stringify({ text: view.text, revision: shown.revision });
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }

  document.addEventListener("dateline:doing", (event) => { // told by adding.js: how far a change is, what came of it
    if (!place) return;
    place.doing.textContent = event.detail.words;
    place.doing.hidden = !event.detail.words;
  });

  document.addEventListener("dateline:library", (event) => { // told by adding.js: what may be done, what changed
    closed = event.detail.closed;
    if (!place) return;
    if (shown && event.detail.revision !== shown.revision) load(true);
    else if (shown) ticked();
  });

  // What Plotly draws is one picture to a screen reader, called as the words below it say.
  function named(plot) {
    const said = plot.closest(".column, .block")?.parentElement?.querySelector(".plot-said");
    const words = `Articles in time: ${said ? said.textContent : ""}`;
    if (plot.getAttribute("aria-label") === words) return;
    plot.setAttribute("role", "img");
    plot.setAttribute("aria-label", words);
  }

  const look = () => {
    for (const plot of document.querySelectorAll(".js-plotly-plot")) named(plot);
    for (const link of document.querySelectorAll(".pages .page[target]")) link.removeAttribute("target"); // Gradio's
    const root = document.getElementById("shelves");
    if (root && (!place || place.root !== root)) build(root);
  };
  new MutationObserver(look).observe(document, { childList: true, subtree: true });
  look();
})();
