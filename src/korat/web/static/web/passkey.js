// Asks the device for a passkey, or to make one, and sends what it answers with the form. WebAuthn Level 2.

const form = document.querySelector("main form[method=post]");
const { publicKey } = JSON.parse(document.getElementById("passkey-options").textContent);
const failed = form.querySelector("[data-passkey-failed]");

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const known = (list) => (list ?? []).map((one) => ({ ...one, id: bytes(one.id) }));

function ask() {
  const challenge = bytes(publicKey.challenge);
  if (publicKey.user) {
    const user = { ...publicKey.user, id: bytes(publicKey.user.id) };
    const excludeCredentials = known(publicKey.excludeCredentials);
    return navigator.credentials.create({ publicKey: { ...publicKey, challenge, user, excludeCredentials } });
  }
  return navigator.credentials.get({ publicKey: { ...publicKey, challenge, allowCredentials: known(publicKey.allowCredentials) } });
}

function said({ id, rawId, type, response }, extensions) {
  const answer = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"])
    if (response[name]) answer[name] = text(response[name]);
  return { id, rawId: text(rawId), type, response: answer, clientExtensionResults: extensions };
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  failed.hidden = true;
  try {
    const made = await ask();
    form.elements.credential.value = JSON.stringify(said(made, made.getClientExtensionResults()));
    form.submit();
  } catch {
    failed.hidden = false;
  }
});
