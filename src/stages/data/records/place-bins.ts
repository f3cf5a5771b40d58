export type Spread = { mean: number; deviation: number; max: number };

const most = 20;

/**
 * Where the bins of a histogram begin, from 0 on: up to 20 of a width that people read (1, 2 or 5 times a power of ten), over
 * what lies within three deviations. The few beyond would press all others into one bin; they go into the last.
 */
export function placeBins({ mean, deviation, max }: Spread, unit: 'count' | 'share'): number[] {
  if (unit === 'share') return edges(0.05, most);
  const end = Math.max(1, Math.min(max, mean + 3 * deviation));
  const step = Math.max(1, roundUp(end / most));
  return edges(step, Math.min(most, Math.floor(end / step) + 1));
}

/** As they are written: what is cut at 0.15 is what the condition ">=0.15" meets. */
const edges = (step: number, bins: number): number[] =>
  Array.from({ length: bins }, (_, at) => Number((at * step).toFixed(6)));

function roundUp(width: number): number {
  const power = 10 ** Math.floor(Math.log10(width));
  const times = [1, 2, 5, 10].find(each => each * power >= width * (1 - 1e-9))!;
  return times * power;
}
