// Draws charts with Vega-Lite in the colours and the font of the page. The spec comes from the server (see
// portal/tabular/charts/vega.py) or from a script of the page:
//
//   <figure data-chart>
//     <div data-drawing hidden></div>                          where it is drawn
//     <p data-pointed></p>                                     what the pointer is on, as text (may be missing)
//     <p data-tools hidden><button data-export="svg">…</p>     buttons `svg` and `png` (may be missing)
//     <script type="application/json" data-spec>…</script>     drawn when the page has loaded (may be missing)
//   </figure>
//
//   window.portalChart.draw(figure, spec, rows)                drawn now, with `rows` as its data if given;
//                                                              again for the same figure: drawn anew.
// A colour `--c1` in a spec names a token of the page. Vega, Vega-Lite and vega-interpreter are loaded before;
// expressions are interpreted, so that the page needs no unsafe-eval.

const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const views = new WeakMap();

function config(width) {
  const text = { labelColor: token("--ink-2"), titleColor: token("--ink-2"), labelFontSize: 13, titleFontSize: 13 };
  return {
    background: null,
    font: "Be Vietnam Pro, system-ui, sans-serif",
    axis: {
      ...text, titleFontWeight: 500, gridColor: token("--line"), domainColor: token("--edge"), tickColor: token("--edge"),
      labelLimit: Math.max(90, Math.min(260, width * 0.36)),
    },
    axisY: { titleLimit: 280 },
    axisX: { titleLimit: Math.max(160, width * 0.7) },
    legend: { ...text, orient: "top", columns: width < 480 ? 2 : 3, symbolLimit: 12, labelLimit: width < 480 ? 120 : 200 },
    view: { stroke: null },
    mark: { color: token("--c1") },
    text: { color: token("--ink") },
    range: { category: [1, 2, 3, 4, 5, 6].map((n) => token(`--c${n}`)) },
  };
}

// The spec with the page's colours in place of their names; data are left as they are.
function coloured(part) {
  if (typeof part === "string") return part.startsWith("--") ? token(part) : part;
  if (Array.isArray(part)) return part.map(coloured);
  if (part === null || typeof part !== "object") return part;
  return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, key === "data" ? value : coloured(value)]));
}

const LOCALE = document.documentElement.lang === "vi" ? {
  number: { decimal: ",", thousands: ".", grouping: [3], currency: ["", " đ"] },
  time: {
    dateTime: "%H:%M %d/%m/%Y", date: "%d/%m/%Y", time: "%H:%M:%S", periods: ["SA", "CH"],
    days: ["Chủ nhật", "Thứ hai", "Thứ ba", "Thứ tư", "Thứ năm", "Thứ sáu", "Thứ bảy"],
    shortDays: ["CN", "T2", "T3", "T4", "T5", "T6", "T7"],
    months: Array.from({ length: 12 }, (_, n) => `tháng ${n + 1}`),
    shortMonths: Array.from({ length: 12 }, (_, n) => `Th${n + 1}`),
  },
} : undefined;

async function draw(figure, spec, rows) {
  const place = figure.querySelector("[data-drawing]");
  views.get(figure)?.finalize();
  place.hidden = false;
  const whole = rows ? { ...spec, data: { values: rows } } : spec;
  const logger = vega.logger(vega.Error);
  const compiled = vegaLite.compile(coloured(whole), { config: config(place.clientWidth), logger }).spec;
  const view = new vega.View(vega.parse(compiled, null, { ast: true }), {
    expr: vegaInterpreter.expressionInterpreter,
    locale: LOCALE,
    renderer: "canvas", // SVG would carry inline styles, which the page's policy refuses
    container: place,
    hover: true,
    logLevel: vega.Error,
    tooltip: (_handler, _event, _item, value) => tell(figure, value),
  });
  views.set(figure, view);
  // A canvas does not wait for fonts, and does not draw anew when they arrive.
  await Promise.allSettled([400, 500, 600].map((weight) => document.fonts.load(`${weight} 13px 'Be Vietnam Pro'`, "Nễ")));
  await view.runAsync();
  for (const still of figure.querySelectorAll("[data-still]")) still.remove();
  const tools = figure.querySelector("[data-tools]");
  if (tools) tools.hidden = false;
  figure.dataset.drawn = "yes";
}

// What the pointer is on, as text below the drawing: nothing follows the pointer or hides what it points at.
function tell(figure, value) {
  const line = figure.querySelector("[data-pointed]");
  if (!line) return;
  const pairs = value && typeof value === "object" ? Object.entries(value) : [];
  line.textContent = pairs.map(([name, text]) => `${name}: ${text}`).join(" · ");
}

// On the page's own ground: a dark chart on white paper could not be read.
async function save(figure, kind) {
  const view = views.get(figure);
  if (!view) return;
  view.background(token("--surface"));
  const address = kind === "svg"
    ? URL.createObjectURL(new Blob([await view.toSVG()], { type: "image/svg+xml" }))
    : await view.toImageURL("png", 2);
  view.background(null);
  const link = Object.assign(document.createElement("a"), { href: address, download: `${figure.dataset.name || "chart"}.${kind}` });
  link.click();
  if (kind === "svg") setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

function redrawAll() {
  for (const figure of document.querySelectorAll("figure[data-chart]")) {
    const spec = figure.querySelector("[data-spec]");
    if (spec) draw(figure, JSON.parse(spec.textContent)).catch((error) => console.warn("chart:", error));
  }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-export]");
  if (button) save(button.closest("figure[data-chart]"), button.dataset.export);
});
// Colours change with the device's theme.
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redrawAll);
window.portalChart = { draw };
redrawAll();
