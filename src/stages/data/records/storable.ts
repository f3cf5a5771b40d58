/** A value as PostgreSQL can keep it: it knows no NUL and no half of a character pair. What is lost is shown as lost. */
export const storable = <Value>(value: Value): Value => (isStorable(value) ? value : repaired(value));

function isStorable(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed() && !value.includes('\u0000');
  if (value === null || typeof value !== 'object') return true;
  for (const key in value)
    if (!isStorable(key) || !isStorable((value as Record<string, unknown>)[key])) return false;
  return true;
}

function repaired<Value>(value: Value): Value {
  if (typeof value === 'string') return value.toWellFormed().replaceAll('\u0000', '\uFFFD') as Value;
  if (Array.isArray(value)) return value.map(repaired) as Value;
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [repaired(key), repaired(inner)]),
  ) as Value;
}
