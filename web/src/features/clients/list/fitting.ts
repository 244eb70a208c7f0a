/** How many label chips fit into one line of a row, reckoned without asking the layout: the list scrolls through thousands. */

const PADDING = 14;
const GAP = 4;
/** "+9" and its neighbours. */
const REST = 32;
const FONT = '500 12px "Inter Variable", Inter, system-ui, sans-serif';

let pen: CanvasRenderingContext2D | null | undefined;
const widths = new Map<string, number>();

/** The width of a chip with this name. Without a canvas (tests) a letter is seven pixels wide. */
function chipWidth(name: string): number {
  const known = widths.get(name);
  if (known !== undefined) return known;
  if (pen === undefined) pen = makePen();
  if (pen) pen.font = FONT;
  const width = Math.ceil((pen ? pen.measureText(name).width : name.length * 7) + PADDING);
  widths.set(name, width);
  return width;
}

function makePen(): CanvasRenderingContext2D | null {
  // Widths taken before the font of the page has come are those of another font.
  void document.fonts?.ready.then(() => widths.clear());
  return document.fonts ? document.createElement("canvas").getContext("2d") : null;
}

/** The first names that fit into so many pixels. At least one is shown, shortened if need be. */
export function fitting(names: readonly string[], room: number, width: (name: string) => number = chipWidth): number {
  let used = 0;
  let count = 0;
  for (const [index, name] of names.entries()) {
    used += width(name) + (index > 0 ? GAP : 0);
    if (used > room) return Math.max(1, count);
    // So many may stand here with a "+N" behind them.
    if (used + GAP + REST <= room) count = index + 1;
  }
  return names.length;
}
