import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { inventRow } from '../invent-text.ts';
import type { FullHouse } from './fill-and-free.ts';

/** Somebody at the terminal is told what is missing and what to do, and gets an exit code that says "not done". */
export async function askByTerminal({ folder, server, ballast, fault }: FullHouse): Promise<void> {
  ballast.leave(0);
  const file = path.join(folder, 'by-hand.jsonl');
  writeFileSync(file, Array.from({ length: 50 }, (_, n) => inventRow(`by hand ${n}`)).join('\n'));
  const { attune } = await server.living.current();
  const { code, stderr } = await attune('import', 'file', file, '--source', 'file', '--project', 'office');
  if (code === 0 || !/MB are missing/.test(stderr) || !/[Mm]ake room/.test(stderr))
    fault(`attune import on a full disk ended with ${code} and said: ${stderr.slice(0, 400)}`);
}
