import type { ServerProcess } from '../tests/end-to-end/server-process.ts';
import type { Bench, Figure } from './bench.ts';
import { type List, listsOf } from './lists/pages.ts';
import { type SeededServer, withSeededServer } from './lists/seeded-server.ts';

/**
 * `npm run bench -- lists [--rows N] [--data DIR]`: a real server, every list over HTTP, page after page. With --data the
 * seeded directory is kept, and used again by the next run.
 */
export default {
  name: 'lists',
  summary: 'every list page at a million records: p95 at the API, each filter for itself',
  run: ({ args }) => withSeededServer(args, measure),
} satisfies Bench;

const pagesPerPath = 10;
const goalMs = 100;

async function measure({ server, project, sources, work, seedingS }: SeededServer): Promise<Figure[]> {
  const figures: Figure[] = [{ name: 'seeding', value: seedingS, unit: 's', goal: null, met: null }];
  for (const list of listsOf(sources, work)) {
    const figure = await measureList(server, project, list);
    figures.push(figure);
    console.error(`${figure.name}: ${figure.value.toFixed(1)} ms`);
  }
  return figures;
}

/** The first page and those after it, as somebody who scrolls asks for them. */
async function measureList(server: ServerProcess, project: string, { name, paths }: List): Promise<Figure> {
  const times: number[] = [];
  for (const each of paths)
    for (let round = 0, after: string | null = ''; round < pagesPerPath; round += 1) {
      const more: string = after ? `${each.includes('?') ? '&' : '?'}after=${encodeURIComponent(after)}` : '';
      const startMs = performance.now();
      const { status, body } = await server.api('GET', `/api/v1/projects/${project}${each}${more}`);
      times.push(performance.now() - startMs);
      if (status !== 200) throw new Error(`${each}${more}: ${status} ${JSON.stringify(body).slice(0, 500)}`);
      after = (body as { next?: string | null }).next ?? null;
    }
  times.sort((left, right) => left - right);
  const p95 = times[Math.ceil(times.length * 0.95) - 1]!;
  return { name: `${name}, p95`, value: p95, unit: 'ms', goal: `< ${goalMs} ms`, met: p95 < goalMs };
}
