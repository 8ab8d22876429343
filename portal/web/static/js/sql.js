// The SQL page: Ctrl+Enter runs, a click on a name writes it, statements are remembered on this machine only.
const KEY = "portal.sql";
const MOST = 20;
const form = document.querySelector("form.sql");
const text = form?.elements.q;

const remembered = () => {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) || "[]");
    return Array.isArray(kept) ? kept.filter((sql) => typeof sql === "string") : [];
  } catch {
    return [];
  }
};

const remember = (statements) => {
  try {
    localStorage.setItem(KEY, JSON.stringify(statements.slice(0, MOST)));
  } catch {
    // A browser that keeps nothing is no reason to fail.
  }
};

function insert(name) {
  text.setRangeText(name, text.selectionStart, text.selectionEnd, "end");
  text.focus();
}

function show(panel, statements) {
  const list = panel.querySelector("ol");
  list.replaceChildren(...statements.map((sql) => {
    const link = Object.assign(document.createElement("a"), { textContent: sql.replace(/\s+/g, " ").slice(0, 160) });
    link.href = `${panel.dataset.history}?${new URLSearchParams({ q: sql })}`;
    const item = document.createElement("li");
    item.append(link);
    return item;
  }));
  panel.hidden = statements.length === 0;
}

if (form) {
  form.querySelector("[data-hint]").hidden = false;
  text.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit();
    }
  });

  for (const name of document.querySelectorAll("[data-insert]")) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "sql__insert" });
    name.replaceWith(button);
    button.append(name);
    button.addEventListener("click", () => insert(name.textContent));
  }

  const panel = document.querySelector("[data-history]");
  const ran = document.getElementById("ket-qua") ? text.value.trim() : "";
  if (ran) remember([ran, ...remembered().filter((sql) => sql !== ran)]);
  show(panel, remembered());
  panel.querySelector("[data-forget]").addEventListener("click", () => {
    remember([]);
    show(panel, []);
  });

  const permalink = document.querySelector("[data-permalink]");
  permalink?.addEventListener("click", async (event) => {
    if (!navigator.clipboard) return;
    event.preventDefault();
    await navigator.clipboard.writeText(permalink.href);
    permalink.querySelector("span").textContent = permalink.dataset.done;
  });
}
