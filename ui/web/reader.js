// Reads a whole article at the quoted words: beside the answer, as a sheet over it on a phone, or on a page
// of its own. Works on the markup of whole.py alone; never makes markup of its own from text.
(() => {
  "use strict";
  const PATH = "/dateline/article";
  const narrow = matchMedia("(max-width: 899px)");
  const KEYS = new Map([["n", 1], ["]", 1], ["p", -1], ["[", -1]]);
  const LOST = "The article could not be fetched. Is the program still running?";

  let pane = null; // {root, sheet, count, prev, next, back, alone}; on a page of its own without a root
  let steps = []; // what previous and next go through: {href, number}; no href on a page of its own
  let at = 0;
  let ofTurn = ""; // the turn whose answer they are of
  let loaded = ""; // the address whose article is in the sheet
  let shown = ""; // the address that is read in it: another quote of that article, maybe
  let trail = []; // the articles that were left by a link within one
  let asked = 0; // counts what was asked for, so that a late answer is left alone
  let cameFrom = null; // what had the focus before the pane was opened
  let covered = []; // what lies behind a sheet
  let place = [0, 0]; // where the page behind a sheet was scrolled to

  const make = (tag, name, text, attributes = {}) => {
    const element = document.createElement(tag);
    element.className = name;
    element.textContent = text;
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return element;
  };

  const moves = (name, label, keys) =>
    make("button", name, "", { type: "button", "aria-label": label, title: label, "aria-keyshortcuts": keys });

  // The bar: what is shown of how many, and how to move.
  function bar() {
    const row = make("div", "bar", "");
    const prev = moves("prev", "Previous quote", "p [");
    const next = moves("next", "Next quote", "n ]");
    prev.append(make("span", "way", "\u2039"), make("kbd", "", "p"));
    next.append(make("kbd", "", "n"), make("span", "way", "\u203a"));
    const count = make("span", "count", "", { role: "status" });
    const moving = make("div", "moving", "", { role: "group", "aria-label": "Quotes of the answer" });
    moving.append(prev, count, next);
    row.append(moving);
    prev.addEventListener("click", () => step(-1));
    next.addEventListener("click", () => step(1));
    return { row, moving, count, prev, next };
  }

  function built() {
    const root = make("section", "reader", "", { id: "reader", "aria-label": "The article" });
    const parts = bar();
    const close = make("button", "close", "Close ", { type: "button", "aria-keyshortcuts": "Escape" });
    close.append(make("kbd", "", "Esc"));
    const back = make("button", "return", "Back to the cited article", { type: "button" });
    const alone = make("a", "alone", "New tab", {
      target: "_blank", rel: "noopener", title: "The article on a page of its own, to print or to keep",
    });
    const sheet = make("div", "sheet whole", "", { tabindex: "0" });
    parts.row.prepend(close);
    parts.row.append(back, alone);
    root.append(parts.row, sheet);
    root.hidden = true;
    close.addEventListener("click", () => shut(true));
    back.addEventListener("click", () => show(trail.pop() || steps[at].href));
    return { root, sheet, back, alone, ...parts };
  }

  // Beside the answer where there is room; else over the whole page, whose rest is then out of reach.
  function mount() {
    const side = document.getElementById("side");
    const home = side && !narrow.matches ? side : document.body;
    if (pane.root.parentElement !== home) home.append(pane.root);
    const open = !pane.root.hidden;
    if (side) side.classList.toggle("reading", open && home === side);
    for (const other of covered) other.removeAttribute("inert");
    const behind = open && narrow.matches ? [...document.body.children] : [];
    covered = behind.filter((other) => other !== pane.root && !other.hasAttribute("inert"));
    for (const other of covered) other.setAttribute("inert", "");
    document.documentElement.classList.toggle("under-a-sheet", open && narrow.matches);
  }

  // A sheet is a step of the browser's own way back, which closes it.
  function entered() {
    if (narrow.matches && !history.state?.reading) history.pushState({ ...history.state, reading: true }, "");
  }

  function shut(refocus, back = false) {
    asked += 1;
    if (!pane || !pane.root || pane.root.hidden) return;
    pane.root.hidden = true;
    mount();
    if (history.state?.reading && !back) history.back();
    pane.sheet.replaceChildren();
    [loaded, shown, trail, steps] = ["", "", [], []];
    if (narrow.matches) scrollTo({ left: place[0], top: place[1], behavior: "instant" });
    if (refocus) refocused();
    cameFrom = null;
    document.dispatchEvent(new CustomEvent("dateline:closed"));
  }

  function refocused() {
    const found = cameFrom && cameFrom.isConnected ? cameFrom : document.querySelector("#question textarea");
    if (found) found.focus({ preventScroll: true });
  }

  // The citations of the answer that an address belongs to, in order; or that address by itself.
  function stepsOf(url, turn) {
    const lists = [...document.querySelectorAll(turn ? `#sources-${CSS.escape(turn)}` : ".sources")];
    const all = lists.map((list) => [...list.querySelectorAll(`a[href*="${PATH}?"]`)].map((link) => link.href));
    const own = all.find((hrefs) => hrefs.includes(url.href)) || [url.href];
    return own.map((href) => ({ href, number: numberOf(href) }));
  }

  const numberOf = (href) => new URL(href).searchParams.get("number") || "0";
  const article = (href) => {
    const asks = new URL(href).searchParams;
    return `${asks.get("id")} ${asks.get("version") || ""}`;
  };

  // The places that an address has marked, its own first. Another answer may give the same number to other words.
  function places(href) {
    const asks = new URL(href).searchParams;
    const own = `${numberOf(href)}.${asks.get("start")}-${asks.get("end")}.${asks.get("check")}`;
    return [own, ...asks.getAll("also").map((also) => also.split(".").slice(0, 3).join("."))];
  }

  const marked = (href) =>
    loaded && article(loaded) === article(href) && places(loaded).includes(places(href)[0]) && marksOf(numberOf(href)).length;

  function read({ href, turn }) {
    const url = new URL(href, location.origin);
    if (url.origin !== location.origin || url.pathname !== PATH) return;
    if (!pane) pane = built();
    if (!pane.root.contains(document.activeElement)) cameFrom = document.activeElement;
    if (pane.root.hidden) place = [scrollX, scrollY];
    trail = [];
    steps = stepsOf(url, turn ? String(turn) : "");
    ofTurn = turn;
    at = Math.max(0, steps.findIndex((one) => one.href === url.href));
    show(url.href);
  }

  // Shows the article of an address at its words: in the sheet already, or fetched.
  async function show(href) {
    const number = numberOf(href);
    const mine = (asked += 1);
    if (!marked(href)) {
      const nodes = await fetched(href);
      if (mine !== asked) return; // something else was asked for meanwhile, or the pane was closed
      pane.sheet.replaceChildren(...nodes);
      loaded = href;
      pane.root.hidden = false;
      mount();
      entered();
      pane.sheet.scrollTop = 0;
    }
    shown = href;
    pane.alone.href = href;
    told();
    bring(number);
  }

  async function fetched(href) {
    try {
      const response = await fetch(href, { headers: { accept: "text/html" } });
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const whole = page.querySelector("main.whole");
      if (whole) return [...whole.childNodes];
    } catch (error) {
      console.warn(error);
    }
    return [make("p", "caveat", LOST, { role: "alert" })];
  }

  const marksOf = (number) => [...pane.sheet.querySelectorAll(`mark[data-numbers~="${CSS.escape(number)}"]`)];

  // The words of a citation to a third of the sheet's height, and the focus to them.
  function bring(number) {
    const marks = marksOf(number);
    for (const mark of pane.sheet.querySelectorAll("mark")) mark.classList.toggle("here", marks.includes(mark));
    const target = marks[0] || pane.sheet.querySelector("h1") || pane.sheet;
    target.focus({ preventScroll: true });
    if (!marks[0]) return;
    marks[0].scrollIntoView({ block: tall(marks) ? "start" : "center", behavior: "instant" });
  }

  const tall = (marks) =>
    marks[marks.length - 1].getBoundingClientRect().bottom - marks[0].getBoundingClientRect().top >
    0.8 * (pane.root ? pane.sheet.clientHeight : innerHeight);

  function told() {
    pane.moving.hidden = steps.length < 2;
    pane.count.textContent = `${steps[at].number === "0" ? "Passage" : "Quote"} ${at + 1} of ${steps.length}`;
    pane.prev.setAttribute("aria-disabled", at === 0);
    pane.next.setAttribute("aria-disabled", at === steps.length - 1);
    if (pane.back) pane.back.hidden = trail.length === 0;
    const detail = { turn: ofTurn, number: steps[at].number };
    document.dispatchEvent(new CustomEvent("dateline:reading", { detail }));
  }

  function step(by) {
    const to = at + by;
    if (to < 0 || to >= steps.length) return;
    at = to;
    trail = [];
    if (steps[at].href) {
      show(steps[at].href);
    } else {
      told();
      bring(steps[at].number);
    }
  }

  // A page of its own: previous and next go through the quotes that are marked in it, as they stand.
  function alone() {
    const main = document.querySelector("body.alone main.whole");
    if (!main) return;
    const parts = bar();
    pane = { root: null, sheet: main, back: null, ...parts };
    const numbers = [...main.querySelectorAll("mark")].flatMap((mark) => mark.dataset.numbers.split(" "));
    steps = [...new Set(numbers)].map((number) => ({ href: "", number }));
    const here = main.querySelector("mark.here");
    at = Math.max(0, steps.findIndex((one) => here && here.dataset.numbers.split(" ").includes(one.number)));
    parts.row.setAttribute("role", "navigation");
    parts.row.setAttribute("aria-label", "Quotes of the answer in this article");
    document.body.prepend(parts.row);
    parts.row.hidden = steps.length < 2;
    told();
    if (here) bring(steps[at].number);
  }

  const typing = (target) => target instanceof Element && target.closest("input, textarea, select, [contenteditable]");

  document.addEventListener("keydown", (event) => {
    if (!pane || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const inside = !pane.root || pane.root.contains(event.target);
    if (pane.root && pane.root.hidden) return;
    if (event.key === "Escape") {
      if (pane.root && (inside || !typing(event.target)) && !document.querySelector("dialog[open]")) shut(true);
    } else if (inside && !typing(event.target) && KEYS.has(event.key.toLowerCase())) {
      event.preventDefault();
      step(KEYS.get(event.key.toLowerCase()));
    }
  });

  // Links to copies and versions open in the pane; with a modifier, as any link does.
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a.inside") : null;
    if (!link || !pane || !pane.root || !pane.root.contains(link)) return;
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    trail.push(shown);
    show(link.href);
  });

  addEventListener("popstate", (event) => {
    if (!event.state?.reading && pane?.root) shut(true, true);
  });
  document.addEventListener("dateline:read", (event) => read(event.detail));
  document.addEventListener("dateline:turn", () => shut(false));
  narrow.addEventListener("change", () => {
    if (!pane || !pane.root || pane.root.hidden) return;
    mount();
    bring(numberOf(shown));
  });
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", alone);
  else alone();
})();
