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

// A PDF that was cut short is a paper that did not arrive whole; other bytes are no paper.
function isWhole(bytes) {
  const [head, tail] = [bytes.subarray(0, 5), bytes.subarray(-32)].map((part) => new TextDecoder("latin1").decode(part));
  return head !== "%PDF-" || /%%EOF\s*$/.test(tail);
}

// { seal, data, whole }: seal or data is missing where the file has none of it, or more than one. `whole`: it ends as a PDF does, or is none.
export async function attached(bytes) {
  if (bytes.length > MOST) return { whole: true };
  const found = { "text/plain": [], "application/json": [] };
  for (const { dictionary, data } of streams(bytes)) {
    const kind = /\/Subtype\s*\/(\w+)#2[fF](\w+)/.exec(dictionary);
    const list = kind && found[`${kind[1]}/${kind[2]}`];
    if (list) list.push(/\/FlateDecode/.test(dictionary) ? await inflate(data) : data);
  }
  const only = (list) => (list.length === 1 ? list[0] : undefined);
  return { seal: only(found["text/plain"]), data: only(found["application/json"]), whole: isWhole(bytes) };
}
