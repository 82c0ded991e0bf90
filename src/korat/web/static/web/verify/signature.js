// Whose signature a paper bears: the CMS (RFC 5652) that a PDF holds, as PAdES asks for it (ETSI EN 319 142-1), under one of the
// certificates that the page carries.
const [SEQUENCE, SET, INTEGER, OCTETS, OID, BITS, BOOLEAN] = [0x30, 0x31, 0x02, 0x04, 0x06, 0x03, 0x01];
const SIGNED_DATA = "2a864886f70d010702";
const DATA = "2a864886f70d010701";
const STAMP = "2a864886f70d0109100104";
const [CONTENT_TYPE, MESSAGE_DIGEST] = ["2a864886f70d010903", "2a864886f70d010904"];
const SIGNING_CERTIFICATE = "2a864886f70d010910022f";
const SHA256 = "608648016503040201";
const ECDSA = "2a8648ce3d040302";
const RSA = ["2a864886f70d01010b", "2a864886f70d010101"];
const [BASIC_CONSTRAINTS, KEY_USAGE, PURPOSES] = ["551d13", "551d0f", "551d25"];
const ORGANISATION = "55040a";
const CONTENT_COMMITMENT = 0x40;

const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
const same = (one, other) => hex(one) === hex(other);
const sha256 = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));

function need(condition, why = "not as we sign") {
  if (!condition) throw new Error(why);
}

// One value in DER (X.690) at its place. A length that is open, or longer than it need be, is not DER.
export function der(bytes, at = 0) {
  need(at + 2 <= bytes.length);
  let [size, body] = [bytes[at + 1], at + 2];
  if (size > 127) {
    const digits = size - 128;
    need(digits >= 1 && digits <= 3);
    size = bytes.subarray(body, (body += digits)).reduce((sum, byte) => sum * 256 + byte, 0);
    need(size > 127 && size >= 256 ** (digits - 1));
  }
  need(body + size <= bytes.length);
  return { tag: bytes[at], whole: bytes.subarray(at, body + size), body: bytes.subarray(body, body + size) };
}

function parts(value, tag = SEQUENCE) {
  need(value?.tag === tag);
  const found = [];
  for (let at = 0; at < value.body.length; at += found.at(-1).whole.length) found.push(der(value.body, at));
  return found;
}

const only = (list) => (need(list.length === 1), list[0]);
const oid = (value) => (need(value?.tag === OID), hex(value.body));
const named = (values, tag) => values.find((value) => value.tag === tag);
const algorithm = (value) => oid(parts(value)[0]);

function certificate(bytes) {
  const [signed, how, signature] = parts(der(bytes));
  const fields = parts(signed);
  const [version, serial, , issuer, validity, subject, key] = fields;
  need(version.tag === 0xa0 && signature.tag === BITS && signature.body[0] === 0);
  const [from, to] = parts(validity).map(moment);
  const extensions = new Map(parts(der(named(fields, 0xa3).body)).map((one) => {
    const held = parts(one);
    need(held.length === 2 || held[1].tag === BOOLEAN);
    return [oid(held[0]), held.at(-1).body];
  }));
  return {
    bytes, signed: signed.whole, how: algorithm(how), signature: signature.body.subarray(1), serial: serial.whole, issuer: issuer.whole,
    subject, key: key.whole, from, to, extensions,
  };
}

// UTCTime until 2049, GeneralizedTime after it (RFC 5280, 4.1.2.5), both to the second in UTC.
function moment({ tag, body }) {
  const text = new TextDecoder("latin1").decode(body);
  const [, year, ...rest] = /^(\d{2}|\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})Z$/.exec(text);
  need(year.length === (tag === 0x17 ? 2 : 4));
  const full = year.length === 4 ? Number(year) : Number(year) + (Number(year) < 50 ? 2000 : 1900);
  const [month, day, hour, minute, second] = rest.map(Number);
  return Date.UTC(full, month - 1, day, hour, minute, second);
}

function organisation({ subject }) {
  const names = parts(subject).map((one) => parts(only(parts(one, SET))));
  const found = names.find(([kind]) => oid(kind) === ORGANISATION);
  return found ? new TextDecoder().decode(found[1].body) : "";
}

// May this certificate seal papers? A stamp's, an authority's or a server's may not (RFC 5280, 4.2.1.3, 4.2.1.9, 4.2.1.12).
function sealsPapers({ extensions, from, to }, now) {
  const usage = der(extensions.get(KEY_USAGE) ?? new Uint8Array([BITS, 0]));
  const basic = extensions.get(BASIC_CONSTRAINTS);
  return usage.tag === BITS && (usage.body[1] & CONTENT_COMMITMENT) !== 0 && !extensions.has(PURPOSES)
    && (!basic || parts(der(basic)).length === 0) && from <= now && now <= to;
}

// ECDSA writes two numbers as DER; browsers want them side by side (IEEE P1363).
function sideBySide(signature) {
  const numbers = parts(der(signature)).map((one) => (need(one.tag === INTEGER), hex(one.body).replace(/^(00)+/, "")));
  need(numbers.length === 2 && numbers.every((number) => number.length <= 64));
  return Uint8Array.from(numbers.flatMap((number) => number.padStart(64, "0").match(/../g)), (pair) => parseInt(pair, 16));
}

async function holds({ key }, how, signature, data) {
  need(how === ECDSA || RSA.includes(how));
  const kind = how === ECDSA ? { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } : { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
  const loaded = await crypto.subtle.importKey("spki", key, kind, false, ["verify"]);
  return crypto.subtle.verify(kind, loaded, how === ECDSA ? sideBySide(signature) : signature, data);
}

function signedData(bytes) {
  const [kind, held] = parts(der(bytes));
  need(oid(kind) === SIGNED_DATA);
  const fields = parts(der(held.body));
  const [signer] = parts(fields.at(-1), SET).map((one) => parts(one));
  need(parts(fields.at(-1), SET).length === 1);
  const certificates = parts(named(fields, 0xa0), 0xa0).map((one) => certificate(one.whole));
  return { content: parts(fields[2]), signer, certificates };
}

function attributes(signer) {
  const said = parts(named(signer, 0xa0), 0xa0).map((one) => parts(one));
  const found = new Map(said.map(([kind, values]) => [oid(kind), only(parts(values, SET))]));
  need(found.size === said.length);
  return found;
}

// The certificate of who signed exactly these bytes. Throws for whatever is not wholly so.
async function signerOf(bytes, covered) {
  const { content, signer, certificates } = signedData(bytes);
  need(content.length === 1 && oid(content[0]) === DATA);
  const [, whose, digested] = signer;
  const [issuer, serial] = parts(whose);
  const by = certificates.find((one) => same(one.issuer, issuer.whole) && same(one.serial, serial.whole));
  const said = attributes(signer);
  need(by && algorithm(digested) === SHA256 && oid(said.get(CONTENT_TYPE)) === DATA);
  need(same(said.get(MESSAGE_DIGEST).body, await sha256(covered)));
  const [named_] = parts(parts(said.get(SIGNING_CERTIFICATE))[0]).map((one) => parts(one));
  need(same(named_.find((one) => one.tag === OCTETS).body, await sha256(by.bytes)));
  // What is signed is the set of attributes, tagged as a set (RFC 5652, 5.4).
  const set = Uint8Array.from(named(signer, 0xa0).whole);
  set[0] = SET;
  const at = signer.findIndex((one) => one.tag === 0xa0);
  need(await holds(by, algorithm(signer[at + 1]), signer[at + 2].body, set));
  return by;
}

// Whether a timestamp (RFC 3161) speaks of these bytes. Whose clock it was is not asked: it proves nothing to us.
async function stamps(bytes, covered) {
  const { content } = signedData(bytes);
  need(oid(content[0]) === STAMP);
  const [, , imprint] = parts(der(der(content[1].body).body));
  return same(parts(imprint)[1].body, await sha256(covered));
}

const pem = (text) => Uint8Array.from(atob(text.replace(/-----[^-]+-----|\s/g, "")), (letter) => letter.charCodeAt(0));

async function isOurs(by, authorities, now) {
  for (const one of authorities.map((text) => certificate(pem(text)))) {
    if (same(one.subject.whole, by.issuer) && sealsPapers(by, now) && (await holds(one, by.how, by.signature, by.signed))) return true;
  }
  return false;
}

const RANGE = /\/ByteRange ?\[\s*0 (\d+) (\d+) (\d+)\s*\]/g;

// Signatures and timestamps: what each covers, where it ends, and the DER in its room. No signature covers that room, so nothing
// but zeros may stand there beside it.
function* signatures(bytes, text) {
  for (const [, ...numbers] of text.matchAll(RANGE)) {
    const [first, second, length] = numbers.map(Number);
    if (text[first] !== "<" || text[second - 1] !== ">") continue;
    const room = text.slice(first + 1, second - 1);
    need(/^(?:[0-9a-f]{2})+$/i.test(room) && second + length <= bytes.length);
    const held = Uint8Array.from(room.match(/../g), (pair) => parseInt(pair, 16));
    const { whole } = der(held);
    need(held.subarray(whole.length).every((byte) => byte === 0));
    const covered = new Uint8Array(first + length);
    covered.set(bytes.subarray(0, first));
    covered.set(bytes.subarray(second, second + length), first);
    yield { der: whole, covered, end: second + length };
  }
}

// `harmless(text, end)`: the ends of what was added behind the signature, if all of it is ours to add; null if not.
// { why: "" | "signature" | "file", by }: as blocks/documents/papers/pades.py finds it.
export async function check(bytes, { authorities, harmless }, now = Date.now()) {
  const text = new TextDecoder("latin1").decode(bytes);
  if (!/%%EOF\s*$/.test(text.slice(-32))) return { why: "file" };
  try {
    const [seal, ...later] = signatures(bytes, text);
    if (!seal) return { why: "signature" };
    const by = await signerOf(seal.der, seal.covered);
    const ends = seal.end === bytes.length ? [] : harmless(text, seal.end);
    if (!ends || ends.join() !== later.map((one) => one.end).join()) return { why: "file" };
    for (const one of later) need(await stamps(one.der, one.covered));
    return { why: (await isOurs(by, authorities, now)) ? "" : "signature", by: organisation(by) };
  } catch {
    return { why: "file" };
  }
}
