// A map without outside tiles: the outline, the districts' points, the public faces. The list beside it
// says the same. Each canvas announces its Leaflet map as the event "korat:map", for the placing of a report.

const APART = 46;
const LISTED = 8;
const L = window.L;
const OPTIONS = {
  attributionControl: false,
  maxZoom: 17,
  minZoom: 7,
  scrollWheelZoom: false,
  zoomControl: false,
  zoomSnap: 0.25,
};

async function geojson(url) {
  if (!url) return { type: "FeatureCollection", features: [] };
  const answer = await fetch(url, { headers: { Accept: "application/geo+json" } });
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  return answer.json();
}

// Text goes in as text nodes: what a pack or a person wrote is never read as HTML.
function element(tag, ...inside) {
  const made = document.createElement(tag);
  made.append(...inside);
  return made;
}

function line({ title, state, place, about, url }, says) {
  const name = element(url ? "a" : "b", title);
  if (url) name.href = url;
  const where = about ? `${place} (${says.about})` : place;
  return element("li", element("p", name), element("p", [state, where].filter(Boolean).join(" · ")));
}

function popup(members, says) {
  const lines = members.slice(0, LISTED).map((member) => line(member.properties, says));
  if (members.length > LISTED) lines.push(element("li", `+ ${members.length - LISTED}`));
  return element("ul", ...lines);
}

function district(feature, where) {
  const name = element("span", feature.properties.name ?? "");
  const icon = L.divIcon({ className: "district", html: name, iconSize: [8, 8] });
  return L.marker(where, { icon, interactive: false, keyboard: false });
}

// Pins closer than a fingertip become one pin with a number, so that each can be hit.
function gather(map, faces) {
  const groups = [];
  for (const face of faces) {
    const [lon, lat] = face.geometry.coordinates;
    const point = map.project([lat, lon]);
    const near = groups.find(({ at }) => Math.max(Math.abs(at.x - point.x), Math.abs(at.y - point.y)) < APART);
    if (near) near.members.push(face);
    else groups.push({ at: point, where: [lat, lon], members: [face] });
  }
  return groups;
}

function nameClose(open, name) {
  open.getElement().querySelector(".leaflet-popup-close-button")?.setAttribute("aria-label", name);
}

// A pin on the point of an area, not of the thing, is round and hollow.
function pin({ where, members }, says) {
  const [{ properties: first }] = members;
  const many = members.length > 1;
  const icon = L.divIcon({
    className: many ? "pin many" : `pin ${first.colour ?? "slate"}${first.about ? " about" : ""}`,
    html: many ? element("span", String(members.length)) : "",
    iconSize: [44, 44],
    popupAnchor: [0, -8],
  });
  const name = many ? `${members.length}: ${first.title} …` : first.title;
  const marker = L.marker(where, { icon, alt: name, title: name, zIndexOffset: 1000 });
  return marker.bindPopup(popup(members, says), { minWidth: 200, maxWidth: 280, maxHeight: 240 });
}

function overlap(one, other) {
  const across = one.left < other.right && other.left < one.right;
  return across && one.top < other.bottom && other.top < one.bottom;
}

// A district's name shows where it covers neither a pin nor a name before it.
function thinNames(canvas) {
  const taken = Array.from(canvas.querySelectorAll(".pin"), (each) => each.getBoundingClientRect());
  for (const name of canvas.querySelectorAll(".district span")) {
    name.hidden = false;
    const box = name.getBoundingClientRect();
    name.hidden = taken.some((other) => overlap(box, other));
    if (!name.hidden) taken.push(box);
  }
}

// The one place of a case, marked.
function lookAt(map, where, name) {
  map.setView(where, 10.5);
  const icon = L.divIcon({ className: "pin mine", iconSize: [48, 48] });
  L.marker(where, { icon, alt: name, title: name, keyboard: false, interactive: false, zIndexOffset: 900 }).addTo(map);
}

function show(canvas, outline, districts, faces) {
  const says = canvas.dataset;
  const map = L.map(canvas, OPTIONS);
  const pins = L.layerGroup();
  const redraw = () => {
    pins.clearLayers();
    for (const group of gather(map, faces.features)) {
      const made = pin(group, says).addTo(pins);
      made.getElement().setAttribute("aria-label", made.options.alt);
    }
    requestAnimationFrame(() => thinNames(canvas));
  };
  map.on("popupopen", ({ popup: open }) => nameClose(open, says.close));
  const land = L.geoJSON(outline, { style: { className: "outline" }, interactive: false });
  const points = L.geoJSON(districts, { pointToLayer: district });
  const all = [land, points, L.geoJSON(faces)].map((layer) => layer.getBounds()).find((box) => box.isValid());
  if (says.lat) lookAt(map, [Number(says.lat), Number(says.lon)], says.here);
  else if (all) map.fitBounds(all, { padding: [8, 8] });
  const titles = { zoomInTitle: says.zoomIn, zoomOutTitle: says.zoomOut };
  L.control.zoom({ ...titles, position: "bottomright" }).addTo(map);
  for (const layer of [land, points, pins]) layer.addTo(map);
  map.on("zoomend", redraw);
  redraw();
  return map;
}

for (const canvas of document.querySelectorAll("[data-map]")) {
  const { outline, districts, faces } = canvas.dataset;
  Promise.all([outline, districts, faces].map(geojson))
    .then((parts) => new CustomEvent("korat:map", { bubbles: true, detail: show(canvas, ...parts) }))
    .then((event) => canvas.dispatchEvent(event))
    .catch(() => { canvas.hidden = true; });
}
