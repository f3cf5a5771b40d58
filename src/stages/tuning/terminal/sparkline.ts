const bars = '▁▂▃▄▅▆▇█';

/** Numbers as one line of bars, at most `width` wide: neighbours are averaged, what is missing is left out. */
export function sparkline(values: readonly (number | null)[], width: number): string {
  const known = values.filter(value => value !== null);
  const points = known.length > width ? average(known, width) : known;
  const low = Math.min(...points);
  const range = Math.max(...points) - low || 1;
  return points.map(value => bars[Math.round(((value - low) / range) * (bars.length - 1))]).join('');
}

function average(values: readonly number[], groups: number): number[] {
  return Array.from({ length: groups }, (_, group) => {
    const from = Math.floor((group * values.length) / groups);
    const to = Math.floor(((group + 1) * values.length) / groups);
    return values.slice(from, to).reduce((sum, value) => sum + value, 0) / (to - from);
  });
}
