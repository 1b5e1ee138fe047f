// Shows a whole article beside the answer, at the quoted words. Works on the markup of library.py alone.
(() => {
  "use strict";
  const byId = (id) => document.getElementById(id);
  let cameFrom = null; // what had the focus before the article was opened

  function bring(element, block) {
    element.focus({ preventScroll: true });
    element.scrollIntoView({ block });
  }

  function close(refocus) {
    const reader = byId("reader");
    if (!reader || reader.hidden) return;
    reader.hidden = true;
    byId("side").classList.remove("reading");
    reader.querySelector(".sheet").replaceChildren();
    if (refocus && cameFrom && cameFrom.isConnected) bring(cameFrom, "nearest");
    cameFrom = null;
    document.dispatchEvent(new CustomEvent("dateline:closed"));
  }

  async function open(href) {
    const reader = byId("reader");
    const sheet = reader.querySelector(".sheet");
    const from = document.activeElement;
    cameFrom = from;
    let whole = null;
    try {
      const response = await fetch(href, { headers: { accept: "text/html" } });
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      whole = page.querySelector("main.whole");
    } catch (error) {
      console.warn(error);
    }
    if (cameFrom !== from) return; // something else was opened meanwhile
    if (!whole) {
      whole = document.createElement("p");
      whole.textContent = "The article could not be fetched. Is the program still running?";
    }
    sheet.replaceChildren(...(whole.matches("p") ? [whole] : whole.childNodes));
    reader.hidden = false;
    byId("side").classList.add("reading");
    bring(sheet.querySelector("#quote") || sheet.querySelector("h1") || reader, "center");
  }

  document.addEventListener("dateline:read", (event) => open(event.detail.href));
  document.addEventListener("dateline:turn", () => close(false));
  document.addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest("button.close")) close(true);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close(true);
  });
})();
