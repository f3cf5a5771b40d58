import { readFileSync } from 'node:fs';

const pageBytes = 4_096;
const everyMs = 25;

/** Looks at the memory that a process holds, many times a second. */
export function watchMemory(pid: number) {
  const read = () => Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * pageBytes;
  let peakBytes = read();
  const timer = setInterval(() => (peakBytes = Math.max(peakBytes, read())), everyMs);
  return {
    nowBytes: read,
    /** Since it was last asked. */
    takePeakBytes() {
      const peak = Math.max(peakBytes, read());
      peakBytes = read();
      return peak;
    },
    end: () => clearInterval(timer),
  };
}
