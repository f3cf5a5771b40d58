import { setTimeout as sleep } from 'node:timers/promises';
import { AttuneError } from '#platform/http/attune-error.ts';
import type { Cli } from '#platform/terminal/command.ts';
import { keepReading } from '#platform/terminal/keep-reading.ts';

type Work = {
  state: string;
  error: { code: string; message: string; remedy?: string | null | undefined } | null;
};

/** What a command waits for: how to read it again, what to say meanwhile, and the command that comes back to it. */
export type Following<Item extends Work> = {
  started: Item;
  read(): Promise<Item>;
  say(now: Item): string;
  comeBack: string;
};

const pollMs = 300;
const atWork = new Set(['queued', 'running', 'building', 'undoing']);

/** Waits for the end of work at the server, with a live line; a failure becomes an error with its remedy. */
export async function followWork<Item extends Work>(
  cli: Cli,
  { started, read, say, comeBack }: Following<Item>,
): Promise<Item> {
  const progress = cli.progress;
  const ended = await cli.interruptible(comeBack, async signal => {
    let now = started;
    while (atWork.has(now.state)) {
      progress.update(say(now));
      await sleep(pollMs, undefined, { signal });
      now = await keepReading(read, signal, reason => progress.update(`${say(now)} · ${reason}`));
    }
    return now;
  });
  progress.done();
  if (!ended.error) return ended;
  const { code, message, remedy, ...fields } = ended.error;
  throw new AttuneError(code, message, { remedy: remedy ?? undefined, fields });
}
