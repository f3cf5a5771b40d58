import { setTimeout as sleep } from 'node:timers/promises';
import { type ProcessHealth, startProcessMeter } from '#platform/installation/process-meter.ts';
import type { PatientClient } from '../patient-client.ts';
import type { Sample } from './memory-slope.ts';

export type Watch = {
  memory: Sample[];
  /** Of the server, all the time. */
  worst: { lateMs: number; lateP99Ms: number; workMs: number };
  /** How late this process came, which had next to nothing to do: so late the machine makes anybody. */
  machineLateMs(): number;
  end(): Promise<void>;
};

const everyMs = 2_000;

/** Asks the server every two seconds how it does. What it says goes back a minute, so what was before counts too. */
export function watchProcess(client: PatientClient): Watch {
  const over = new AbortController();
  const meter = startProcessMeter();
  const memory: Sample[] = [];
  const worst = { lateMs: 0, lateP99Ms: 0, workMs: 0 };
  let machineLateMs = 0;
  const look = async () => {
    const { body } = await client.call<{ process: ProcessHealth }>('GET', '/system/status');
    const { memoryBytes, lateMs, longestWorkMs } = body.process;
    memory.push({ atMs: performance.now(), bytes: memoryBytes });
    worst.lateMs = Math.max(worst.lateMs, lateMs.max);
    worst.lateP99Ms = Math.max(worst.lateP99Ms, lateMs.p99);
    worst.workMs = Math.max(worst.workMs, longestWorkMs);
    machineLateMs = Math.max(machineLateMs, meter.read().lateMs.max);
  };
  const watching = (async () => {
    while (!over.signal.aborted) {
      await look();
      await sleep(everyMs, undefined, { signal: over.signal }).catch(() => undefined);
    }
    await look();
  })();
  watching.catch(() => undefined);
  return {
    memory,
    worst,
    machineLateMs: () => machineLateMs,
    async end() {
      over.abort();
      await watching;
      meter.stop();
    },
  };
}
