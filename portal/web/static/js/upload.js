// Sends a form with a file while showing how much has arrived. The form token goes in a header, so that the
// server can refuse before it takes the file. Without this file the form is sent as any other.
"use strict";

const LANGUAGE = document.documentElement.lang;

function size(bytes) {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte"];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = value < 10 && unit > 0 ? 1 : 0;
  const style = { style: "unit", unit: units[unit], unitDisplay: "short", maximumFractionDigits: digits };
  return new Intl.NumberFormat(LANGUAGE, style).format(value);
}

function prepare(form) {
  const input = form.querySelector("input[type=file]");
  const panel = form.querySelector("[data-progress]");
  if (!input || !panel) return;
  const bar = panel.querySelector("progress");
  const said = panel.querySelector("[data-said]");
  const buttons = form.querySelectorAll("button:not([data-stop])");

  function complain() {
    const file = input.files[0];
    const tooLarge = Boolean(file) && file.size > Number(input.dataset.limit);
    input.setCustomValidity(tooLarge ? input.dataset.tooLarge : "");
    if (tooLarge) input.reportValidity();
    return tooLarge;
  }

  function show(busy) {
    panel.hidden = !busy;
    input.hidden = busy;
    buttons.forEach((button) => (button.disabled = busy));
  }

  function finish(request) {
    const location = request.getResponseHeader("X-Location");
    if (request.status === 200 && location) {
      window.location.assign(location);
      return;
    }
    const page = new DOMParser().parseFromString(request.responseText, "text/html");
    const main = page.querySelector("main");
    if (!main) {
      fail();
      return;
    }
    // The page with the complaints takes this one's place; the chosen file, which only the browser has, stays.
    document.querySelector("main").replaceWith(main);
    document.title = page.title;
    const fresh = main.querySelector("form[data-upload]");
    const slot = fresh?.querySelector("input[type=file]");
    if (slot) {
      const isWrong = slot.getAttribute("aria-invalid");
      input.hidden = false;
      if (isWrong) input.setAttribute("aria-invalid", isWrong);
      slot.replaceWith(input);
      prepare(fresh);
    }
    main.querySelector(".errors")?.focus();
    scrollTo(0, 0);
  }

  function fail() {
    show(false);
    panel.hidden = false;
    bar.hidden = true;
    said.textContent = said.dataset.broken;
  }

  input.addEventListener("change", complain);
  form.addEventListener("submit", (event) => {
    const file = input.files[0];
    if (!file) return;
    event.preventDefault();
    if (complain()) return;
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("X-CSRFToken", form.elements.csrf_token.value);
    request.setRequestHeader("X-Requested-With", "upload");
    panel.querySelector("[data-name]").textContent = file.name;
    panel.querySelector("[data-size]").textContent = size(file.size);
    bar.hidden = false;
    bar.value = 0;
    said.textContent = said.dataset.sending;
    request.upload.addEventListener("progress", (progress) => {
      if (!progress.lengthComputable) return;
      bar.value = (100 * progress.loaded) / progress.total;
      panel.querySelector("[data-size]").textContent = `${size(progress.loaded)} / ${size(progress.total)}`;
    });
    request.upload.addEventListener("load", () => (said.textContent = said.dataset.checking));
    request.addEventListener("load", () => finish(request));
    request.addEventListener("error", fail);
    request.addEventListener("abort", () => show(false));
    panel.querySelector("[data-stop]").onclick = () => request.abort();
    const body = new FormData(form);
    show(true);
    request.send(body);
  });
}

document.querySelectorAll("form[data-upload]").forEach(prepare);
