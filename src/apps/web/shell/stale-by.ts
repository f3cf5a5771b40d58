import { stages } from '../stages.ts';

const rules = stages.flatMap(stage => Object.entries(stage.stale));

/** The apis that an event makes stale. `import` stands for `import` and `import.progress`, not for `imports`. */
export const staleBy = (kind: string): string[] => [
  ...new Set(
    rules
      .filter(([prefix]) => kind === prefix || kind.startsWith(`${prefix}.`))
      .flatMap(([, names]) => names),
  ),
];
