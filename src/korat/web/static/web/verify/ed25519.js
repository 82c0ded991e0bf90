// Ed25519 (RFC 8032): by the browser where it can, else by these few lines (Chromium before 137, Firefox before 129, Safari before
// 17). Checking only: nothing secret passes here, so nothing is hidden from who measures time.
const P = 2n ** 255n - 19n;
const L = 2n ** 252n + 27742317777372353535851937790883648493n;
const positive = (a) => (a < 0n ? a + P : a);

// On the way numbers need only stay small: 2^255 is 19 here, and adding it so costs half of a remainder. Signs do no harm.
function small(a) {
  const once = BigInt.asUintN(255, a) + 19n * (a >> 255n);
  return BigInt.asUintN(255, once) + 19n * (once >> 255n);
}

function squared(a, times) {
  for (let i = 0; i < times; i++) a = small(a * a);
  return a;
}

// The powers 3 and 2^250 - 1, from which both that we need are near.
function powers(x) {
  const joined = (a, b, by) => small(squared(a, by) * b);
  const x3 = joined(x, x, 1);
  const x31 = joined(joined(x3, x3, 2), x, 1);
  const x10 = joined(x31, x31, 5);
  const x20 = joined(x10, x10, 10);
  const x40 = joined(x20, x20, 20);
  const x80 = joined(x40, x40, 40);
  const x160 = joined(x80, x80, 80);
  return [x3, joined(joined(x160, x80, 80), x10, 10)];
}

function inverse(x) {
  const [x3, most] = powers(x);
  return small(squared(most, 5) * small(squared(x, 3) * x3));
}

const rootPower = (x) => small(squared(powers(x)[1], 2) * x);
const D = positive((-121665n * inverse(121666n)) % P);
const D2 = (2n * D) % P;
const ROOT = (squared(rootPower(2n), 1) * 2n) % P;

function number(bytes) {
  return BigInt(`0x${Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).reverse().join("")}`);
}

// A point as it is written: y, and one bit of x. Null for what is no point, or not written the one way (5.1.3).
function point(bytes) {
  const sign = bytes[31] >> 7;
  const y = number(bytes) & ((1n << 255n) - 1n);
  if (y >= P) return null;
  const square = (y * y) % P;
  const u = positive((square - 1n) % P);
  const v = (D * square + 1n) % P;
  const v3 = (((v * v) % P) * v) % P;
  let x = (((u * v3) % P) * rootPower((((u * v3) % P) * ((v3 * v) % P)) % P)) % P;
  const found = (((v * x) % P) * x) % P;
  if (found === positive(-u)) x = (x * ROOT) % P;
  else if (found !== u) return null;
  if (x === 0n && sign) return null;
  if (Number(x & 1n) !== sign) x = P - x;
  return [x, y, 1n, (x * y) % P];
}

function add([x1, y1, z1, t1], [x2, y2, z2, t2]) {
  const a = small((y1 - x1) * (y2 - x2));
  const b = small((y1 + x1) * (y2 + x2));
  const c = small(small(D2 * t1) * t2);
  const d = small(2n * z1 * z2);
  const [e, f, g, h] = [b - a, d - c, d + c, b + a];
  return [small(e * f), small(g * h), small(f * g), small(e * h)];
}

function double([x, y, z]) {
  const [a, b, c] = [small(x * x), small(y * y), small(2n * z * z)];
  const h = a + b;
  const e = h - small((x + y) * (x + y));
  const g = a - b;
  const f = c + g;
  return [small(e * f), small(g * h), small(f * g), small(e * h)];
}

const negative = ([x, y, z, t]) => [-x, y, z, -t];

// The odd multiples of a point that digits of so many bits ask for.
function multiples(one, bits) {
  const [found, two] = [[one], double(one)];
  while (found.length < 1 << (bits - 2)) found.push(add(found.at(-1), two));
  return found;
}

// A number in signed odd digits, few of which are not zero (wNAF), the lowest first.
function digits(scalar, bits) {
  const rest = Uint8Array.from({ length: 258 }, (_, i, text = scalar.toString(2)) => Number(text[text.length - 1 - i] ?? 0));
  const found = new Int16Array(258);
  for (let i = 0; i < 257; i++) {
    if (!rest[i]) continue;
    let digit = 0;
    for (let j = 0; j < bits && i + j < 258; j++) {
      digit |= rest[i + j] << j;
      rest[i + j] = 0;
    }
    if (digit >= 1 << (bits - 1)) {
      digit -= 1 << bits;
      let carry = i + bits;
      while (rest[carry]) rest[carry++] = 0;
      rest[carry] = 1;
    }
    found[i] = digit;
  }
  return found;
}

const baseY = (4n * inverse(5n)) % P;
const BASE = point(Uint8Array.from({ length: 32 }, (_, i) => Number((baseY >> BigInt(8 * i)) & 255n)));
const [WIDE, NARROW] = [8, 5];
const BASES = multiples(BASE, WIDE);
const pick = (table, digit) => (digit > 0 ? table[digit >> 1] : negative(table[-digit >> 1]));

// s times the base and k times another point, over one row of doublings (Straus).
function sum(s, k, other) {
  const [ours, theirs, table] = [digits(s, WIDE), digits(k, NARROW), multiples(other, NARROW)];
  let found = [0n, 1n, 1n, 0n];
  for (let i = 257; i >= 0; i--) {
    found = double(found);
    if (ours[i]) found = add(found, pick(BASES, ours[i]));
    if (theirs[i]) found = add(found, pick(table, theirs[i]));
  }
  return found;
}

// Whether a point is the one that these bytes write.
function isWritten([x, y, z], bytes) {
  const inverted = inverse(positive(z));
  const [flatX, flatY] = [x, y].map((one) => positive((one * inverted) % P));
  return number(bytes) === flatY + ((flatX & 1n) << 255n);
}

export async function byHand(key, signature, message) {
  if (key.length !== 32 || signature.length !== 64) return false;
  const [a, s] = [point(key), number(signature.subarray(32))];
  if (!a || s >= L) return false;
  const joined = new Uint8Array([...signature.subarray(0, 32), ...key, ...message]);
  const k = number(new Uint8Array(await crypto.subtle.digest("SHA-512", joined))) % L;
  return isWritten(sum(s, k, negative(a)), signature.subarray(0, 32));
}

export async function holds(key, signature, message) {
  try {
    const loaded = await crypto.subtle.importKey("raw", key, { name: "Ed25519" }, false, ["verify"]);
    return await crypto.subtle.verify({ name: "Ed25519" }, loaded, signature, message);
  } catch {
    return byHand(key, signature, message);
  }
}
