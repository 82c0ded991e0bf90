// The two files attached to a paper, found in the plain part of a PDF: typst writes them as objects of their own.
const ATTACHED = /\/Type\s*\/EmbeddedFile/;
const MOST = 20_000_000;

async function inflate(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

function* streams(bytes) {
  // Latin-1 keeps one character a byte: places in the text are places in the file.
  const text = new TextDecoder("latin1").decode(bytes);
  const objects = /\d+ \d+ obj\s*(<<.*?>>)\s*stream\r?\n/gs;
  for (const found of text.matchAll(objects)) {
    const length = /\/Length (\d+)/.exec(found[1]);
    const start = found.index + found[0].length;
    if (length && ATTACHED.test(found[1])) yield { dictionary: found[1], data: bytes.subarray(start, start + Number(length[1])) };
  }
}

// messageDigest of a CMS signature (RFC 5652, 11.2), as SHA-256: an attribute of OID 1.2.840.113549.1.9.4.
const MESSAGE_DIGEST = "06092a864886f70d01090431220420";

// Whether each signature still fits the bytes it covers, and one of them covers the file to its end. Whose signature it is, is not
// asked here: that takes the office's certificate.
async function pagesHold(bytes) {
  const text = new TextDecoder("latin1").decode(bytes);
  const ranges = [...text.matchAll(/\/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]/g)].map((found) => found.slice(1).map(Number));
  if (!ranges.some(([start, , second, length]) => start === 0 && second + length === bytes.length)) return false;
  for (const [start, first, second, length] of ranges) {
    const contents = text.slice(start + first + 1, second - 1).toLowerCase();
    const covered = await new Blob([bytes.subarray(start, start + first), bytes.subarray(second, second + length)]).arrayBuffer();
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", covered));
    const hex = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
    // A timestamp over the file (RFC 3161) names the digest itself.
    if (!contents.includes(MESSAGE_DIGEST + hex) && !contents.includes(`0420${hex}`)) return false;
  }
  return true;
}

// { seal, data, pages }: either is missing where the file has none, and both where it has more than one of a kind.
export async function attached(bytes) {
  if (bytes.length > MOST) return {};
  const found = { "text/plain": [], "application/json": [] };
  for (const { dictionary, data } of streams(bytes)) {
    const kind = /\/Subtype\s*\/(\w+)#2[fF](\w+)/.exec(dictionary);
    const list = kind && found[`${kind[1]}/${kind[2]}`];
    if (list) list.push(/\/FlateDecode/.test(dictionary) ? await inflate(data) : data);
  }
  const only = (list) => (list.length === 1 ? list[0] : undefined);
  return { seal: only(found["text/plain"]), data: only(found["application/json"]), pages: await pagesHold(bytes) };
}
