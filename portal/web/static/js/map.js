// The map of a table: <div data-map="address of its data"> asks for what lies in view and draws it over a sketch of
// the city, or over a base map where the portal has one. Without this script the page shows a still picture.
// Leaflet is loaded before. Clusters come from the server; a lone row opens a card that leads to the row.

const MOST_ZOOM = 18;
const MOST_WAIT = 10_000;
const words = new Intl.NumberFormat(document.documentElement.lang);

function start(place) {
  const said = place.dataset;
  place.hidden = false;
  const map = L.map(place, {
    minZoom: 4, maxZoom: MOST_ZOOM, zoomControl: false, attributionControl: false,
    scrollWheelZoom: false, // the page scrolls on; the wheel zooms once the map is in use
  });
  map.on("focus", () => map.scrollWheelZoom.enable()).on("blur", () => map.scrollWheelZoom.disable());
  L.control.zoom({ zoomInTitle: said.zoomIn, zoomOutTitle: said.zoomOut }).addTo(map);
  const attribution = L.control.attribution({ prefix: false }).addTo(map);
  if (said.tiles) {
    const source = document.createElement("span");
    source.textContent = said.attribution || new URL(said.tiles.replace("{s}.", "")).host;
    L.tileLayer(said.tiles, { maxZoom: MOST_ZOOM, attribution: source.innerHTML }).addTo(map);
  } else {
    attribution.addAttribution(said.sketch);
    fetch(said.outline).then((answer) => answer.json()).then((outline) => drawOutline(map, outline)).catch(() => {});
  }
  const [west, south, east, north] = (said.bounds || "105.28,20.56,106.03,21.39").split(",").map(Number);
  map.fitBounds([[south, west], [north, east]], { padding: [28, 28], maxZoom: 15 });
  for (const still of document.querySelectorAll("[data-map-picture]")) still.remove();
  follow(map, place);
}

// Asks anew whenever the map has moved; what is on its way is given up.
function follow(map, place) {
  const marks = L.layerGroup().addTo(map);
  let asked;
  const look = async () => {
    asked?.abort();
    asked = new AbortController();
    const b = map.getBounds().pad(0.15);
    const address = new URL(place.dataset.map, location.href);
    const sides = [Math.max(-180, b.getWest()), Math.max(-90, b.getSouth()), Math.min(180, b.getEast()), Math.min(90, b.getNorth())];
    address.searchParams.set("bounds", sides.map((side) => side.toFixed(5)).join(","));
    address.searchParams.set("zoom", map.getZoom());
    place.setAttribute("aria-busy", "true");
    try {
      const signal = AbortSignal.any ? AbortSignal.any([asked.signal, AbortSignal.timeout(MOST_WAIT)]) : asked.signal;
      const answer = await fetch(address, { signal, headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(answer.status);
      show(map, marks, await answer.json(), place);
      tell(place, "");
      place.removeAttribute("aria-busy");
      place.dataset.drawn = "yes";
    } catch (error) {
      if (error.name !== "AbortError") tell(place, place.dataset.failed);
    }
  };
  // Opening a card may move the map a little: its mark must not be taken away under it. What came into view
  // meanwhile is asked for when it closes.
  let isOpen = false;
  let hasMoved = false;
  map.on("moveend", () => { if (isOpen) hasMoved = true; else look(); });
  map.on("popupopen", () => { isOpen = true; }).on("popupclose", () => {
    isOpen = false;
    if (hasMoved) look();
    hasMoved = false;
  });
  look();
}

function tell(place, text) {
  const line = place.parentElement.querySelector("[data-map-note]");
  if (line) line.textContent = text;
}

function drawOutline(map, outline) {
  map.createPane("outline").style.zIndex = "250";
  L.geoJSON(outline, {
    pane: "outline", interactive: false, style: (feature) => ({ className: feature.properties.kind, fillOpacity: 1 }),
  }).addTo(map);
}

function show(map, marks, found, place) {
  marks.clearLayers();
  for (const cluster of found.clusters) {
    if (cluster.row) dot(L.latLng(cluster.at), cluster.row, place).addTo(marks);
    else group(map, cluster).addTo(marks);
  }
  if (!found.shapes) return;
  L.geoJSON(found.shapes, {
    style: () => ({ color: "var(--c1)", weight: 2.5 }),
    pointToLayer: (feature, at) => dot(at, feature.properties.row, place),
    onEachFeature: (feature, layer) => {
      if (feature.geometry?.type !== "Point") card(layer, feature.properties.row, place);
    },
  }).addTo(marks);
}

// Many rows as one circle with their number: pressed, the map shows them apart.
function group(map, cluster) {
  const size = Math.round(26 + 9 * Math.log10(cluster.count));
  const icon = L.divIcon({ className: "map-cluster", html: words.format(cluster.count), iconSize: [size, size] });
  const open = () => {
    const [[south, west], [north, east]] = cluster.bounds;
    const isSpot = north - south < 1e-7 && east - west < 1e-7;
    if (isSpot) map.setView(cluster.at, Math.min(MOST_ZOOM, map.getZoom() + 3));
    else map.fitBounds(cluster.bounds, { padding: [40, 40], maxZoom: MOST_ZOOM });
  };
  return L.marker(cluster.at, { icon, riseOnHover: true }).on("click", open)
    .on("keypress", (event) => { if (event.originalEvent.key === "Enter") open(); });
}

function dot(at, row, place) {
  const icon = L.divIcon({ className: "map-place", iconSize: [18, 18], html: "" });
  return card(L.marker(at, { icon, title: place.dataset.row }), row, place);
}

// The row is fetched when its card opens; its texts are never read as HTML.
function card(layer, row, place) {
  const box = document.createElement("div");
  layer.bindPopup(box, { minWidth: 180, maxWidth: 280, maxHeight: 260, closeButton: true });
  layer.on("popupopen", async ({ popup }) => {
    const address = new URL(place.dataset.place, location.href);
    address.searchParams.set("row", row);
    try {
      const answer = await fetch(address, { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(answer.status);
      box.replaceChildren(...parts(await answer.json(), place));
    } catch {
      box.textContent = place.dataset.failed;
    }
    popup.update();
  });
  return layer;
}

function parts(row, place) {
  const title = document.createElement("b");
  title.textContent = row.title;
  const list = Object.assign(document.createElement("dl"), { className: "mbs mbe" });
  for (const [label, value] of row.fields) {
    const [name, text] = [document.createElement("dt"), document.createElement("dd")];
    name.className = "small mute";
    name.textContent = label;
    text.textContent = value;
    list.append(name, text);
  }
  const link = document.createElement("a");
  link.href = row.url;
  link.textContent = place.dataset.details;
  return [title, list, link];
}

document.querySelectorAll("[data-map]").forEach(start);
