import type { Graph, GraphNode } from '../../graph/graph.contract.ts';

export const cardHeight = 50;
const gap = 14;
const top = 48;

export type Placed = GraphNode & { column: number; row: number; x: number; y: number; width: number };

/** Where each card stands, in a picture of this width. */
export function placeNodes(columns: Graph['columns'], width: number): Placed[] {
  const step = width / columns.length;
  const cardWidth = step - 24;
  return columns.flatMap(({ nodes }, column) =>
    nodes.map((node, row) => ({
      ...node,
      column,
      row,
      x: column * step,
      y: top + row * (cardHeight + gap),
      width: cardWidth,
    })),
  );
}

export const heightOf = (placed: readonly Placed[]): number =>
  Math.max(220, ...placed.map(({ y }) => y + cardHeight + gap));

/** A line from the right edge of one card to the left edge of another, bent where they stand at different heights. */
export function lineBetween(from: Placed, to: Placed): string {
  const [x1, y1] = [from.x + from.width, from.y + cardHeight / 2];
  const [x2, y2] = [to.x, to.y + cardHeight / 2];
  const bend = Math.max(12, (x2 - x1) / 2);
  return y1 === y2 ? `M${x1} ${y1}H${x2}` : `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`;
}

export type Direction = 'left' | 'right' | 'up' | 'down';

/** The card beside, above or below another; sideways the nearest one of the next column that has any. */
export function neighbourOf(placed: readonly Placed[], from: Placed, to: Direction): Placed | undefined {
  if (to === 'up' || to === 'down')
    return placed.find(each => each.column === from.column && each.row === from.row + (to === 'up' ? -1 : 1));
  const step = to === 'left' ? -1 : 1;
  const beyond = placed.filter(each => (each.column - from.column) * step > 0);
  const column =
    beyond.length === 0
      ? -1
      : beyond.reduce((best, each) =>
          Math.abs(each.column - from.column) < Math.abs(best.column - from.column) ? each : best,
        ).column;
  const among = beyond.filter(each => each.column === column);
  return (
    among.find(each => each.isFollowed && from.isFollowed) ??
    among.find(each => each.row >= from.row) ??
    among.at(-1)
  );
}
