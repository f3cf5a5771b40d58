import { setTimeout as sleep } from 'node:timers/promises';
import type { ProcessHealth } from '#platform/installation/process-meter.ts';
import type { PatientClient } from '../patient-client.ts';
import type { Sample } from './memory-slope.ts';
import { type MachineNoise, watchMachine } from './watch-machine.ts';

export type Watch = {
  memory: Sample[];
  /** Of the server, all the time. */
  worst: { lateMs: number; lateP99Ms: number; workMs: number };
  machine(): MachineNoise;
  end(): Promise<void>;
};

const everyMs = 2_000;

/** Asks the server every two seconds how it does. What it says goes back a minute, so what was before counts too. */
export function watchProcess(client: PatientClient): Watch {
  const over = new AbortController();
  const machine = watchMachine();
  const memory: Sample[] = [];
  const worst = { lateMs: 0, lateP99Ms: 0, workMs: 0 };
  const look = async () => {
    const { body } = await client.call<{ process: ProcessHealth }>('GET', '/system/status');
    const { memoryBytes, lateMs, longestWorkMs } = body.process;
    memory.push({ atMs: performance.now(), bytes: memoryBytes });
    worst.lateMs = Math.max(worst.lateMs, lateMs.max);
    worst.lateP99Ms = Math.max(worst.lateP99Ms, lateMs.p99);
    worst.workMs = Math.max(worst.workMs, longestWorkMs);
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
    machine: machine.read,
    async end() {
      over.abort();
      await watching;
      await machine.end();
    },
  };
}
