// Suggestions while typing: an ARIA combobox with a list box of links. Without this the form simply submits.
const PATHS = { datasets: "/dataset/", organizations: "/organization/", themes: "/theme/", words: "/dataset?q=" };
const ICONS = { datasets: "table", organizations: "building", themes: "tag", words: "search" };
const PAUSE = 150;

const fold = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d").toLowerCase();

function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

function icon(sprite, name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `${sprite}#i-${name}`);
  svg.append(use);
  return svg;
}

function marked(label, typed) {
  const text = label.normalize("NFC");
  const folded = [...text].map((c) => fold(c)[0] ?? " ").join("");
  const wanted = fold(typed.trim());
  const at = wanted ? folded.indexOf(wanted) : -1;
  const span = element("span");
  if (at < 0 || folded.length !== text.length) span.append(text);
  else span.append(text.slice(0, at), element("mark", {}, text.slice(at, at + wanted.length)), text.slice(at + wanted.length));
  return span;
}

function combobox(form) {
  const input = form.querySelector("input[type=search]");
  const id = `${input.id}-list`;
  const list = element("div", { class: "suggest", id, role: "listbox", "aria-label": form.dataset.label });
  list.hidden = true;
  form.append(list);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": id })) input.setAttribute(name, value);

  let options = [];
  let active = -1;
  let timer;
  let asked;

  const close = () => {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    choose(-1);
  };

  const choose = (index) => {
    options[active]?.setAttribute("aria-selected", "false");
    active = index;
    const option = options[active];
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) input.setAttribute("aria-activedescendant", option.id);
    else input.removeAttribute("aria-activedescendant");
  };

  const option = (kind, item, typed) => {
    const end = kind === "words" ? encodeURIComponent(item.label) : item.name;
    const attributes = { role: "option", tabindex: "-1", "aria-selected": "false", id: `${id}-${options.length}`, href: form.dataset.base + PATHS[kind] + end };
    const link = element("a", attributes, icon(form.dataset.icons, ICONS[kind]), marked(item.label, typed));
    if (item.where) link.append(element("span", { class: "suggest__where" }, item.where));
    options.push(link);
    return link;
  };

  const show = (found, typed) => {
    options = [];
    active = -1;
    list.replaceChildren();
    for (const kind of Object.keys(PATHS)) {
      if (!found[kind]?.length) continue;
      const title = element("p", { class: "suggest__title", id: `${id}-${kind}`, role: "presentation" }, form.dataset[kind]);
      list.append(element("div", { role: "group", "aria-labelledby": title.id }, title, ...found[kind].map((item) => option(kind, item, typed))));
    }
    input.removeAttribute("aria-activedescendant");
    list.hidden = !options.length || document.activeElement !== input;
    input.setAttribute("aria-expanded", String(!list.hidden));
  };

  const ask = async () => {
    const typed = input.value;
    asked?.abort();
    if (!typed.trim()) return close();
    asked = new AbortController();
    try {
      const response = await fetch(`${form.dataset.suggest}?q=${encodeURIComponent(typed)}`, { signal: asked.signal });
      if (response.ok) show(await response.json(), typed);
    } catch (error) {
      if (error.name !== "AbortError") close();
    }
  };

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });

  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) return void ask();
      const step = event.key === "ArrowDown" ? 1 : -1;
      choose(((active + step + 1 + options.length + 1) % (options.length + 1)) - 1);
    } else if (event.key === "Enter" && active >= 0) {
      event.preventDefault();
      options[active].click();
    }
  });

  form.addEventListener("focusout", (event) => {
    if (!form.contains(event.relatedTarget)) close();
  });
  form.addEventListener("submit", close);
}

for (const form of document.querySelectorAll("form[data-suggest]")) combobox(form);
