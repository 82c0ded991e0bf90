// The page that checks papers without us. Its parts are named in the page, so that each is kept under its own address.
const page = document.getElementById("offline");
const NAMES = ["ed25519", "paper", "pdf", "signature", "additions"];
const [ed25519, paper, pdf, signature, additions] = await Promise.all(NAMES.map((name) => import(page.dataset[name])));
const { trust, list, words } = JSON.parse(document.getElementById("kept").textContent);
const ours = trust.keys.filter((key) => key.use === "papers");
const keys = new Map(ours.map((key) => [key.id, paper.unhex(key.public)]));
const known = { issuer: trust.issuer, keys, holds: ed25519.holds, list: await paper.revocations(list, keys, ed25519.holds) };
const form = document.getElementById("check");
const answer = document.getElementById("answer");

function line(parent, tag, text) {
  const made = document.createElement(tag);
  made.textContent = text;
  parent.append(made);
  return made;
}

const day = (date) => date.toLocaleDateString(document.documentElement.lang, { dateStyle: "long", timeZone: "UTC" });

function facts({ state, claims, content, signedBy }) {
  if (!claims || state === "altered" || state === "unknown_issuer") return [];
  const said = [[words.labels.kind, words.kinds[claims.kind] ?? claims.kind], [words.labels.number, claims.number]];
  said.push([words.labels.issued, day(claims.issued)]);
  if (claims.expires) said.push([words.labels.expires, day(claims.expires)]);
  if (signedBy) said.push([words.labels.signed_by, signedBy]);
  if (content?.big) said.push([words.big[claims.kind] ?? words.labels.number, content.big]);
  return said.concat((content?.rows ?? []).map((row) => [row.label, row.value]));
}

// In hours below two days, since a paper may be taken back within the hour.
function age({ hours }) {
  if (hours === null) return words.no_list;
  if (hours < 2) return words.hour;
  return hours < 48 ? words.hours.replace("{hours}", hours) : words.days.replace("{days}", Math.floor(hours / 24));
}

function show(found) {
  answer.replaceChildren();
  answer.dataset.state = found.state;
  answer.hidden = false;
  line(answer, "h2", words.titles[found.state]);
  const why = found.state === "altered" ? words.altered[found.why] : words.texts[found.state];
  line(answer, "p", (why ?? "").replace("{issuer}", found.claims?.issuer ?? ""));
  if (found.claims) line(answer, "p", age(found));
  const rows = facts(found);
  if (rows.length) {
    line(answer, "p", words.compare);
    const listed = line(answer, "dl", "");
    for (const [label, value] of rows) {
      line(listed, "dt", label);
      line(listed, "dd", value);
    }
  }
  answer.focus();
}

async function ofFile(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const signed = await signature.check(bytes, { authorities: trust.authorities, harmless: additions.harmless });
  return paper.checkFile({ ...(await pdf.attached(bytes)), signature: signed }, known);
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const [file] = form.elements.file.files;
  show(file ? await ofFile(file) : await paper.check(form.elements.text.value, known));
});

// The camera, where the browser reads QR codes itself. Elsewhere the phone's own camera app gives the text.
const video = document.getElementById("camera");
const start = document.getElementById("scan");
if ("BarcodeDetector" in window && navigator.mediaDevices?.getUserMedia) start.hidden = false;
start.addEventListener("click", async () => {
  const detector = new BarcodeDetector({ formats: ["qr_code"] });
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } }).catch(() => null);
  if (!stream) return;
  video.srcObject = stream;
  video.hidden = false;
  await video.play();
  let [code] = [];
  while (!code && stream.active) {
    [code] = await detector.detect(video).catch(() => []);
    await new Promise((resume) => setTimeout(resume, 200));
  }
  for (const track of stream.getTracks()) track.stop();
  video.hidden = true;
  form.elements.text.value = code.rawValue;
  form.requestSubmit();
});

if ("serviceWorker" in navigator) {
  await navigator.serviceWorker.register(page.dataset.worker).catch(() => null);
  navigator.serviceWorker.ready.then(() => document.getElementById("kept-here").removeAttribute("hidden"));
}
page.dataset.ready = "yes";
