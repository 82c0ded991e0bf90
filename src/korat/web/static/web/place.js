// Where is it? The phone may say; the pin may be moved, by finger or by arrow keys. Else the form asks in words.

// About twenty metres.
const STEP = 0.0002;
const STEPS = { ArrowUp: [STEP, 0], ArrowDown: [-STEP, 0], ArrowLeft: [0, -STEP], ArrowRight: [0, STEP] };
const TRUSTED = 100;
const box = document.querySelector("[data-place]");
// The form also carries `photo_lat`: what the photograph knows is not what the pin says.
const hidden = (name) => box.closest("form").querySelector(`input[name="${name}"]`);
const [lat, lon, accuracy] = [hidden("lat"), hidden("lon"), hidden("accuracy")];
const found = box.querySelector(".found");
let map, pin, ring;

function say(text, metres) {
  found.textContent = text.replace("{n}", Math.round(metres).toLocaleString());
}

function keep(where, metres) {
  lat.value = where.lat.toFixed(6);
  lon.value = where.lng.toFixed(6);
  accuracy.value = metres === null ? "" : Math.round(metres);
}

function draw(where, metres) {
  if (!map) return;
  const L = window.L;
  ring?.remove();
  if (metres) ring = L.circle(where, { radius: metres, className: "accuracy", interactive: false }).addTo(map);
  if (pin) pin.setLatLng(where);
  else pin = placePin(L, where);
}

function placePin(L, where) {
  const icon = L.divIcon({ className: "pin mine", iconSize: [48, 48] });
  const made = L.marker(where, { icon, draggable: true, autoPan: true, title: box.dataset.pin }).addTo(map);
  made.getElement().setAttribute("aria-label", box.dataset.pin);
  made.on("dragend", () => moved(made.getLatLng()));
  made.on("keydown", ({ originalEvent: key }) => {
    if (!(key.key in STEPS)) return;
    const [north, east] = STEPS[key.key];
    key.preventDefault();
    key.stopPropagation();
    const now = made.getLatLng();
    moved({ lat: now.lat + north, lng: now.lng + east });
  });
  return made;
}

// The page came again, with what was placed before.
function back(where, metres) {
  map.setView(where, 13);
  draw(where, metres);
}

function moved(where) {
  keep(where, null);
  draw(where, null);
  say(box.dataset.moved, 0);
}

function located({ coords }) {
  const where = { lat: coords.latitude, lng: coords.longitude };
  keep(where, coords.accuracy);
  say(coords.accuracy <= TRUSTED ? box.dataset.near : box.dataset.far, coords.accuracy);
  map?.setView(where, coords.accuracy <= TRUSTED ? 16 : 13);
  draw(where, coords.accuracy);
}

box.querySelector("button")?.addEventListener("click", () => {
  if (!navigator.geolocation) return say(box.dataset.refused, 0);
  const precise = { enableHighAccuracy: true, timeout: 20000 };
  say(box.dataset.asking, 0);
  navigator.geolocation.getCurrentPosition(located, () => say(box.dataset.refused, 0), precise);
});

box.addEventListener("korat:map", ({ detail }) => {
  map = detail;
  if (lat.value && lon.value) back({ lat: Number(lat.value), lng: Number(lon.value) }, Number(accuracy.value));
  map.on("click", ({ latlng }) => moved(latlng));
});
