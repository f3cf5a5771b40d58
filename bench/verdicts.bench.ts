import os from 'node:os';
import { logChoose } from '#stages/evaluation/statistics/log-gamma.ts';
import type { Bench, Figure } from './bench.ts';
import { runInThreads } from './verdicts/run-in-threads.ts';
import {
  type CellReport,
  type CoverageReport,
  listCoverageCells,
  listVerdictCells,
} from './verdicts/verdict-cell.ts';

const limits = { closed: 0.05, open: 0.025 };
const leastCoverage = 0.9;
/** A cell fails where chance alone would give its count once in a thousand. */
const chance = 0.001;

/** `npm run bench -- verdicts [studies per cell] [seed]`: how often the product confirms what is false. No peer: the goal is absolute. */
export default {
  name: 'verdicts',
  summary:
    'Wrong confirmed verdicts over true rates, raters, ties and habits; coverage of "if other people voted"',
  async run({ json, args }) {
    const runs = Number(args[0] ?? 1_000);
    const seed = Number(args[1] ?? 20_261_127);
    const threads = Math.max(1, Math.min(4, os.cpus().length));
    const seeded = <Cell>(cell: Cell, i: number) => ({ cell, runs, seed: seed + i * 7_919 });
    const verdicts = await runInThreads(
      listVerdictCells().map((cell, i) => ({ kind: 'verdict' as const, ...seeded(cell, i) })),
      threads,
    );
    const coverage = await runInThreads(
      listCoverageCells().map((cell, i) => ({ kind: 'coverage' as const, ...seeded(cell, i + 10_000) })),
      threads,
    );
    if (!json) printTables(verdicts, coverage);
    return listFigures(verdicts, coverage, runs);
  },
} satisfies Bench;

function listFigures(verdicts: CellReport[], coverage: CoverageReport[], runs: number): Figure[] {
  const figures = (['closed', 'open'] as const).flatMap(phase => {
    const cells = verdicts.filter(report => report.cell.phase === phase);
    const worst = Math.max(...cells.map(report => report.wrong / runs));
    const above = cells.filter(report => isAbove(report.wrong, runs, limits[phase]));
    const share = (pick: (report: CellReport) => number) =>
      percent(cells.reduce((sum, report) => sum + pick(report), 0) / (cells.length * runs));
    return [
      figure(
        `${phase}: cells wrong more often than ${percent(limits[phase])} %`,
        above.length,
        `of ${cells.length}`,
        '0',
        above.length === 0,
      ),
      figure(`${phase}: wrong in the worst cell`, percent(worst), '%', null, null),
      figure(
        `${phase}: wrong over all cells`,
        share(report => report.wrong),
        '%',
        `<= ${percent(limits[phase])} %`,
        share(report => report.wrong) <= percent(limits[phase]),
      ),
      figure(
        `${phase}: studies with something confirmed`,
        share(report => report.confirmed),
        '%',
        null,
        null,
      ),
    ];
  });
  const lowest = Math.min(...coverage.map(report => report.covered / runs));
  const low = coverage.filter(report => isAbove(runs - report.covered, runs, 1 - leastCoverage));
  return [
    ...figures,
    figure(
      'other people: cells that cover less than 90 %',
      low.length,
      `of ${coverage.length}`,
      '0',
      low.length === 0,
    ),
    figure(
      'other people: lowest coverage of a 95 % interval',
      percent(lowest),
      '%',
      '>= 90 %',
      low.length === 0,
    ),
    figure('studies', runs * (verdicts.length + coverage.length), '', null, null),
  ];
}

const figure = (
  name: string,
  value: number,
  unit: string,
  goal: string | null,
  met: boolean | null,
): Figure => ({
  name,
  value,
  unit,
  goal,
  met,
});

const percent = (share: number): number => Math.round(share * 10_000) / 100;

/** Whether so many would come by chance less than once in a thousand if the true share were at the limit. */
function isAbove(count: number, runs: number, limit: number): boolean {
  if (count <= runs * limit) return false;
  let tail = 0;
  for (let k = count; k <= runs; k += 1)
    tail += Math.exp(logChoose(runs, k) + k * Math.log(limit) + (runs - k) * Math.log(1 - limit));
  return tail < chance;
}

function printTables(verdicts: CellReport[], coverage: CoverageReport[]): void {
  console.log('WRONG CONFIRMED VERDICTS, % of studies (· = none); rows: true rate; columns: settings');
  for (const phase of ['closed', 'open'] as const) {
    const cells = verdicts.filter(report => report.cell.phase === phase);
    const columns = [...new Set(cells.map(nameOf))];
    console.log(
      `\n${phase}\n${columns.map((name, i) => `  ${String.fromCodePoint(65 + i)} = ${name}`).join('\n')}`,
    );
    console.log(`  rate  ${columns.map((_, i) => String.fromCodePoint(65 + i).padStart(6)).join('')}`);
    for (const rate of new Set(cells.map(report => report.cell.rate))) {
      const row = cells.filter(report => report.cell.rate === rate);
      console.log(
        `  ${rate.toFixed(2)}  ${row.map(({ wrong, runs }) => (wrong ? percent(wrong / runs).toFixed(1) : '·').padStart(6)).join('')}`,
      );
    }
  }
  console.log('\nIF OTHER PEOPLE VOTED: coverage of the 95 % interval by rater, mean width');
  for (const { cell, covered, runs, width } of coverage)
    console.log(
      `  ${cell.rate.toFixed(2)}  ${cell.raters} raters, ${cell.votes} votes, ${cell.votesPerPrompt} a prompt, spread ${cell.concentration}${cell.isUneven ? ', unequal' : ''}`.padEnd(
        64,
      ) +
        `${percent(covered / runs)
          .toFixed(1)
          .padStart(6)} %  ${percent(width).toFixed(1).padStart(5)} pp`,
    );
  console.log('');
}

function nameOf({ cell }: CellReport): string {
  const parts = [`${cell.raters} raters`, `${cell.votes} votes`];
  if (cell.spread) parts.push(`own rates ±${cell.spread}`);
  if (cell.ties) parts.push(`ties ${cell.ties}`);
  if (cell.leftHabit) parts.push(`left habit ${cell.leftHabit}`);
  if (cell.votesPerPrompt > 1) parts.push(`${cell.votesPerPrompt} a prompt`);
  if (cell.isUneven) parts.push('one after another, unequal');
  return parts.join(', ');
}
