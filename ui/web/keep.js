// The conversations that are kept: the panel that lists them, what is thought of an answer, and the address
// that a reload finds its conversation by. All text is set as text, never as markup.
(() => {
  "use strict";
  const ROOT = "/dateline/kept";
  const MARK = /^conversation-([0-9a-f]{32})$/;
  const FORMATS = [["markdown", "Markdown"], ["html", "HTML"], ["json", "JSON"]];
  const SILENT = "The program does not answer. Is it still running?";
  const ASIDE = {
    up: ["Kept: a good answer", "What is good about it?"],
    down: ["Kept: a poor answer", "What is wrong, or missing?"],
  };
  const PAUSE = 150; // milliseconds without a key before a search is sent
  let current = ""; // the id of the conversation that is shown
  const rated = new Map(); // "ID-TURN" to {thumb, reason}

  function make(name, properties = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(properties)) {
      if (key in made) made[key] = value;
      else made.setAttribute(key, value);
    }
    made.append(...children);
    return made;
  }

  const unseen = (text) => make("span", { className: "unseen" }, text);

  // What the program answers; a problem is {problem: words}.
  async function call(path, sent) {
    const json = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(sent) };
    try {
      const response = await fetch(`${ROOT}/${path}`, sent ? json : {});
      const body = await response.json();
      return response.ok ? body : { problem: body.problem || `The program refused it (${response.status}).` };
    } catch {
      return { problem: SILENT };
    }
  }

  // The panel

  const search = make("input", { type: "search", id: "keep-search", maxLength: 200, autocomplete: "off" });
  const notice = make("p", { className: "notice", role: "note", hidden: true });
  const said = make("p", { className: "said", role: "status" });
  const list = make("ul", { className: "list" });
  const more = make("p", { className: "more", hidden: true });
  const every = make("button", { type: "button", onclick: () => clear() }, "Delete all conversations");
  const all = make("div", { className: "all", hidden: true }, make("p", { className: "deeds" }, every));
  const panel = make(
    "dialog", { className: "keep-panel", "aria-labelledby": "keep-title" },
    make(
      "div", { className: "inner" },
      make(
        "header", {},
        make("h2", { id: "keep-title" }, "Conversations"),
        make("button", { type: "button", className: "shut", onclick: () => panel.close() }, "Close"),
      ),
      make("label", { htmlFor: "keep-search" }, "Search questions and answers"),
      search, notice, said, list, more,
      make(
        "footer", {},
        make("p", {}, "Answers you rated, as files to judge the program by:"),
        make("p", { className: "files" }, file("feedback", "Feedback"), file("gold", "Gold candidates")),
        all,
      ),
    ),
  );

  function file(path, name) {
    return make("a", { href: `${ROOT}/${path}`, download: "" }, name);
  }

  function open() {
    if (!panel.isConnected) document.body.append(panel);
    search.value = "";
    said.textContent = "";
    panel.showModal();
    search.focus();
    return fill();
  }

  let asked = 0;
  async function fill() {
    const mine = ++asked;
    const sought = search.value.trim();
    const found = await call(`conversations?${new URLSearchParams({ containing: sought })}`);
    if (mine !== asked) return; // the words have changed meanwhile
    notice.textContent = found.problem || found.notice;
    notice.hidden = !notice.textContent;
    list.replaceChildren(...(found.conversations || []).map(row));
    if (!sought) all.hidden = !found.conversations?.length;
    more.hidden = !found.more;
    more.textContent = `${found.more} more: search for what they are about.`;
    if (found.problem) said.textContent = "";
    else if (found.conversations.length) said.textContent = sought ? counted(found) : "";
    else said.textContent = sought ? `Nothing kept has all of “${sought}”.` : EMPTY;
  }
  const EMPTY = "None yet. What you ask is kept here from its first answer on, for this browser alone.";

  function counted(found) {
    const many = found.conversations.length + found.more;
    return many === 1 ? "1 conversation found." : `${many} conversations found.`;
  }

  function row(one) {
    const here = one.id === current;
    const link = make("a", { className: "title", href: `/?c=${one.id}`, dir: "auto" }, one.title);
    if (here) link.setAttribute("aria-current", "page");
    const item = make(
      "li", { className: here ? "here" : "" },
      link,
      ...(one.excerpt ? [make("p", { className: "excerpt", dir: "auto" }, one.excerpt)] : []),
      make("p", { className: "told" }, here ? `${one.told} · open now` : one.told),
    );
    link.onclick = (event) => {
      if (!here || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      panel.close();
    };
    item.append(deeds(item, one));
    return item;
  }

  function deeds(item, one) {
    const named = (word) => [word, unseen(` “${one.title}”`)];
    return make(
      "p", { className: "deeds" },
      make("button", { type: "button", onclick: () => rename(item, one) }, ...named("Rename")),
      make("button", { type: "button", onclick: () => remove(item, one) }, ...named("Delete")),
      make("span", { className: "as" }, "Save"),
      ...FORMATS.map(([form, name]) =>
        make("a", { href: `${ROOT}/export/${one.id}/${form}`, download: "" }, name, unseen(` of “${one.title}”`)),
      ),
    );
  }

  // The item's own words give way to `form`; `back` puts them there again. Escape leaves the form alone.
  function instead(item, form, first) {
    const were = [...item.children];
    const focused = document.activeElement;
    const back = () => {
      item.replaceChildren(...were);
      focused.focus();
    };
    form.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      event.stopPropagation();
      back();
    });
    item.replaceChildren(form);
    first.focus();
    return back;
  }

  function rename(item, one) {
    const title = make("input", { type: "text", value: one.title, maxLength: 120, required: true, dir: "auto" });
    const leave = make("button", { type: "button" }, "Cancel");
    const form = make(
      "form", {}, make("label", {}, "Title", title),
      make("p", { className: "deeds" }, make("button", { className: "main" }, "Save"), leave),
    );
    const back = instead(item, form, title);
    title.select();
    leave.onclick = back;
    form.onsubmit = async (event) => {
      event.preventDefault();
      const done = await call("rename", { id: one.id, title: title.value });
      if (done.problem) {
        said.textContent = done.problem;
        return;
      }
      const fresh = row({ ...one, title: done.title });
      item.replaceWith(fresh);
      fresh.querySelector("button").focus();
      said.textContent = `Renamed to “${done.title}”.`;
    };
  }

  // Asks before `deed` is done, in place of what is in `item`.
  function confirmed(item, question, name, deed) {
    const yes = make("button", { type: "button", className: "grave", onclick: deed }, name);
    const no = make("button", { type: "button" }, "Cancel");
    const form = make(
      "div", { role: "group", "aria-label": question },
      make("p", { dir: "auto" }, question), make("p", { className: "deeds" }, yes, no),
    );
    no.onclick = instead(item, form, no);
    return no.onclick;
  }

  async function done(deed, sent) {
    const answer = await call(deed, sent);
    if (answer.problem) said.textContent = answer.problem;
    return !answer.problem;
  }

  function remove(item, one) {
    confirmed(item, `Delete “${one.title}” with its answers and ratings?`, "Delete for good", async () => {
      if (!(await done("delete", { id: one.id }))) return;
      if (one.id === current) {
        location.assign("/"); // what is shown is no longer there
        return;
      }
      const near = item.nextElementSibling || item.previousElementSibling;
      item.remove();
      said.textContent = `Deleted “${one.title}”.`;
      (near?.querySelector("a.title") || search).focus();
    });
  }

  function clear() {
    const question = "Delete all conversations of this browser, with their answers and ratings?";
    const back = confirmed(all, question, "Delete all for good", async () => {
      if (!(await done("clear", {}))) return;
      if (current) {
        location.assign("/");
        return;
      }
      back();
      search.value = "";
      await fill();
      search.focus();
    });
  }

  let pause = 0;
  search.oninput = () => {
    clearTimeout(pause);
    pause = setTimeout(fill, PAUSE);
  };
  panel.addEventListener("click", (event) => {
    if (event.target === panel) panel.close(); // beside the panel
  });

  // What is thought of an answer

  const asking = make("h2", { id: "reason-title" });
  const invited = make("label", { htmlFor: "reason-text" });
  const reason = make("textarea", { id: "reason-text", rows: 3, maxLength: 2000, dir: "auto" });
  const failed = make("p", { className: "said", role: "alert" });
  const aside = make(
    "dialog", { className: "keep-reason", "aria-labelledby": "reason-title" },
    make(
      "form", { className: "inner", onsubmit: saveReason }, asking, invited, reason, failed,
      make(
        "p", { className: "deeds" },
        make("button", { className: "main" }, "Save the reason"),
        make("button", { type: "button", onclick: () => aside.close() }, "No reason"),
      ),
    ),
  );
  let about = ""; // the "ID-TURN" that a reason is asked for
  let pressed = null; // the button that it was asked by

  async function rate(place, thumb, why) {
    const [id, turn] = place.split("-");
    const done = await call("rate", { id, turn: Number(turn), thumb, reason: why });
    if (!done.problem) {
      if (thumb) rated.set(place, { thumb, reason: why });
      else rated.delete(place);
      paint();
    }
    return done.problem || "";
  }

  async function press(button) {
    const place = button.value;
    const thumb = button.classList.contains("up") ? "up" : "down";
    const before = rated.get(place);
    const again = before?.thumb === thumb;
    pressed = button;
    const problem = await rate(place, again ? "" : thumb, "");
    if (again && !problem) {
      voice.textContent = "Rating taken back.";
      return;
    }
    about = place;
    [asking.textContent, invited.textContent] = problem ? ["That could not be kept", problem] : ASIDE[thumb];
    reason.hidden = aside.querySelector(".main").hidden = Boolean(problem);
    reason.value = before?.reason || "";
    failed.textContent = "";
    if (!aside.isConnected) document.body.append(aside);
    aside.showModal();
    reason.focus();
  }

  async function saveReason(event) {
    event.preventDefault();
    const words = reason.value.trim();
    const problem = await rate(about, rated.get(about)?.thumb || "", words);
    if (problem) {
      failed.textContent = problem;
      return;
    }
    aside.close();
    voice.textContent = words ? "Reason kept." : "";
  }

  aside.addEventListener("close", () => {
    // An answer that came meanwhile has drawn its row anew: the focus goes to the button in its place.
    const now = document.querySelector(`button.thumb.${pressed?.classList[1]}[value="${CSS.escape(about)}"]`);
    now?.focus();
  });

  // Marks the thumb that was chosen: rows are drawn once, and may be drawn again at any time.
  function paint() {
    for (const button of document.querySelectorAll("button.thumb")) {
      const chosen = button.classList.contains(rated.get(button.value)?.thumb);
      button.classList.toggle("chosen", chosen);
      button.setAttribute("aria-pressed", String(chosen));
    }
  }

  async function recall(id) {
    const found = await call(`ratings/${id}`);
    for (const [turn, one] of Object.entries(found.ratings || {})) rated.set(`${id}-${turn}`, one);
    paint();
  }

  // The address of the page names its conversation, so that a reload finds it again.
  function name(id) {
    const address = new URL(location.href);
    if (id) address.searchParams.set("c", id);
    else address.searchParams.delete("c");
    history.replaceState(history.state, "", address);
  }

  const voice = make("p", { className: "unseen", role: "status" });
  function follow() {
    if (!voice.isConnected && document.body) document.body.append(voice);
    const mark = document.querySelector('.kept[id^="conversation-"]');
    const id = MARK.exec(mark?.id || "")?.[1] || "";
    if (id && id !== current) {
      current = id;
      name(id);
      recall(id);
    } else if (!id && current && !document.querySelector("#conversation .exchange")) {
      current = "";
      name("");
    }
    paint();
  }
  new MutationObserver(follow).observe(document.documentElement, { childList: true, subtree: true });

  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    const thumb = target?.closest("button.thumb");
    const receipt = target?.closest("a.receipt");
    if (target?.closest("#conversations-open")) open();
    else if (thumb) press(thumb);
    else if (receipt) {
      event.preventDefault(); // the page would open a second window for it
      make("a", { href: receipt.href, download: "" }).click();
    }
  });
})();
