// What may follow the office's signature in a file: proofs of its time (PAdES B-LTA), in the one form in which we write them. Every
// byte is accounted for: objects, the table that leads to exactly these, the end. What is not known here is not harmless.
const OBJECT = /(\d+) 0 obj\n(<<\n.*?\n>>)\n(?:(endobj\n)|stream\r?\n)/sy;
const STREAM_END = /\r?\nendstream\nendobj\n/y;
const TABLE = /xref\n((?:\d+ \d+\n(?:\d{10} \d{5} [nf] ?\r?\n)+)+)(trailer\n<<\n[^]*?\n>>)\nstartxref\n(\d+)\n%%EOF\n/y;
const TRAILER = /^trailer\n<<\n\/Size (\d+)\n\/Root (\d+) 0 R\n\/Info (\d+) 0 R\n\/ID \[ <[0-9a-f]*> <[0-9a-f]*> \]\n\/Prev (\d+)\n>>$/;
const TABLE_LINE = /(\d{10}) \d{5} ([nf])|(\d+) (\d+)/g;

// New objects: a field without a place on the page, its timestamp, and the store of certificates and lists that prove them.
const NEW = [
  /^<<\n\/FT \/Sig\n\/T \(Timestamp[^()]*\)\n\/Type \/Annot\n\/Subtype \/Widget\n\/F 132\n\/Rect \[ 0 0 0 0 \]\n\/P \d+ 0 R\n(?:\/TU \([^()]*\)\n)?\/V \d+ 0 R\n>>$/,
  /^<<\n\/Contents <[0-9a-f]+>\n\/ByteRange \[[\d ]+\] *\n\/Type \/DocTimeStamp\n\/Filter \/Adobe\.PPKLite\n\/SubFilter \/ETSI\.RFC3161\n>>$/i,
  /^<<\n(?:\/Type \/DSS\n|\/(?:Certs|CRLs|OCSPs) \[ (?:\d+ 0 R )*\]\n|\/VRI <<\n(?:\/[0-9A-F]{40} \d+ 0 R\n)+>>\n)+>>$/,
  /^<<\n\/Type \/VRI\n(?:\/(?:CRL|Cert|OCSP) \[ (?:\d+ 0 R )*\]\n)*>>$/,
];
const PROOF = /^<<\n\/Length (\d+)\n(?:\/Filter \/FlateDecode\n)?>>$/;
const METADATA = /^<<\n\/Length (\d+)\n\/Type \/Metadata\n\/Subtype \/XML\n>>$/;

// The objects from this place on, each with its dictionary; `end` is where something else begins.
function objects(text, at) {
  const found = new Map();
  for (OBJECT.lastIndex = at; ; ) {
    const one = OBJECT.exec(text);
    if (!one) return { found, end: at };
    const [whole, number, dictionary, plain] = one;
    const start = at;
    at += whole.length;
    if (!plain) {
      STREAM_END.lastIndex = at + Number(/\n\/Length (\d+)\n/.exec(dictionary)?.[1] ?? NaN);
      const closed = STREAM_END.exec(text);
      if (!closed) return { found, end: -1 };
      at = STREAM_END.lastIndex;
    }
    if (found.has(number)) return { found, end: -1 };
    found.set(number, { at: start, dictionary, stream: !plain });
    OBJECT.lastIndex = at;
  }
}

// Where the table says that each object lies; null for a table that frees any.
function places(table) {
  const named = new Map();
  let number = 0;
  for (const [, offset, used, first] of table.matchAll(TABLE_LINE)) {
    if (first !== undefined) number = Number(first);
    else if (used === "n") named.set(String(number++), Number(offset));
    else if (number++ !== 0) return null;
  }
  return named;
}

// Whether the table names these objects at their places, and no others.
function leadsTo(table, found) {
  const named = places(table);
  return named?.size === found.size && [...found].every(([one, { at }]) => named.get(one) === at);
}

// A list of references that only grew, by new objects; all else in the dictionary is as before.
function grew(key, before, after, size) {
  const list = new RegExp(`\\n/${key} \\[ ((?:\\d+ 0 R )*)\\]`);
  const [one, other] = [list.exec(before), list.exec(after)];
  if (!one || !other || !other[1].startsWith(one[1]) || before.replace(list, "") !== after.replace(list, "")) return false;
  return [...other[1].slice(one[1].length).matchAll(/(\d+) 0 R/g)].every(([, number]) => Number(number) >= size);
}

const without = (text, line) => text.replace(line, "\n");

// Whether an object that the office signed may read so now: the catalogue may lead to the proofs, a page and the form to a field more.
function mayChange(number, before, { dictionary, stream }, { size, root, info }) {
  if (stream) return METADATA.test(dictionary) && METADATA.test(before);
  if (number === root) {
    const proofs = /\n\/DSS (\d+) 0 R\n/;
    return without(before, proofs) === without(dictionary, proofs) && Number(proofs.exec(dictionary)?.[1] ?? size) >= size;
  }
  if (number === info) return without(before, /\n\/ModDate .*\n/) === without(dictionary, /\n\/ModDate .*\n/);
  return grew("Annots", before, dictionary, size) || grew("Fields", before, dictionary, size);
}

function isHarmless(number, one, before, signed) {
  if (Number(number) < signed.size) return mayChange(number, before, one, signed);
  return one.stream ? PROOF.test(one.dictionary) : NEW.some((form) => form.test(one.dictionary));
}

// What the office signed: its size, the numbers of its catalogue and its information, and the objects that it wrote last.
function signedPart(text, end) {
  const table = Number(/\nstartxref\n(\d+)\n%%EOF\n$/.exec(text.slice(Math.max(0, end - 64), end))?.[1] ?? NaN);
  TABLE.lastIndex = table;
  const closing = TABLE.exec(text);
  const trailer = closing && TABLE.lastIndex === end && TRAILER.exec(closing[2]);
  if (!trailer) return null;
  const written = new Map([...(places(closing[1]) ?? [])].map(([number, at]) => [number, dictionaryAt(text, number, at)]));
  return { size: Number(trailer[1]), root: trailer[2], info: trailer[3], table, written };
}

function dictionaryAt(text, number, at) {
  OBJECT.lastIndex = at;
  const found = OBJECT.exec(text);
  return found?.[1] === number ? found[2] : "";
}

// The ends of the additions that bear a timestamp, the last of them being the end of the file; null when anything else was added.
export function harmless(text, end) {
  const signed = signedPart(text, end);
  if (!signed) return null;
  const [current, ends] = [signed.written, []];
  let [at, previous] = [end, signed.table];
  while (at < text.length) {
    const { found, end: table } = objects(text, at);
    TABLE.lastIndex = table;
    const closing = table < 0 ? null : TABLE.exec(text);
    const trailer = closing && TRAILER.exec(closing[2]);
    if (!trailer || !leadsTo(closing[1], found) || Number(closing[3]) !== table) return null;
    if (trailer[2] !== signed.root || trailer[3] !== signed.info || Number(trailer[4]) !== previous) return null;
    for (const [number, one] of found) {
      if (!isHarmless(number, one, current.get(number) ?? "", signed)) return null;
      current.set(number, one.dictionary);
    }
    [at, previous] = [TABLE.lastIndex, table];
    if ([...found.values()].some((one) => one.dictionary.includes("/DocTimeStamp"))) ends.push(at);
  }
  return ends.at(-1) === text.length ? ends : null;
}
