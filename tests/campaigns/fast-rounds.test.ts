import { readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { seededRandom } from '../../bench/seeded-random.ts';
import type { Campaign } from '../../soak/campaign.ts';

const folder = path.resolve(import.meta.dirname, '../../soak');
const campaigns = await Promise.all(
  readdirSync(folder)
    .filter(file => file.endsWith('.soak.ts'))
    .map(async file => ((await import(path.join(folder, file))) as { default: Campaign }).default),
);

test('every campaign has a name of its own and says what it does', () => {
  expect(new Set(campaigns.map(each => each.name)).size).toBe(campaigns.length);
  for (const { name, summary, rounds, fastRounds } of campaigns)
    expect([name, summary.length > 20, rounds >= fastRounds]).toEqual([name, true, true]);
});

/** A few rounds of every campaign, always with the same seed: `npm run soak` runs them whole. */
for (const { name, fastRounds, cannotRun, run } of campaigns.filter(each => each.fastRounds > 0))
  test(`campaign ${name}: ${fastRounds} rounds without a fault`, { timeout: 180_000 }, async context => {
    const reason = await cannotRun?.();
    if (reason) return context.skip(reason);
    const seed = 7;
    const result = await run({
      rounds: fastRounds,
      seed,
      random: seededRandom(seed),
      say: () => {},
      args: [],
    });
    expect(result.faults).toEqual([]);
  });
