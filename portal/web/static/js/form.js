// Forms of records: more rows at once, a filter over long lists, a warning before typed words are lost.
// Everything works without this file; it only saves trips to the server.
"use strict";

function plain(text) {
  return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d").toLowerCase();
}

function addRows(table) {
  const button = table.closest("fieldset").querySelector("[data-add-row]");
  button?.addEventListener("click", (event) => {
    event.preventDefault();
    const last = table.tBodies[0].rows[table.tBodies[0].rows.length - 1];
    const row = last.cloneNode(true);
    const number = table.tBodies[0].rows.length;
    for (const control of row.querySelectorAll("input, select")) {
      control.value = "";
      control.removeAttribute("aria-invalid");
      control.removeAttribute("aria-describedby");
      control.id = control.id.replace(/-\d+-/, `-${number}-`);
      const label = control.getAttribute("aria-label");
      control.setAttribute("aria-label", label.replace(/\d+(?=\D*$)/, number + 1));
    }
    row.querySelectorAll(".field__error").forEach((error) => error.remove());
    last.after(row);
    row.querySelector("input, select").focus();
  });
}

function filterList(list) {
  const labels = [...list.querySelectorAll("label")];
  if (labels.length < 8) return;
  const input = document.createElement("input");
  input.type = "search";
  input.className = "input input--small";
  input.setAttribute("aria-label", list.dataset.label);
  input.placeholder = list.dataset.label;
  const none = document.createElement("p");
  none.className = "small mute";
  none.setAttribute("role", "status");
  input.addEventListener("input", () => {
    const words = plain(input.value).split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const label of labels) {
      const keep = label.querySelector("input").checked || words.every((word) => label.dataset.words.includes(word));
      label.hidden = !keep;
      shown += keep ? 1 : 0;
    }
    none.textContent = shown ? "" : list.dataset.none;
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
  list.prepend(input);
  list.append(none);
}

function guard(form) {
  let dirty = false;
  const state = document.querySelector("[data-state]");
  form.addEventListener("input", (event) => {
    if (!event.target.name || dirty) return;
    dirty = true;
    if (state) state.textContent = state.dataset.dirty;
  });
  let sent = false;
  form.addEventListener("submit", (event) => {
    // A second press of the button would save the same words twice.
    if (sent) event.preventDefault();
    sent = !event.defaultPrevented;
    dirty = false;
  });
  addEventListener("pageshow", () => (sent = false));
  addEventListener("beforeunload", (event) => {
    if (dirty) event.preventDefault();
  });
}

document.querySelectorAll("table[data-rows]").forEach(addRows);
document.querySelectorAll("[data-picklist]").forEach(filterList);
document.querySelectorAll("form[data-guard]").forEach(guard);
