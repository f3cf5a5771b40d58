const width = 60;
const height = 20;

/** A course without numbers, beside the number that has them; nothing for readers. */
export function Spark({ values }: { values: readonly number[] }) {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const range = high - low || 1;
  const points = values.map(
    (value, at) =>
      `${((at / (values.length - 1)) * width).toFixed(1)},${(height - 2 - ((value - low) / range) * (height - 4)).toFixed(1)}`,
  );
  return (
    <svg width={width} height={height} aria-hidden>
      <polyline points={points.join(' ')} fill="none" stroke="var(--accent)" strokeWidth={1.4} />
    </svg>
  );
}
