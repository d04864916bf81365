// At the door: ticks and counts at once what the server would tick and count after a press. The form works without it.
"use strict";

(() => {
  const door = document.querySelector("[data-door]");
  if (!door) return;
  const children = [...door.querySelectorAll(".door-child")];
  const answerOf = (child) => child.querySelector('input[type="radio"]:checked')?.value;
  const nameOf = (child) => child.querySelector(".door-name").textContent.trim();

  function count() {
    const found = { received: 0, not_here: 0, refused: 0, open: 0 };
    for (const child of children) found[answerOf(child) || "open"] += 1;
    for (const place of door.querySelectorAll("[data-count]")) place.textContent = found[place.dataset.count];
    const heads = door.querySelector('[name="/head_count:int"]').value.trim();
    const differs = door.querySelector("[data-differs]");
    differs.hidden = found.open > 0 || !/^[0-9]+$/.test(heads) || Number(heads) === found.received + found.refused;
  }

  function tick(child) {
    child.querySelector('input[value="received"]').checked = true;
    count();
  }

  function scanned(field) {
    const number = field.value.replace(/[\s\-./]/g, "").toUpperCase();
    const whose = children.filter((child) => (child.dataset.keys || "").split(" ").includes(number));
    if (!number || whose.length !== 1) return false;
    tick(whose[0]);
    const method = whose[0].querySelector('[name$="/identity_method"]');
    method.value ||= "wristband";
    const told = door.querySelector("[data-scanned]");
    told.textContent = `${told.dataset.said} ${nameOf(whose[0])}`;
    field.value = "";
    field.focus();
    return true;
  }

  door.addEventListener("change", count);
  door.addEventListener("input", count);
  door.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button?.hasAttribute("data-all")) {
      event.preventDefault();
      for (const child of children) if (!answerOf(child) && !("explained" in child.dataset)) tick(child);
    } else if (button?.name === "tick" && scanned(door.querySelector("[data-scan]"))) {
      event.preventDefault();
    }
  });
  // Enter in any other field is no signature, and needs no round trip.
  door.addEventListener("keydown", (event) => {
    const field = event.target;
    if (event.key === "Enter" && field.matches("input:not([data-scan]), select")) event.preventDefault();
  });
  count();
})();
