// Looking into a table without loading the whole page again: links and forms of the view are fetched, the part
// of the page that changed is put in place, the address follows. Without this script everything works by itself.
const view = () => document.getElementById("xem");
const path = location.pathname;
let going;

// Only this page in this view: tabs have scripts of their own, downloads and the API are no pages.
function isOurs(url) {
  const chosen = (query) => query.get("view") ?? "table";
  const same = chosen(url.searchParams) === chosen(new URLSearchParams(location.search));
  return url.origin === location.origin && url.pathname === path && same;
}

async function show(url) {
  going?.abort();
  const mine = (going = new AbortController());
  view().setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(url, { signal: mine.signal, headers: { Accept: "text/html" } });
    if (!answer.ok && answer.status !== 400) throw new Error(answer.status);
    const made = new DOMParser().parseFromString(await answer.text(), "text/html");
    const next = made.getElementById("xem");
    if (!next) throw new Error("no view");
    put(next, made.title);
    return answer.url;
  } catch (error) {
    if (error.name !== "AbortError") location.assign(url);
    return null;
  }
}

function put(made, title) {
  const focused = document.activeElement;
  const menu = focused?.closest("#xem details.menu-of")?.id;
  const scrolled = view().querySelector(".scroll")?.scrollLeft ?? 0;
  view().replaceWith(document.adoptNode(made));
  document.title = title;
  const table = view().querySelector(".scroll");
  if (table) table.scrollLeft = scrolled;
  // What was pressed may be gone, as a chip is: then where it was, or what came of it.
  const next = (focused?.id && document.getElementById(focused.id)) || (menu && document.querySelector(`#${menu} summary`));
  (next || document.getElementById("bao-nhieu"))?.focus({ preventScroll: true });
  document.getElementById("tin").textContent = document.getElementById("bao-nhieu")?.textContent ?? "";
}

function land(hash, isPage) {
  const target = hash && document.getElementById(hash.slice(1));
  if (target) {
    target.focus({ preventScroll: true });
    target.scrollIntoView({ block: "nearest" });
  } else if (isPage) {
    view().querySelector(".scroll")?.scrollIntoView({ block: "nearest" });
  }
}

async function go(url, isPage) {
  const reached = await show(url);
  if (!reached) return;
  history.pushState(null, "", reached.split("#")[0] + url.hash);
  land(url.hash, isPage);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("#xem .view a[href]");
  if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const url = new URL(link.href);
  if (!isOurs(url)) return;
  event.preventDefault();
  go(url, Boolean(link.closest(".pager")));
});

document.addEventListener("submit", (event) => {
  const form = event.target.closest("#xem form");
  const url = form && new URL(form.action);
  if (!form || !isOurs(url)) return;
  event.preventDefault();
  const filled = [...new FormData(form)].filter(([, value]) => value.trim());
  url.search = new URLSearchParams(filled);
  go(url, false);
});

addEventListener("popstate", () => {
  const url = new URL(location.href);
  if (url.pathname === path && view()) show(url).then((reached) => reached && land(url.hash, false));
});
