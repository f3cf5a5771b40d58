import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createLivingServer, type LivingServer } from '../../soak/living-server.ts';
import { memorySlope } from '../../soak/load/memory-slope.ts';
import { findLostFrames, type SeenStream } from '../../soak/load/open-streams.ts';
import { frameOf } from '../../soak/load/paced-upstream.ts';
import { runLoad } from '../../soak/load/run-load.ts';

let folder: string;
let server: LivingServer;

beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'attune-load-test-'));
  mkdirSync(path.join(folder, 'data'));
  server = createLivingServer(path.join(folder, 'data'), {});
  await server.start();
}, 60_000);
afterAll(async () => {
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

test(
  'the campaign load, short: streams, writers and an import without a loss',
  { timeout: 180_000 },
  async () => {
    const load = { streams: 100, frames: 6, paceMs: 60, writingMs: 2_000, pairs: 30, rows: 2_000, calmMs: 0 };
    const { counts, faults } = await runLoad(server, load, 7, () => {});
    // How long the machine lets anybody wait is for the whole campaign to say; here others use it at the same time.
    expect(faults.filter(fault => !/ms in one go|ms late/.test(fault))).toEqual([]);
    expect(counts).toMatchObject({ 'streams open at once': 100, 'rows of one import': 2_000 });
    for (const what of ['votes', 'rows', 'pieces of feedback'])
      expect(counts[`${what} found again`]).toBeGreaterThan(3);
  },
);

test('a frame that is lost, doubled, moved or added is told', () => {
  const see = (frames: string[], isDone = true): SeenStream => ({
    pace: { stream: 4, frames: 3, everyMs: 1 },
    callId: undefined,
    frames,
    isDone,
  });
  const [a, b, c] = [0, 1, 2].map(frame => frameOf(4, frame)) as [string, string, string];
  expect(findLostFrames([see([a, b, c])])).toEqual([]);
  for (const wrong of [[a, b], [a, c, b], [a, a, b, c], [a, b, c, c], []])
    expect(findLostFrames([see(wrong)])).toHaveLength(1);
  expect(findLostFrames([see([a, b, c], false)])).toHaveLength(1);
});

test('memory that grows is told from memory that is collected now and then', () => {
  const samples = (bytes: (at: number) => number) =>
    Array.from({ length: 60 }, (_, at) => ({ atMs: at * 10_000, bytes: bytes(at) }));
  const sawtooth = (at: number) => 200e6 + (at % 7) * 5e6;
  expect(Math.abs(memorySlope(samples(sawtooth)))).toBeLessThan(0.5e6);
  expect(memorySlope(samples(at => sawtooth(at) + at * 1e6))).toBeGreaterThan(5e6);
});
