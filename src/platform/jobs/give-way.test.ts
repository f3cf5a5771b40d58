import { expect, test } from 'vitest';
import { createGiveWay } from './give-way.ts';

const workFor = (ms: number) => {
  for (const until = performance.now() + ms; performance.now() < until;);
};

test('long work gives the others their turns, short work keeps its own', async () => {
  const giveWay = createGiveWay(5);
  let turns = 0;
  const others = setInterval(() => turns++, 1);
  for (let step = 0; step < 20; step++) {
    workFor(6);
    await giveWay();
  }
  clearInterval(others);
  expect(turns).toBeGreaterThan(10);
  expect(createGiveWay(1_000)()).toBeUndefined();
});
