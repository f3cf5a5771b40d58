import type { Run } from '../../runs/run.contract.ts';

export type Difference = { setting: string; values: string[] };

/** The settings in which frozen runs differ, by their dotted names, with every run's value in order. */
export function listDifferences(
  runs: readonly Pick<Run, 'config' | 'base' | 'datasetVersionId' | 'systemPrompt'>[],
): Difference[] {
  const flat = runs.map(run =>
    flatten({
      base: run.base,
      dataset: run.datasetVersionId.slice(0, 8),
      systemPrompt: run.systemPrompt,
      ...withoutBase(run.config),
    }),
  );
  const names = [...new Set(flat.flatMap(each => Object.keys(each)))];
  return names
    .map(setting => ({ setting, values: flat.map(each => each[setting] ?? '–') }))
    .filter(({ values }) => new Set(values).size > 1);
}

/** The engine's own copy of what the row names better. */
const withoutBase = ({ base: _base, run_id: _run, sample: _sample, ...config }: Record<string, unknown>) =>
  config;

function flatten(value: unknown, name = ''): Record<string, string> {
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    return { [name]: JSON.stringify(value) };
  return Object.assign(
    {},
    ...Object.entries(value).map(([key, inner]) => flatten(inner, name ? `${name}.${key}` : key)),
  ) as Record<string, string>;
}
