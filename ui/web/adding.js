// Beside the table: the folders that the archive is kept in line with, adding files, and how far a change is.
(() => {
  "use strict";
  const PATH = "/dateline/library";
  const SOON = 500; // milliseconds between looks at a change that is under way
  const NOW_AND_THEN = 20000; // between looks at whether something was changed elsewhere
  const MB = 1000000;
  const MIB = 1048576;
  const STAGES = { starting: "Starting", receiving: "Sending files", reading: "Reading files", embedding: "Making passages findable", building: "Building the index" };
  const DONE = { add: "Added", sync: "Synced", remove: "Removed" };
  let root = null;
  let parts = null;
  let state = null;
  let sending = null; // how much of an upload was sent, while it is
  let refused = []; // files of the last upload that were not even sent: {name, why}
  let timer = 0;
  let begun = false; // whether a change was seen while it was under way

  const number = new Intl.NumberFormat("en");
  const clock = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" });

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
  const many = (count, one) => `${number.format(count)} ${one}${count === 1 ? "" : "s"}`;

  async function ask(path, body) {
    const options = body === undefined ? {} : { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
    let response;
    try {
      response = await fetch(`${PATH}${path}`, options);
    } catch (error) {
      throw new Error("The program does not answer. Is it still running?");
    }
    const found = await response.json().catch(() => ({}));
    if (!response.ok) throw new Error(found.error || `The program said no (${response.status}).`);
    return found;
  }

  // The frame

  function build() {
    const files = make("input", { type: "file", id: "add-files", multiple: true });
    const words = make("span", { class: "drop-words" });
    const drop = make("label", { class: "drop", for: "add-files" }, make("strong", {}, "Drop files or a folder here"), make("span", {}, "or choose files"), files);
    const folder = make("input", { type: "text", id: "add-folder", autocomplete: "off", spellcheck: "false", placeholder: "/home/me/articles" });
    const sync = make("button", { type: "submit" }, "Sync");
    const form = make("form", { class: "by-folder" }, make("label", { for: "add-folder" }, "Or a folder on the machine that runs this page"),
      make("div", { class: "field" }, folder, sync),
      make("p", { class: "quiet" }, "The archive is brought in line with it: what is new there comes in, what is gone there goes here as well."));
    const closed = make("p", { class: "closed", role: "note" });
    const problem = make("p", { class: "trouble", role: "alert" });
    const progress = make("div", { class: "progress", role: "status" });
    const report = make("div", { class: "report", role: "status" });
    const adding = make("section", { class: "adding", "aria-labelledby": "adding-title" },
      make("h2", { class: "side-title", id: "adding-title" }, "Add articles"), closed, drop, words, form, problem, progress, report);
    const folders = make("section", { class: "folders", "aria-labelledby": "folders-title" });
    const out = make("section", { class: "left-out" });
    root.replaceChildren(folders, adding, out);
    parts = { files, words, drop, folder, form, sync, closed, problem, progress, report, folders, out };
    files.addEventListener("change", () => { send([...files.files].map((file) => ({ name: file.name, file }))); files.value = ""; });
    form.addEventListener("submit", (event) => { event.preventDefault(); change("/sync", { folder: folder.value.trim() }); });
    look();
  }

  // What may be done, and what is there

  async function look() {
    clearTimeout(timer);
    try {
      state = await ask("/state");
      draw();
      document.dispatchEvent(new CustomEvent("dateline:library", { detail: { revision: state.revision, closed: state.closed } }));
    } catch (error) {
      parts.problem.textContent = error.message;
    }
    const running = state && state.job && state.job.running;
    timer = setTimeout(running ? watch : look, running ? SOON : NOW_AND_THEN);
  }

  async function watch() {
    try {
      const { job } = await ask("/job");
      if (!job || !job.running) return look();
      state.job = job;
      drawJob();
    } catch (error) {
      parts.problem.textContent = error.message;
    }
    timer = setTimeout(watch, SOON);
  }

  function draw() {
    const { closed, limits } = state;
    const busy = Boolean(state.job && state.job.running) || sending !== null;
    parts.closed.textContent = closed;
    parts.closed.hidden = !closed;
    for (const part of [parts.drop, parts.words, parts.form]) part.hidden = Boolean(closed);
    parts.words.textContent = `Text, Markdown, HTML, PDF, Word, e-mail, feeds, CSV, JSON, news formats, ZIP: up to ${number.format(limits.file_mb)} MB each, ${number.format(Math.floor(limits.bytes / MIB))} MB and ${number.format(limits.files)} files in one go. They are kept for good: no sync removes them.`;
    parts.files.disabled = parts.sync.disabled = busy;
    parts.drop.classList.toggle("busy", busy);
    drawFolders(busy);
    drawLeftOut(busy);
    drawJob();
  }

  function drawFolders(busy) {
    const rows = state.folders.map((folder) => {
      const when = folder.at ? `in line since ${clock.format(new Date(folder.at))}` : "when it was last in line is not known";
      const there = folder.there ? "" : " · the folder is not there now";
      const again = make("button", { type: "button", class: "again", disabled: busy || !folder.there || Boolean(state.closed), "aria-label": `Sync again: ${folder.path}` }, "Sync again");
      again.addEventListener("click", () => change("/sync", { folder: folder.path }));
      return make("li", {}, make("p", { class: "path" }, make("bdi", {}, folder.path)),
        make("p", { class: "quiet" }, `${many(folder.articles, "article")} · ${when}${there}`), again);
    });
    parts.folders.replaceChildren(make("h2", { class: "side-title", id: "folders-title" }, "Kept in line with"),
      rows.length ? make("ul", {}, ...rows) : make("p", { class: "quiet" }, "No folder was synced yet."));
  }

  function drawLeftOut(busy) {
    const rows = state.left_out.map((left) => {
      const back = make("button", { type: "button", class: "back-in", disabled: busy || Boolean(state.closed), "aria-label": `Bring back: ${left.title || left.name}` }, "Bring back");
      back.addEventListener("click", () => change("/restore", { names: [left.name] }));
      return make("li", {}, make("p", {}, make("bdi", {}, left.title || left.name)),
        make("p", { class: "quiet" }, `${left.name} in ${left.folder} · removed ${clock.format(new Date(left.at))}`), back);
    });
    if (state.left_out_more) rows.push(make("li", { class: "quiet" }, `and ${number.format(state.left_out_more)} more`));
    parts.out.hidden = !rows.length;
    const count = state.left_out.length + state.left_out_more;
    const open = Boolean(parts.out.querySelector("details[open]"));
    parts.out.replaceChildren(make("details", { open }, make("summary", {}, `Removed by hand, left out of syncs (${number.format(count)})`), make("ul", {}, ...rows)));
  }

  // A change under way, and what came of the last

  function drawJob() {
    const job = state.job;
    const running = sending !== null || (job && job.running);
    parts.progress.hidden = !running;
    if (running) {
      const [stage, done, total] = sending ? ["receiving", sending.done, sending.total] : [job.stage, job.done, job.total];
      const words = STAGES[stage] || stage.charAt(0).toUpperCase() + stage.slice(1);
      const counted = total && stage !== "receiving" && stage !== "building" ? `: ${number.format(done)} of ${number.format(total)}` : "";
      const bar = make("progress", total && stage !== "building" ? { max: String(total), value: String(done) } : {});
      bar.setAttribute("aria-label", words);
      parts.progress.replaceChildren(make("p", {}, `${words}${counted}…`), bar);
      begun = true;
    }
    parts.report.replaceChildren(...(running || !job ? [] : reported(job)));
    const outcome = parts.report.querySelector(".outcome, .trouble");
    const told = running ? parts.progress.textContent : begun && outcome ? outcome.textContent : "";
    document.dispatchEvent(new CustomEvent("dateline:doing", { detail: { words: told } })); // beside the table too
  }

  function reported(job) {
    const when = clock.format(new Date(job.ended));
    if (job.error) return [make("p", { class: "trouble" }, job.error), make("p", { class: "quiet" }, when)];
    const { report } = job;
    const names = { added: "added", updated: "updated", removed: "removed", superseded: "kept as an earlier version", unchanged: "unchanged" };
    const counts = Object.entries(names).filter(([name]) => report[name]).map(([name, words]) => `${number.format(report[name])} ${words}`);
    const skipped = [...(job.kind === "add" ? refused : []), ...report.skipped];
    const total = skipped.length + report.unnamed;
    if (total) counts.push(`${number.format(total)} skipped`);
    const told = [make("p", { class: "outcome" }, make("strong", {}, `${DONE[job.kind]}: `), counts.join(", ") || "nothing to do"),
      make("p", { class: "quiet" }, `${when} · ${number.format(report.seconds)} s`)];
    if (total) {
      const rows = skipped.map(({ name, why }) => make("li", {}, make("bdi", { class: "path" }, name), ` ${why}`));
      if (report.unnamed) rows.push(make("li", {}, `and ${number.format(report.unnamed)} more`));
      told.push(make("h3", {}, "Skipped, and why"), make("ul", { class: "skipped", tabindex: "0", "aria-label": "Skipped, and why" }, ...rows));
    }
    return told;
  }

  async function change(path, body) {
    parts.problem.textContent = "";
    try {
      const { job } = await ask(path, body);
      Object.assign(state, { job });
      draw();
      clearTimeout(timer);
      timer = setTimeout(watch, SOON / 5);
    } catch (error) {
      parts.problem.textContent = error.message;
      look();
    }
  }
  document.addEventListener("dateline:change", (event) => change(event.detail.path, event.detail.body));

  // Files

  function send(found) {
    parts.problem.textContent = "";
    const { limits } = state;
    refused = found.filter(({ file }) => file.size > limits.file_mb * MB)
      .map(({ name, file }) => ({ name, why: `has ${(file.size / MB).toFixed(1)} MB, more than the limit of ${limits.file_mb} MB; split it` }));
    const kept = found.filter(({ file }) => file.size <= limits.file_mb * MB);
    const body = new Blob(kept.flatMap(({ name, file }) => [`${JSON.stringify({ name, size: file.size })}\n`, file]));
    if (!found.length) parts.problem.textContent = "There was no file in what was dropped.";
    else if (!kept.length) parts.problem.textContent = refused.map(({ name, why }) => `${name} ${why}`).join("; ");
    else if (kept.length > limits.files) parts.problem.textContent = `${many(kept.length, "file")} in one go: the limit is ${number.format(limits.files)}. Name their folder below instead.`;
    else if (body.size > limits.bytes) parts.problem.textContent = `${number.format(Math.ceil(body.size / MIB))} MB in one go: the limit is ${number.format(Math.floor(limits.bytes / MIB))} MB. Name their folder below instead, or add them in parts.`;
    else return post(body);
    return undefined;
  }

  function post(body) {
    const request = new XMLHttpRequest(); // fetch does not tell how much was sent
    sending = { done: 0, total: body.size };
    draw();
    request.upload.addEventListener("progress", (event) => { sending.done = event.loaded; drawJob(); });
    request.addEventListener("loadend", () => {
      sending = null;
      let said = {};
      try { said = JSON.parse(request.responseText); } catch (error) { said = {}; }
      if (request.status !== 202) {
        parts.problem.textContent = said.error || request.responseText.trim() || "The files could not be sent. Is the program still running?";
      }
      look();
    });
    request.open("POST", `${PATH}/upload`);
    request.setRequestHeader("content-type", "application/x-dateline-files");
    request.send(body);
  }

  // What is dropped may be folders: all files in them come, under their path within the folder.
  async function dropped(transfer) {
    const items = [...transfer.items].filter((item) => item.kind === "file");
    const entries = items.map((item) => item.webkitGetAsEntry() || item.getAsFile()); // before the drop is over
    const found = [];
    for (const entry of entries.filter(Boolean)) {
      if (entry instanceof File) found.push({ name: entry.name, file: entry });
      else await gather(entry, "", found);
    }
    send(found);
  }

  async function gather(entry, above, found) {
    if (found.length > state.limits.files) return;
    const name = above + entry.name;
    if (entry.isFile) {
      const file = await new Promise((give) => entry.file(give, () => give(null)));
      if (file) found.push({ name, file });
      return;
    }
    const reader = entry.createReader();
    for (;;) {
      const some = await new Promise((give) => reader.readEntries(give, () => give([])));
      if (!some.length) return;
      for (const inner of some) await gather(inner, `${name}/`, found);
    }
  }

  const carriesFiles = (event) => root && root.isConnected && event.dataTransfer && [...event.dataTransfer.types].includes("Files");
  const open = () => state && !state.closed && !(state.job && state.job.running) && sending === null;
  document.addEventListener("dragover", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = open() ? "copy" : "none";
    parts.drop.classList.toggle("over", open());
  });
  document.addEventListener("dragleave", (event) => {
    if (parts && !event.relatedTarget) parts.drop.classList.remove("over");
  });
  document.addEventListener("drop", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    parts.drop.classList.remove("over");
    if (open()) dropped(event.dataTransfer);
  });

  const find = () => {
    const found = document.getElementById("keeping");
    if (!found || found === root) return;
    root = found;
    build();
  };
  new MutationObserver(find).observe(document, { childList: true, subtree: true });
  find();
})();
