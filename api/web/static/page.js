// What the page does beyond HTML: refresh what is live, keep drafts, put the focus where the trouble is.
// Every form works without it.
"use strict";

(() => {
  const live = () => document.querySelector("[data-live]");

  function watch() {
    if (!live() || !window.EventSource || !window.htmx) return;
    const source = new EventSource("/live");
    let waiting = false;
    source.addEventListener("grown", () => {
      if (document.hidden) { waiting = true; return; }
      htmx.trigger(document.body, "grown");
    });
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden && waiting) { waiting = false; htmx.trigger(document.body, "grown"); }
    });
    window.addEventListener("pagehide", () => source.close());
  }

  function once(event) {
    // A second press while the first is under way is not sent; the server would give the first answer anyway.
    const form = event.target;
    if (form.dataset.sent) { event.preventDefault(); return; }
    if (form.method === "post") form.dataset.sent = "yes";
  }

  document.addEventListener("DOMContentLoaded", () => {
    // What somebody is typing is theirs: a refresh leaves the control that has the focus as it is.
    if (window.Idiomorph) Idiomorph.defaults.ignoreActiveValue = true;
    const trouble = document.querySelector("[data-focus]");
    if (trouble) trouble.focus();
    document.addEventListener("submit", once);
    window.addEventListener("pageshow", () => {
      for (const form of document.forms) delete form.dataset.sent;
    });
    watch();
  });
})();
