// Keeps the page and its parts, and answers with them when nobody else does. The page is asked anew while there is a
// network, since it brings the newest list of revoked papers; its parts have their content in their names.
const KEPT = "korat-papers";
const PAGE = "{% url "web:verify_offline" %}";
const PARTS = [
  "{% static "web/verify/page.js" %}", "{% static "web/verify/ed25519.js" %}", "{% static "web/verify/paper.js" %}",
  "{% static "web/verify/pdf.js" %}", "{% static "web/verify/signature.js" %}", "{% static "web/verify/additions.js" %}",
  "{% static "web/verify/offline.css" %}", "{% static "web/mark.svg" %}",
  "{% static "vendor/fonts/noto-sans-thai-looped-thai-400-normal.woff2" %}",
  "{% static "vendor/fonts/noto-sans-thai-looped-latin-400-normal.woff2" %}", "{% url "web:verify_manifest" %}",
];
const PATIENCE_MS = 4000;

addEventListener("install", (event) => {
  event.waitUntil(caches.open(KEPT).then((kept) => kept.addAll([PAGE, ...PARTS])).then(() => skipWaiting()));
});
addEventListener("activate", (event) => event.waitUntil(clients.claim()));

async function newest(request) {
  const kept = await caches.open(KEPT);
  try {
    const answer = await fetch(request, { signal: AbortSignal.timeout(PATIENCE_MS) });
    if (answer.ok) await kept.put(PAGE, answer.clone());
    return answer.ok ? answer : ((await kept.match(PAGE)) ?? answer);
  } catch {
    return kept.match(PAGE);
  }
}

addEventListener("fetch", (event) => {
  const { pathname } = new URL(event.request.url);
  if (event.request.method !== "GET") return;
  if (pathname === PAGE) event.respondWith(newest(event.request));
  else if (PARTS.includes(pathname)) {
    event.respondWith(caches.match(pathname).then((kept) => kept ?? fetch(event.request)));
  }
});
