import { readdirSync } from 'node:fs';
import { printFigures } from './print-figures.ts';
import type { Bench } from './bench.ts';

/** `npm run bench` lists the benches; `npm run bench -- NAME [--json] [options of the bench]` runs one. */
const [name, ...args] = process.argv.slice(2);
const json = args.includes('--json');
const benches = await Promise.all(
  readdirSync(import.meta.dirname)
    .filter(file => file.endsWith('.bench.ts'))
    .map(async file => ((await import(`./${file}`)) as { default: Bench }).default),
);
const chosen = benches.find(bench => bench.name === name);

if (chosen) {
  const figures = await chosen.run({ json, args: args.filter(arg => arg !== '--json') });
  if (figures) printFigures(chosen.name, figures, json);
} else {
  if (name) console.error(`There is no bench "${name}".\n`);
  console.log('Benches (npm run bench -- NAME [--json]):');
  for (const bench of benches) console.log(`  ${bench.name.padEnd(12)} ${bench.summary}`);
  process.exitCode = name ? 2 : 0;
}
