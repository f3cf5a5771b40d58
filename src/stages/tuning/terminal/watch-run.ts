import { setTimeout as sleep } from 'node:timers/promises';
import type { Cli } from '#platform/terminal/command.ts';
import { duration } from '#platform/terminal/format.ts';
import { keepReading } from '#platform/terminal/keep-reading.ts';
import { type Run, runContract, type RunEvent } from '../runs/run.contract.ts';
import { drawHead, drawRun, nothingSeen, type Seen } from './draw-run.ts';
import { createLiveBlock } from './live-block.ts';

const pollMs = 500;
const atRest = new Set<Run['state']>(['done', 'failed', 'cancelled', 'paused']);

/** Shows a run until it rests. On a terminal as a block that changes in place, elsewhere as a line now and then. */
export async function watchRun(cli: Cli, project: string, run: string, signal: AbortSignal): Promise<Run> {
  const client = cli.client(runContract);
  const block = createLiveBlock(cli.output);
  const { progress } = cli;
  const seen = nothingSeen();
  const readAfter = async (after: string) => ({
    found: await client.get({ project, run }),
    ...(await client.events({ project, run, after, limit: 500 })),
  });
  for (let after = '0'; ; await sleep(pollMs, undefined, { signal })) {
    const { found, items, next } = await keepReading(() => readAfter(after), signal, progress.update);
    for (const event of items) take(seen, event);
    after = String(items.at(-1)?.seq ?? after);
    if (!cli.json && cli.output.isTTY) block.draw(drawRun(found, seen, (cli.output.columns || 80) - 1));
    else progress.update(describeShortly(found));
    if (!atRest.has(found.state) || next) continue;
    progress.done();
    return found;
  }
}

function take(seen: Seen, { type, payload }: RunEvent): void {
  const step = payload.step as number;
  if (type === 'step') seen.losses[step - 1] = payload.loss as number | null;
  if (type === 'step' && typeof payload.reward_accuracy === 'number')
    seen.reward = { margin: payload.reward_margin as number | null, accuracy: payload.reward_accuracy };
  if (type === 'eval')
    seen.validation = [
      ...seen.validation.filter(each => each.step !== step),
      { step, loss: payload.loss as number | null },
    ];
  if (type === 'sample') seen.samples.set(String(payload.prompt_id), { step, text: String(payload.text) });
}

function describeShortly(run: Run): string {
  const { progress } = run;
  if (!progress || progress.step === 0) return drawHead(run);
  const eta = progress.etaS === null ? '' : `, about ${duration(progress.etaS)} to go`;
  return `${drawHead(run)}  step ${progress.step}/${progress.stepsPlanned}, loss ${progress.loss?.toFixed(3)}${eta}`;
}
