// Saves a group as it is typed: what changed is sent within two seconds, and sent again when the connection is back.
// The form works without it.
"use strict";

(() => {
  const SOON = 1200;
  const AGAIN = 5000;
  const PATIENCE = 15000;

  function keep(form) {
    const state = form.querySelector("[data-state]");
    const changed = new Set(); // numbers of rows, and "g" for what is of the group
    let timer = 0, going = null, leaving = false, stopped = false;

    const say = (said) => { if (state.textContent !== said) state.textContent = said; };
    const later = (wait) => { timer ||= setTimeout(() => { timer = 0; save(); }, wait); };
    const part = (name) => (/^p\.(\d+)\./.exec(name || "") || ["", (name || "").startsWith("g.") ? "g" : ""])[1];

    function body(parts) {
      const fields = new URLSearchParams({ revision: form.elements.revision.value });
      for (const [name, value] of new FormData(form)) if (parts.has(part(name))) fields.append(name, value);
      return fields;
    }

    function hint(told) {
      for (const place of form.querySelectorAll("[data-hints]")) {
        place.replaceChildren(...(told[place.dataset.hints] || []).map((sentence) => {
          const line = document.createElement("p");
          line.className = "look";
          line.textContent = sentence;
          return line;
        }));
      }
    }

    async function send() {
      const parts = new Set(changed);
      changed.clear();
      const back = () => { for (const each of parts) changed.add(each); };
      let answer;
      try {
        answer = await fetch(form.dataset.saved, {
          method: "POST", headers: { Accept: "application/json" }, body: body(parts), signal: AbortSignal.timeout(PATIENCE),
        });
        if (answer.status >= 500) throw new Error(answer.status);
      } catch {
        back();
        say(form.dataset.saidOffline);
        later(AGAIN);
        return false;
      }
      if (!answer.ok) {
        back();
        stopped = true;
        say(answer.status === 401 ? form.dataset.saidExpired : (await answer.json()).said);
        return true; // the form itself must be sent: the server keeps what is in it
      }
      const told = await answer.json();
      form.elements.revision.value = told.revision;
      hint(told.hints);
      if (changed.size) later(SOON); else say(told.said);
      return true;
    }

    async function save() {
      if (going) await going;
      if (stopped || !changed.size) return true;
      going = send();
      try { return await going; } finally { going = null; }
    }

    function typed(event) {
      const of = part(event.target.name);
      if (!of) return;
      changed.add(of);
      if (stopped) return;
      say(form.dataset.saidTyping);
      later(SOON);
    }

    function down(event) {
      // Enter goes to the same box of the next person, as in a spreadsheet.
      const box = event.target;
      if (event.key !== "Enter" || box.tagName !== "INPUT" || ["checkbox", "radio"].includes(box.type)) return;
      event.preventDefault();
      const what = box.name.replace(/^p\.\d+\./, "");
      const rows = [...form.querySelectorAll("[data-row]")];
      const next = rows[rows.indexOf(box.closest("[data-row]")) + 1];
      const below = next && next.querySelector(`[name="p.${next.dataset.row}.${what}"]`);
      if (below) below.focus();
      save();
    }

    form.addEventListener("input", typed);
    form.addEventListener("change", typed);
    form.addEventListener("keydown", down);
    form.addEventListener("submit", async (event) => {
      if (leaving) return;
      event.preventDefault();
      event.stopPropagation();
      if (!(await save())) return;
      leaving = true;
      setTimeout(() => form.requestSubmit(event.submitter)); // a form is not sent while it is being sent
    });
    if ("unsaved" in form.dataset) for (const box of form.elements) if (part(box.name)) changed.add(part(box.name));
    window.addEventListener("online", () => { if (changed.size) save(); });
    window.addEventListener("pageshow", () => { leaving = false; });
    window.addEventListener("beforeunload", (event) => { if (changed.size && !leaving) event.preventDefault(); });
  }

  // Who was picked while likely relatives were being looked for stays picked: the answer that does not know it is dropped.
  function late(event) {
    const { target, requestConfig } = event.detail;
    if (!target.matches("[data-kin]")) return;
    const sent = requestConfig.formData;
    const known = (box) => (sent.get(box.name) || "") === box.value;
    const busy = target.contains(document.activeElement);
    if (busy || ![...target.querySelectorAll("select")].every(known)) event.detail.shouldSwap = false;
  }

  document.addEventListener("DOMContentLoaded", () => {
    document.addEventListener("htmx:beforeSwap", late);
    const form = document.querySelector("form[data-saved]");
    if (form && window.fetch) keep(form);
  });
})();
