import fs from 'node:fs';
import path from 'node:path';
import { AttuneError } from '#platform/http/attune-error.ts';

type Holder = { pid: number; origin: string; startedAt: string };

/** Takes a data directory for this process. Refuses, and names the other server, while one that holds it is alive. */
export function claimDataDirectory(dataDir: string, origin: string): { release(): void } {
  fs.mkdirSync(dataDir, { recursive: true });
  const file = path.join(dataDir, 'server.json');
  const other = readHolder(file);
  if (other && isServer(other.pid))
    throw new AttuneError(
      'server_running',
      `An Attune server runs on ${dataDir} already (process ${other.pid}, ${other.origin}).`,
      {
        remedy: `Use it, stop it (kill ${other.pid}), or choose another directory with --data.`,
        fields: other,
      },
    );
  const mine: Holder = { pid: process.pid, origin, startedAt: new Date().toISOString() };
  fs.writeFileSync(file, JSON.stringify(mine));
  return { release: () => readHolder(file)?.pid === process.pid && fs.rmSync(file, { force: true }) };
}

function readHolder(file: string): Holder | undefined {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8')) as Holder;
  } catch {
    return undefined;
  }
}

/** Alive, and not some other program that got the number since. */
function isServer(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const commandLine = `/proc/${pid}/cmdline`;
  return (
    !fs.existsSync('/proc/self') ||
    (fs.existsSync(commandLine) && fs.readFileSync(commandLine, 'utf8').includes('server/main.ts'))
  );
}
