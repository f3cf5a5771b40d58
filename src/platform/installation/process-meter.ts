import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';

/** How the server process does, over the last minute. */
export type ProcessHealth = {
  memoryBytes: number;
  /** How late the event loop came to what was due: everybody waits for so long. */
  lateMs: { p99: number; max: number };
  /** The longest that this process worked in one go without coming back to its event loop; the rest of the lateness is the machine's. */
  longestWorkMs: number;
};

export type ProcessMeter = { read(): ProcessHealth; stop(): void };

let ofThisProcess: ProcessMeter | undefined;

/** The meter of this process, which has one event loop; it measures from the first call on. */
export const processMeter = (): ProcessMeter => (ofThisProcess ??= startProcessMeter());

const tickMs = 10;
const windowMs = 10_000;
const windows = 6;
const microseconds = 1_000;

type Window = { late: RecordableHistogram; longestWorkMs: number; openedMs: number };

/** Looks a hundred times a second whether the event loop is on time. Costs a thousandth of a core. */
export function startProcessMeter(): ProcessMeter {
  const kept: Window[] = [openWindow()];
  let dueMs = performance.now() + tickMs;
  let workedMs = threadWorkMs();
  const timer = setInterval(look, tickMs).unref();

  function look(): void {
    const nowMs = performance.now();
    const lateMs = Math.max(0, nowMs - dueMs);
    const worked = threadWorkMs();
    const window = currentWindow(nowMs);
    window.late.record(Math.max(1, Math.round(lateMs * microseconds)));
    window.longestWorkMs = Math.max(window.longestWorkMs, Math.min(worked - workedMs, lateMs + tickMs));
    workedMs = worked;
    dueMs = nowMs + tickMs;
  }

  function currentWindow(nowMs: number): Window {
    if (nowMs - kept[0]!.openedMs > windowMs) kept.unshift(openWindow());
    kept.splice(windows);
    return kept[0]!;
  }

  return {
    /** The 99th percentile is that of the worst ten seconds. */
    read: () => ({
      memoryBytes: process.memoryUsage.rss(),
      lateMs: {
        p99: Math.max(...kept.map(({ late }) => late.percentile(99))) / microseconds,
        max: Math.max(...kept.map(({ late }) => late.max)) / microseconds,
      },
      longestWorkMs: Math.max(...kept.map(each => each.longestWorkMs)),
    }),
    stop: () => clearInterval(timer),
  };
}

const openWindow = (): Window => ({
  late: createHistogram(),
  longestWorkMs: 0,
  openedMs: performance.now(),
});

/** Time on the processor of the main thread alone. */
function threadWorkMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}
