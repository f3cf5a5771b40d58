import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { type BodyBounds, boundBody } from './bounded-body.ts';

const bounds: BodyBounds = { mostBytes: 100, silenceMs: 60, slowestBytesPerS: 100 };

async function read(pieces: AsyncGenerator<Uint8Array>, over: Partial<BodyBounds> = {}): Promise<number> {
  let sizeBytes = 0;
  for await (const piece of boundBody(ReadableStream.from(pieces), { ...bounds, ...over }))
    sizeBytes += piece.length;
  return sizeBytes;
}

async function* drip(count: number, everyMs: number, sizeBytes = 1): AsyncGenerator<Uint8Array> {
  for (let i = 0; i < count; i++) {
    await sleep(everyMs);
    yield new Uint8Array(sizeBytes);
  }
}

test('a body within its bounds comes whole, also one that takes its time', async () => {
  expect(await read(drip(4, 0, 25))).toBe(100);
  expect(await read(drip(10, 20, 10))).toBe(100);
});

test('one that is too long is refused as soon as it is, and not read on', async () => {
  const pieces = drip(1_000, 0, 60);
  await expect(read(pieces)).rejects.toMatchObject({ code: 'body_too_large', status: 413 });
  expect(await pieces.next()).toMatchObject({ done: false });
});

test('one that falls silent, or drips for ever, is given up', async () => {
  await expect(read(drip(2, 200))).rejects.toMatchObject({ code: 'body_too_slow', status: 408 });
  const startMs = performance.now();
  await expect(read(drip(1_000, 20))).rejects.toMatchObject({ code: 'body_too_slow' });
  expect(performance.now() - startMs).toBeLessThan(1_000);
});
