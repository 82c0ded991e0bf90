// A worker says "I stand at the place": the device tells where, for this one form alone.

const precise = { enableHighAccuracy: true, timeout: 15000, maximumAge: 30000 };

for (const box of document.querySelectorAll("[data-stood]")) {
  const [lat, lon] = ["lat", "lon"].map((name) => box.querySelector(`input[name$="${name}"]`));
  const status = box.querySelector("[role=status]");
  const say = (text, metres = 0) => { status.textContent = text.replace("{n}", Math.round(metres)); };
  const found = ({ coords }) => {
    lat.value = coords.latitude.toFixed(6);
    lon.value = coords.longitude.toFixed(6);
    say(box.dataset.found, coords.accuracy);
  };
  box.querySelector("button").addEventListener("click", () => {
    say(box.dataset.asking);
    if (navigator.geolocation) navigator.geolocation.getCurrentPosition(found, () => say(box.dataset.refused), precise);
    else say(box.dataset.refused);
  });
}
