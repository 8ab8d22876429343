// Filters beside the results: on wide screens ticking a box searches at once and the focus stays where it was.
// On phones the sheet keeps its button, so that several boxes can be ticked.
const KEY = "facet";
const form = document.getElementById("bo-loc");

form?.addEventListener("change", (event) => {
  const box = event.target;
  if (box.type !== "checkbox" || !matchMedia("(min-width: 62rem)").matches) return;
  sessionStorage.setItem(KEY, JSON.stringify([box.name, box.value, scrollY]));
  form.requestSubmit();
});

const kept = sessionStorage.getItem(KEY);
if (form && kept) {
  sessionStorage.removeItem(KEY);
  const [name, value, top] = JSON.parse(kept);
  const box = [...form.elements].find((e) => e.name === name && e.value === value);
  for (let node = box; node; node = node.parentElement.closest("details")) if (node.open === false) node.open = true;
  box?.focus({ preventScroll: true });
  scrollTo(0, top);
}
