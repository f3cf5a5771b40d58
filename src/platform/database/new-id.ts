import { randomFillSync } from 'node:crypto';

let lastMs = 0;
let sequence = 0;

/** A UUIDv7 (RFC 9562): 48 bits of milliseconds, a 12-bit counter that keeps ids of one process in order, random rest. */
export function newId(nowMs: number = Date.now()): string {
  if (nowMs > lastMs) {
    lastMs = nowMs;
    sequence = takeRandom().readUInt16BE() & 0x7ff;
  } else if (++sequence > 0xfff) {
    lastMs += 1;
    sequence = 0;
  }
  const time = lastMs.toString(16).padStart(12, '0');
  const count = (0x7000 | sequence).toString(16);
  const rest = takeRandom();
  rest[0] = 0x80 | (rest[0]! & 0x3f);
  const tail = rest.toString('hex');
  return `${time.slice(0, 8)}-${time.slice(8)}-${count}-${tail.slice(0, 4)}-${tail.slice(4)}`;
}

/** The ids to come are greater than this one, whatever the clock says. */
export function raiseIds(id: string): void {
  lastMs = Math.max(lastMs, Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16));
  sequence = 0xfff;
}

/** Asking the system for every id costs ten times what the rest of an id costs. */
const pool = Buffer.alloc(8 * 512);
let taken = pool.length;

/** Eight bytes that nobody else gets. */
function takeRandom(): Buffer {
  if (taken === pool.length) {
    randomFillSync(pool);
    taken = 0;
  }
  return pool.subarray(taken, (taken += 8));
}

const shape = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
export const isId = (text: string): boolean => shape.test(text);
