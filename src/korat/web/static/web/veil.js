// Boxes drawn over a photograph with mouse, pen or finger. Without a script squares are ticked; here too: a tap ticks one.

const WHOLE = 1000;
const TAP = 12;
const SVG = "http://www.w3.org/2000/svg";

function corners(from, to) {
  const [xs, ys] = [[from.x, to.x].sort((a, b) => a - b), [from.y, to.y].sort((a, b) => a - b)];
  return [xs[0], ys[0], xs[1], ys[1]];
}

function draw(rect, [left, top, right, bottom], { width, height }) {
  const sizes = { x: left * width, y: top * height, width: (right - left) * width, height: (bottom - top) * height };
  for (const [name, value] of Object.entries(sizes)) rect.setAttribute(name, value / WHOLE);
}

for (const veil of document.querySelectorAll("[data-veil]")) {
  const [svg, kept] = [veil.querySelector("svg"), veil.querySelector("input[type=hidden]")];
  const undo = veil.parentElement.querySelector("[data-undo]");
  const boxes = kept.value.split(";").filter(Boolean).map((box) => box.split(" ").map(Number));
  let [from, rect, drawn] = [null, null, false];

  const place = ({ clientX, clientY }) => {
    const frame = veil.getBoundingClientRect();
    const part = (value, start, size) => Math.round(Math.min(Math.max((value - start) / size, 0), 1) * WHOLE);
    return { x: part(clientX, frame.left, frame.width), y: part(clientY, frame.top, frame.height) };
  };
  const framed = (box) => {
    const made = svg.appendChild(document.createElementNS(SVG, "rect"));
    made.setAttribute("class", "drawn");
    draw(made, box, svg.viewBox.baseVal);
    return made;
  };
  const keep = () => {
    kept.value = boxes.map((box) => box.join(" ")).join(";");
    undo.hidden = !boxes.length;
  };

  veil.addEventListener("pointerdown", (event) => {
    [from, rect, drawn] = [event.isPrimary && !event.button ? place(event) : null, null, false];
  });
  veil.addEventListener("pointermove", (event) => {
    if (!from) return;
    const box = corners(from, place(event));
    if (!rect && Math.max(box[2] - box[0], box[3] - box[1]) < TAP) return;
    if (!rect) {
      rect = framed(box);
      veil.setPointerCapture(event.pointerId);
    }
    draw(rect, box, svg.viewBox.baseVal);
  });
  veil.addEventListener("pointerup", (event) => {
    const box = from && corners(from, place(event));
    if (rect && box[2] > box[0] && box[3] > box[1]) boxes.push(box);
    else rect?.remove();
    [from, drawn] = [null, Boolean(rect)];
    keep();
  });
  veil.addEventListener("pointercancel", () => {
    rect?.remove();
    from = null;
  });
  // The end of a drawn box is no tap on a square.
  veil.addEventListener("click", (event) => { if (drawn) event.preventDefault(); drawn = false; }, true);
  veil.addEventListener("dragstart", (event) => event.preventDefault());
  undo.querySelector("button").addEventListener("click", () => {
    boxes.pop();
    svg.querySelector("rect.drawn:last-of-type")?.remove();
    keep();
  });
  boxes.forEach(framed);
  keep();
}
