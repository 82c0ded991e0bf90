// A paper's seal, read and judged as blocks/documents/papers does: base32, CBOR, COSE_Sign1, the list of revoked papers.
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const TEXT = /^(?:https?:\/\/[^/\s]{1,200}\/verify\/)?([a-z2-7]{40,640})$/i;
const MOST_BYTES = 400;
const [ID, DIGEST, KIND, NUMBER, ISSUER, ISSUED, EXPIRES] = [1, 2, 3, 4, 5, 6, 7];
const [HOUR, DAY] = [3_600_000, 86_400_000];

export const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
export const unhex = (text) => Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));

function base32(text) {
  let [bits, held] = [0, 0];
  const bytes = [];
  for (const letter of text) {
    held = (held << 5) | LETTERS.indexOf(letter);
    bits += 5;
    if (bits >= 8) bytes.push((held >> (bits -= 8)) & 255);
    held &= 255;
  }
  if (bits >= 5 || held & ((1 << bits) - 1)) throw new Error("not as we write it");
  return Uint8Array.from(bytes);
}

// The little of CBOR (RFC 8949) that a seal is made of. Whatever else comes is no seal.
class Cbor {
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }

  take(count) {
    if (this.at + count > this.bytes.length) throw new Error("cut short");
    return this.bytes.subarray(this.at, (this.at += count));
  }

  size(short) {
    if (short < 24) return short;
    if (short > 26) throw new Error("not in a seal");
    return this.take(1 << (short - 24)).reduce((sum, byte) => sum * 256 + byte, 0);
  }

  value() {
    const [first] = this.take(1);
    const count = this.size(first & 31);
    switch (first >> 5) {
      case 0: return count;
      case 1: return -1 - count;
      case 2: return this.take(count);
      case 3: return new TextDecoder("utf-8", { fatal: true }).decode(this.take(count));
      case 4: return Array.from({ length: count }, () => this.value());
      case 5: return new Map(Array.from({ length: count }, () => [this.value(), this.value()]));
      case 6: return { tag: count, value: this.value() };
      default: throw new Error("not in a seal");
    }
  }
}

function cbor(bytes) {
  const reader = new Cbor(bytes);
  const value = reader.value();
  if (reader.at !== bytes.length) throw new Error("more than a seal");
  return value;
}

const head = (kind, size) => (size < 24 ? [kind | size] : size < 256 ? [kind | 24, size] : [kind | 25, size >> 8, size & 255]);

// What is signed (RFC 9052, section 4.4).
function signed(guarded, payload) {
  const context = new TextEncoder().encode("Signature1");
  return Uint8Array.from([
    0x84, ...head(0x60, context.length), ...context, ...head(0x40, guarded.length), ...guarded, 0x40,
    ...head(0x40, payload.length), ...payload,
  ]);
}

// The claims and what proves them; null for what is no paper's seal, or not all of one.
export function read(text) {
  const found = TEXT.exec(text.replace(/\s+/g, ""));
  try {
    const bytes = base32(found[1].toUpperCase());
    const { tag, value } = cbor(bytes);
    const [guarded, open, payload, signature] = value;
    const header = cbor(guarded);
    const claims = cbor(payload);
    if (!(open instanceof Map) || open.size) return null;
    if (tag !== 18 || value.length !== 4 || header.get(1) !== -8 || bytes.length > MOST_BYTES) return null;
    if (claims.get(ID).length !== 16 || claims.get(DIGEST).length !== 32) return null;
    return { claims: plain(claims), key: hex(header.get(4)), signature, message: signed(guarded, payload) };
  } catch {
    return null;
  }
}

function plain(claims) {
  const day = (label) => (claims.has(label) ? new Date(claims.get(label) * DAY) : null);
  return {
    id: claims.get(ID), digest: hex(claims.get(DIGEST)), kind: String(claims.get(KIND)), number: String(claims.get(NUMBER)),
    issuer: String(claims.get(ISSUER)), issued: day(ISSUED), expires: day(EXPIRES),
  };
}

const digestOf = async (bytes) => hex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));

// The list, if one of the keys signed it; null if not.
export async function revocations(text, keys, holds) {
  try {
    const outer = JSON.parse(text);
    const key = keys.get(outer.key);
    if (!key || !(await holds(key, unhex(outer.signature), new TextEncoder().encode(outer.list)))) return null;
    const list = JSON.parse(outer.list);
    return { ...list, issued: new Date(list.issued), next: new Date(list.next), revoked: new Set(list.revoked) };
  } catch {
    return null;
  }
}

// `known`: { issuer, keys, list, holds }. The states are those of the command and of the server.
export async function check(text, known, now = new Date()) {
  const seal = read(text);
  if (!seal) return { state: "not_a_paper" };
  const { claims } = seal;
  const hours = known.list ? Math.max(0, Math.floor((now - known.list.issued) / HOUR)) : null;
  return { ...(await judged(seal, known, now)), claims, hours };
}

async function judged({ claims, key, signature, message }, known, now) {
  if (!known.keys.has(key)) {
    return claims.issuer === known.issuer ? { state: "altered", why: "seal" } : { state: "unknown_issuer" };
  }
  if (!(await known.holds(known.keys.get(key), signature, message))) return { state: "altered", why: "seal" };
  if (known.list?.revoked.has((await digestOf(claims.id)).slice(0, 16))) return { state: "revoked" };
  if (claims.expires && now - claims.expires >= DAY) return { state: "expired" };
  return { state: "valid" };
}

// A file: its seal, whether the data beside it are the sealed ones, and whose signature its pages bear.
export async function checkFile({ seal, data, whole, signature }, known, now = new Date()) {
  if (!whole) return { state: "altered", why: "file" };
  if (!seal || !data) return { state: "not_a_paper" };
  const found = await check(new TextDecoder().decode(seal), known, now);
  if (found.state === "altered" || found.state === "unknown_issuer" || found.state === "not_a_paper") return found;
  if ((await digestOf(data)) !== found.claims.digest) return { ...found, state: "altered", why: "data" };
  if (signature.why) return { ...found, state: "altered", why: signature.why };
  return { ...found, signedBy: signature.by, content: JSON.parse(new TextDecoder().decode(data)).content };
}
