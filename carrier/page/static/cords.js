// The cord between two phones: solid while they talk, dashed while one rings or is being told about the other.

const COLOURS = 5;
const SVG = "http://www.w3.org/2000/svg";
const SAG = { least: 26, most: 40 };

export class Cords {
  constructor(svg, ground) {
    this.svg = svg;
    this.ground = ground;
    this.pairs = [];
    new ResizeObserver(() => this.draw()).observe(ground);
  }

  show(world, phones) {
    this.pairs = pairsOf(world).map(({ ends, isTalking }) => ({
      elements: ends.map((id) => phones.get(id).element),
      colour: Number(ends[0].slice(1)) % COLOURS,
      isTalking,
    }));
    for (const { element } of phones.values()) delete element.dataset.cord;
    for (const { elements, colour } of this.pairs) {
      for (const element of elements) element.dataset.cord = colour;
    }
    this.draw();
  }

  draw() {
    const ground = this.ground.getBoundingClientRect();
    this.svg.replaceChildren(
      ...this.pairs.map(({ elements, colour, isTalking }) => {
        const path = document.createElementNS(SVG, "path");
        path.setAttribute("d", hang(...elements.map((element) => boxIn(ground, element))));
        path.setAttribute("class", isTalking ? "talks" : "rings");
        path.dataset.cord = colour;
        return path;
      }),
    );
  }
}

function pairsOf(world) {
  const pairs = [];
  for (const state of world.phones.values()) {
    const other = world.phones.get(state.peer ?? state.rings_for);
    if (!other) continue;
    if (state.peer && state.id > other.id) continue; // each talk once
    const ends = [state, other].sort((one, two) => one.is_agent - two.is_agent).map(({ id }) => id);
    pairs.push({ ends, isTalking: Boolean(state.peer) });
  }
  return pairs;
}

function boxIn(ground, element) {
  const box = element.getBoundingClientRect();
  const [left, top] = [box.left - ground.left, box.top - ground.top];
  return { left, top, right: left + box.width, bottom: top + box.height, middle: left + box.width / 2 };
}

// Side by side it hangs below both; one above the other it runs along their left edge; else it swings across.
function hang(one, two) {
  const [upper, lower] = one.top <= two.top ? [one, two] : [two, one];
  if (lower.top < upper.bottom) {
    const sag = Math.min(SAG.most, Math.max(SAG.least, Math.abs(one.middle - two.middle) / 12));
    const y = [one.bottom - 8, two.bottom - 8];
    const low = Math.max(...y) + sag * 1.6;
    return `M ${one.middle} ${y[0]} C ${one.middle} ${low}, ${two.middle} ${low}, ${two.middle} ${y[1]}`;
  }
  if (Math.abs(upper.middle - lower.middle) < 8) {
    const [from, to] = [(upper.top + upper.bottom) / 2, (lower.top + lower.bottom) / 2];
    const x = upper.left - 14;
    return `M ${upper.left + 8} ${from} C ${x} ${from}, ${x} ${from}, ${x} ${from + 30}
      L ${x} ${to - 30} C ${x} ${to}, ${x} ${to}, ${lower.left + 8} ${to}`;
  }
  const half = (lower.top - upper.bottom) / 2 + 60;
  return `M ${upper.middle} ${upper.bottom - 8} C ${upper.middle} ${upper.bottom + half},
    ${lower.middle} ${lower.top - half}, ${lower.middle} ${lower.top + 8}`;
}
