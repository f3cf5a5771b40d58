import { readFileSync } from 'node:fs';

/**
 * Loaded before a server (`node --import`): its clock stands as many milliseconds beside the machine's as the file says
 * that SHIFTED_CLOCK names, and jumps whenever that file changes. Timers go on as they do when somebody sets a clock.
 */
const file = process.env.SHIFTED_CLOCK!;
const RealDate = Date;
const lookEveryMs = 50;
let offsetMs = 0;
let lookedAtMs = -Infinity;

function now(): number {
  if (performance.now() - lookedAtMs > lookEveryMs) {
    lookedAtMs = performance.now();
    offsetMs = Number(readFileSync(file, 'utf8')) || 0;
  }
  return RealDate.now() + offsetMs;
}

globalThis.Date = new Proxy(RealDate, {
  construct: (target, args, newTarget) =>
    Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget) as Date,
  apply: () => new RealDate(now()).toString(),
  get: (target, name, receiver) => (name === 'now' ? now : (Reflect.get(target, name, receiver) as unknown)),
});
