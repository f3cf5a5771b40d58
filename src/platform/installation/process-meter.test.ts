import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { startProcessMeter } from './process-meter.ts';

test('tells how late the event loop came, and whether this process or the machine held it up', async () => {
  const meter = startProcessMeter();
  await sleep(50);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 120);
  await sleep(30);
  const waited = meter.read();
  expect(waited.lateMs.max).toBeGreaterThan(90);
  expect(waited.longestWorkMs).toBeLessThan(60);
  const before = process.threadCpuUsage();
  while (process.threadCpuUsage(before).user < 100_000);
  await sleep(30);
  const worked = meter.read();
  meter.stop();
  expect(worked.longestWorkMs).toBeGreaterThan(80);
  expect(worked.memoryBytes).toBeGreaterThan(20e6);
});
