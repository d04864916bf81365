// What the page does beyond HTML: refresh what is live, keep drafts, put the focus where the trouble is.
// Every form works without it.
"use strict";

(() => {
  const live = () => document.querySelector("[data-live]");

  function watch() {
    if (!live() || !window.EventSource || !window.htmx) return;
    let source;
    let newest = 0;
    function renew() {
      if (!document.hidden && live() && newest > Number(live().dataset.live)) htmx.trigger(document.body, "grown");
    }
    // The server tells at once where the log is: what came between the page and its connection is not missed.
    function connect() {
      if (source) source.close();
      source = new EventSource("/live");
      source.addEventListener("grown", (event) => {
        newest = Math.max(newest, Number(event.data));
        renew();
      });
      // A browser tries again by itself when a line breaks, but not when it is answered that something is amiss.
      source.addEventListener("error", () => {
        if (source.readyState === EventSource.CLOSED) setTimeout(connect, 5000);
      });
    }
    document.addEventListener("visibilitychange", renew);
    // A refresh asks for what has just been recorded: a list may be some milliseconds behind.
    document.addEventListener("htmx:configRequest", (event) => {
      if (newest && event.detail.elt.matches("[data-live]")) event.detail.parameters.at = newest;
    });
    window.addEventListener("pagehide", () => source.close());
    // A page out of the browser's back-forward store is as old as it is, whatever the log says: its times, and who looks.
    window.addEventListener("pageshow", (event) => {
      if (!event.persisted) return;
      connect();
      if (live()) htmx.trigger(document.body, "grown");
    });
    connect();
  }

  function once(event) {
    // A second press while the first is under way is not sent; the server would give the first answer anyway.
    const form = event.target;
    const offline = document.querySelector("[data-offline]");
    offline.hidden = navigator.onLine;
    // The browser would put its own page in the place of this one, and what was typed might be gone with it.
    if (!navigator.onLine) { event.preventDefault(); return; }
    if (form.dataset.sent) { event.preventDefault(); return; }
    if (form.method === "post") form.dataset.sent = "yes";
  }

  // A part marked `data-keep` that somebody has begun to fill in is not renewed: what is new stands above it.
  const opened = new WeakMap();
  const held = new Set();
  const openIn = (part) => part.querySelectorAll("details[open]").length;
  function touched(part) {
    if (part.hasAttribute("data-held") || part.querySelector("form[data-sent]")) return true;
    const said = [...part.querySelectorAll("input, textarea")].some((each) =>
      /^(checkbox|radio)$/.test(each.type) ? each.checked !== each.defaultChecked : each.value !== each.defaultValue);
    const chosen = [...part.querySelectorAll("select")].some((each) =>
      each.selectedIndex !== Math.max([...each.options].findIndex((option) => option.defaultSelected), 0));
    return said || chosen || openIn(part) !== opened.get(part);
  }
  function renewable(node) {
    if (node.nodeType !== 1 || !node.matches("[data-keep]") || !touched(node)) return true;
    held.add(node);
    return false;
  }
  function asSent() {
    for (const part of document.querySelectorAll("[data-keep]")) {
      if (!held.has(part)) opened.set(part, openIn(part));
    }
    held.clear();
  }

  // How many are chosen, on the button that sends them: `none|one|# of them`.
  function count() {
    for (const button of document.querySelectorAll("[data-counts]")) {
      const n = button.form.querySelectorAll('input[type="checkbox"][name^="/rows/"]:checked').length;
      button.textContent = button.dataset.counts.split("|")[Math.min(n, 2)].replace("#", n);
    }
  }

  // A slider of days says its day while it is moved; the list follows when it is let go.
  function slid(event) {
    const from = event.target.dataset && event.target.dataset.dayFrom;
    if (!from) return;
    const day = new Date(`${from}T00:00:00Z`);
    day.setUTCDate(day.getUTCDate() + Number(event.target.value));
    const said = day.toLocaleDateString(document.documentElement.lang, { timeZone: "UTC", dateStyle: "medium" });
    event.target.setAttribute("aria-valuetext", said);
    event.target.form.querySelector("[data-day-said]").textContent = said;
  }

  // Where an address or a link leads to something folded away, it is unfolded. Most browsers do so by themselves.
  function unfold() {
    const at = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    if (!at) return;
    for (let each = at.closest("details"); each; each = each.parentElement.closest("details")) each.open = true;
    at.scrollIntoView();
  }

  document.addEventListener("DOMContentLoaded", () => {
    window.addEventListener("hashchange", unfold);
    unfold();
    document.addEventListener("input", slid);
    if (window.Idiomorph) {
      Idiomorph.defaults.callbacks.beforeNodeMorphed = renewable;
      Idiomorph.defaults.callbacks.beforeNodeRemoved = renewable;
    }
    asSent();
    document.addEventListener("htmx:afterSettle", asSent);
    document.addEventListener("htmx:afterSettle", count);
    // What answers a button stands in its place also when it is a problem, or the page to sign in.
    document.addEventListener("htmx:beforeSwap", (event) => {
      if (event.detail.elt.matches("button")) event.detail.shouldSwap = true;
    });
    document.addEventListener("change", count);
    count();
    // What somebody is typing is theirs: a refresh leaves the control that has the focus as it is.
    if (window.Idiomorph) Idiomorph.defaults.ignoreActiveValue = true;
    const trouble = document.querySelector("[data-focus]");
    if (trouble) trouble.focus();
    document.addEventListener("submit", once);
    window.addEventListener("online", () => { document.querySelector("[data-offline]").hidden = true; });
    window.addEventListener("pageshow", () => {
      for (const form of document.forms) delete form.dataset.sent;
    });
    watch();
  });
})();
