const steps = [
  [1e9, 'GB', 1],
  [1e6, 'MB', 0],
  [1e3, 'kB', 0],
];

/** 1234567 -> "1 MB"; decimal units, as package registries print them. */
export function formatBytes(bytes) {
  const [size, unit, digits] = steps.find(([limit]) => bytes >= limit) ?? [1, 'B', 0];
  return `${(bytes / size).toFixed(digits)} ${unit}`;
}

/** 8.24 s below ten seconds as "8.2 s", then "42 s", then "3:07". */
export function formatElapsed(elapsedMs) {
  const seconds = elapsedMs / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${Math.floor(seconds)} s`;
  return `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`;
}

/** "84 of 190 MB", "31 of 51 packages", "84 MB". */
export function formatAmount({ done, total, unit }) {
  if (unit !== 'bytes') return total ? `${done} of ${total} ${unit}` : `${done} ${unit}`;
  return total ? `${formatBytes(done)} of ${formatBytes(total)}` : formatBytes(done);
}
