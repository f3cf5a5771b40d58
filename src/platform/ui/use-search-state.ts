import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import type { z } from 'zod';

/**
 * Filters, tabs, selection and sort live in the address. `schema` gives every field a default; what an address says wrongly
 * counts as not said. The setter takes changes; a field set to undefined leaves the address.
 */
export function useSearchState<Schema extends z.ZodObject>(
  schema: Schema,
): [z.output<Schema>, (change: Partial<z.input<Schema>>, how?: { replace?: boolean }) => void] {
  const raw = useSearch({ strict: false }) as Record<string, unknown>;
  const navigate = useNavigate();
  const state = useMemo(() => parseLeniently(schema, raw), [schema, raw]);
  const change = useCallback(
    (next: Partial<z.input<Schema>>, { replace = false } = {}) =>
      void navigate({ search: ((old: object) => ({ ...old, ...next })) as never, replace }),
    [navigate],
  );
  return [state, change];
}

function parseLeniently<Schema extends z.ZodObject>(
  schema: Schema,
  raw: Record<string, unknown>,
): z.output<Schema> {
  const whole = schema.safeParse(raw);
  if (whole.success) return whole.data;
  const wrong = new Set(whole.error.issues.map(issue => String(issue.path[0])));
  return schema.parse(Object.fromEntries(Object.entries(raw).filter(([name]) => !wrong.has(name))));
}
