import { Worker } from 'node:worker_threads';

/** What the machine did to a thread of its own, at most, since the watch began. */
export type MachineNoise = {
  /** How late an idle thread came. */
  lateMs: number;
  /** How much longer than usual, in the processor's own time, the same small work took: a virtual machine whose host takes the
   * processor away counts that as work. */
  extraWorkMs: number;
};

export type MachineWatch = { read(): MachineNoise; end(): Promise<void> };

export function watchMachine(): MachineWatch {
  const seen = new Float64Array(new SharedArrayBuffer(2 * Float64Array.BYTES_PER_ELEMENT));
  const worker = new Worker(new URL('./machine.worker.ts', import.meta.url), { workerData: { seen } });
  return {
    read: () => ({ lateMs: seen[0]!, extraWorkMs: seen[1]! }),
    async end() {
      await worker.terminate();
    },
  };
}
