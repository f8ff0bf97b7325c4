import type { Report, Wire } from "../result.ts";

/** A part's place in the drawing; `centre` is the mediator. */
export interface Box {
  readonly name: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly centre: boolean;
}

/** Where everything stands, in the units of the drawing. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly boxes: ReadonlyMap<string, Box>;
  /** The name of the box in the middle. */
  readonly mediator: string;
}

const WIDTH = 960;
const MARGIN = 50;
const BOX = { width: 215, height: 72 };
const GAP = 28;

/** Parts left and right in turn, the mediator between them as high as they are. Wires may name parts not checked. */
export function layOut({ parts, wires }: Report): Layout {
  const known = parts.find((part) => part.block === "information-mediator")?.part;
  const mediator = known ?? "mediator";
  const names = new Set([...parts.map((part) => part.part), ...wires.flatMap(({ from, to }) => [from, to])]);
  names.delete(mediator);
  const rows = Math.max(1, Math.ceil(names.size / 2));
  const inner = rows * BOX.height + (rows - 1) * GAP;
  const boxes = new Map<string, Box>();
  for (const [index, name] of [...names].entries()) {
    const x = index % 2 === 0 ? MARGIN : WIDTH - MARGIN - BOX.width;
    boxes.set(name, {
      name,
      ...BOX,
      x,
      y: MARGIN + Math.floor(index / 2) * (BOX.height + GAP),
      centre: false,
    });
  }
  if (known !== undefined || wires.some((wire) => wire.via === "mediator")) {
    const width = 190;
    const middle = { name: mediator, x: (WIDTH - width) / 2, y: MARGIN, width, height: inner, centre: true };
    boxes.set(mediator, middle);
  }
  return { width: WIDTH, height: inner + 2 * MARGIN, boxes, mediator };
}

/** An end of a wire: a side of a box, and which of the ends on that side it is. */
interface End {
  readonly box: Box;
  readonly right: boolean;
}

interface Segment {
  readonly wire: Wire;
  /** Which of the direct wires it is, from 0; undefined for one to or from the mediator. */
  readonly lane: number | undefined;
  readonly from: End;
  readonly to: End;
}

/** The paths of each wire, without two of them on one another: the ends on a side share its height. */
export function routeWires(
  wires: readonly Wire[],
  layout: Layout,
): { readonly wire: Wire; readonly paths: readonly string[] }[] {
  const direct = wires.filter((wire) => wire.via === "direct");
  const segments = wires.flatMap((wire) => segmentsOf(wire, direct.indexOf(wire), layout));
  const ends = segments.flatMap(({ from, to }) => [
    { end: from, toward: to },
    { end: to, toward: from },
  ]);
  const heights = new Map<End, number>();
  for (const { end } of ends) {
    const side = ends.filter((other) => other.end.box === end.box && other.end.right === end.right);
    side.sort((one, other) => one.toward.box.y - other.toward.box.y);
    const place = side.findIndex((other) => other.end === end);
    heights.set(end, end.box.y + (end.box.height * (place + 1)) / (side.length + 1));
  }
  return wires.map((wire) => ({
    wire,
    paths: segments
      .filter((segment) => segment.wire === wire)
      .map((segment) => pathOf(segment, heights, layout)),
  }));
}

function segmentsOf(wire: Wire, lane: number, { boxes, mediator }: Layout): Segment[] {
  const [from, to, centre] = [boxes.get(wire.from), boxes.get(wire.to), boxes.get(mediator)];
  if (from === undefined || to === undefined) return [];
  const between = (one: Box, other: Box): Segment => ({
    wire,
    lane: undefined,
    from: { box: one, right: one.x < other.x },
    to: { box: other, right: other.x < one.x },
  });
  if (wire.via === "mediator" && centre !== undefined && from !== centre && to !== centre) {
    return [between(from, centre), between(centre, to)];
  }
  if (from.centre || to.centre) return [between(from, to)];
  // A direct wire leaves on the outer side, so that it does not seem to run into the mediator.
  const outer = (box: Box): End => ({ box, right: box.x > WIDTH / 2 });
  return [{ wire, lane, from: outer(from), to: outer(to) }];
}

function pathOf({ lane, from, to }: Segment, heights: ReadonlyMap<End, number>, layout: Layout): string {
  const place = (end: End): Point => {
    return { x: end.box.x + (end.right ? end.box.width : 0), y: Math.round(heights.get(end) ?? 0) };
  };
  const [start, end] = [place(from), place(to)];
  if (lane === undefined) {
    const half = Math.round((start.x + end.x) / 2);
    return `M${start.x} ${start.y}C${half} ${start.y} ${half} ${end.y} ${end.x} ${end.y}`;
  }
  // The margin has room for five lanes; more direct wires than that share the outermost.
  const edge = MARGIN - 12 - 7 * Math.min(lane, 4);
  const out = (right: boolean) => (right ? WIDTH - edge : edge);
  const under = from.right === to.right ? "" : `V${layout.height - edge}H${out(to.right)}`;
  return `M${start.x} ${start.y}H${out(from.right)}${under}V${end.y}H${end.x}`;
}

interface Point {
  readonly x: number;
  readonly y: number;
}
