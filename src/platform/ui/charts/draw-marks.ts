import type uPlot from 'uplot';
import type { Palette } from '../theme/tokens.ts';
import type { LineChartProps } from './line-chart.tsx';

/** Dashed lines across at the values to read against, and a short stroke on the axis for every moment. */
export function drawMarks(plot: uPlot, { marks = [], ticks = [] }: LineChartProps, colours: Palette): void {
  const { ctx, bbox } = plot;
  const scale = devicePixelRatio;
  ctx.save();
  ctx.lineWidth = scale;
  ctx.strokeStyle = colours.slate;
  ctx.setLineDash([3 * scale, 3 * scale]);
  for (const mark of marks) {
    const y = plot.valToPos(mark, 'y', true);
    stroke(ctx, [bbox.left, y], [bbox.left + bbox.width, y]);
  }
  ctx.setLineDash([]);
  ctx.strokeStyle = colours.secondary;
  const bottom = bbox.top + bbox.height;
  for (const tick of ticks) {
    const x = plot.valToPos(tick, 'x', true);
    stroke(ctx, [x, bottom - 6 * scale], [x, bottom]);
  }
  ctx.restore();
}

/** Lines from top to bottom, their names beside them as far as there is room before the next one. */
export function drawDividers(plot: uPlot, { dividers = [] }: LineChartProps, colours: Palette): void {
  const { ctx, bbox } = plot;
  const scale = devicePixelRatio;
  const places = dividers.map(({ x }) => Math.max(bbox.left, plot.valToPos(x, 'x', true)));
  ctx.save();
  ctx.lineWidth = scale;
  ctx.strokeStyle = colours.border;
  ctx.fillStyle = colours.secondary;
  ctx.font = `${11 * scale}px Inter Variable, sans-serif`;
  ctx.textAlign = 'left';
  ctx.textBaseline = 'top';
  for (const [at, { label }] of dividers.entries()) {
    const [x, end] = [places[at]!, places[at + 1] ?? bbox.left + bbox.width];
    if (x > bbox.left + bbox.width) continue;
    stroke(ctx, [x, bbox.top], [x, bbox.top + bbox.height]);
    if (end - x > 30 * scale) ctx.fillText(fitted(ctx, label, end - x - 8 * scale), x + 4 * scale, bbox.top);
  }
  ctx.restore();
}

function fitted(ctx: CanvasRenderingContext2D, text: string, width: number): string {
  if (ctx.measureText(text).width <= width) return text;
  let cut = text;
  while (cut !== '' && ctx.measureText(`${cut}…`).width > width) cut = cut.slice(0, -1);
  return `${cut}…`;
}

export function drawBracket(plot: uPlot, { bracket, xs }: LineChartProps, colours: Palette): void {
  const last = xs.at(-1);
  if (!bracket || last === undefined) return;
  const { ctx } = plot;
  const scale = devicePixelRatio;
  const x = plot.valToPos(last, 'x', true) - 3 * scale;
  const [low, high] = [bracket.low, bracket.high].map(value => plot.valToPos(value, 'y', true)) as [
    number,
    number,
  ];
  ctx.save();
  ctx.lineWidth = 2 * scale;
  ctx.strokeStyle = colours.ink;
  stroke(ctx, [x, low], [x, high]);
  for (const y of [low, high]) stroke(ctx, [x - 3 * scale, y], [x + 3 * scale, y]);
  ctx.restore();
}

type Place = [x: number, y: number];

function stroke(ctx: CanvasRenderingContext2D, from: Place, to: Place): void {
  ctx.beginPath();
  ctx.moveTo(...from);
  ctx.lineTo(...to);
  ctx.stroke();
}
