import { readFileSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import { cruise, type ICruiseResult } from 'dependency-cruiser';
import { importRules, sourceRules } from './rules.ts';

/** Fewer modules than this and the tool has not read our TypeScript: a check that sees nothing must not pass. */
const fewestModules = 60;

const files = (await Array.fromAsync(glob('src/**/*.{ts,tsx}'))).sort();
const breaches = [...sourceBreaches(files), ...(await importBreaches())];
for (const breach of breaches) console.error(breach);
console.log(
  `architecture: ${files.length} files, ${importRules.length + sourceRules.length} rules, ${breaches.length} breaches`,
);
process.exitCode = breaches.length === 0 ? 0 : 1;

function sourceBreaches(paths: string[]): string[] {
  return sourceRules.flatMap(rule =>
    paths
      .filter(
        file =>
          rule.files.test(file) && !rule.except.test(file) && rule.forbidden.test(readFileSync(file, 'utf8')),
      )
      .map(file => `${rule.name}: ${file} (${rule.why})`),
  );
}

async function importBreaches(): Promise<string[]> {
  const { output } = await cruise(
    ['src'],
    {
      ruleSet: { forbidden: importRules },
      validate: true,
      tsPreCompilationDeps: true,
      doNotFollow: { path: 'node_modules' },
    },
    {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.js'],
    } as never,
  );
  const { modules, summary } = output as ICruiseResult;
  if (modules.length < fewestModules) return [`the import check saw only ${modules.length} modules`];
  return summary.violations
    .filter(each => each.from.startsWith('src/'))
    .map(
      each =>
        `${each.rule.name}: ${each.from} → ${each.to}${each.cycle ? ` (${each.cycle.map(c => c.name).join(' → ')})` : ''}`,
    );
}
