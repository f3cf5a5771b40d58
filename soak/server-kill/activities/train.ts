import { expectStatus } from '../../prepare-project.ts';
import { type Activity, between } from '../house.ts';

type Run = { id: string; number: number; state: string };

const overStates = ['done', 'failed', 'cancelled'];

/** One run after the other, some of them paused on the way and resumed. */
export const trainRun: Activity = async ({ client, ledger, desk, base }, random, turn) => {
  const { body } = await client.call<{ items: Run[] }>('GET', '/projects/desk/runs?limit=1');
  const [latest] = body.items;
  if (latest && !overStates.includes(latest.state)) {
    if (latest.state === 'paused') await client.call('POST', `/projects/desk/runs/${latest.number}/resume`);
    else if (random() < 0.15) await client.call('POST', `/projects/desk/runs/${latest.number}/pause`);
    return;
  }
  const recipe = {
    max_steps: turn === 1 ? 40 : between(random, 60, 400),
    batch_rows: 4,
    epochs: 100,
    threads: 1,
    eval: { every_steps: 50, early_stopping: null },
    sample: { every_steps: 100, max_new_tokens: 4 },
    checkpoint: { every_steps: 20, keep: 2 },
  };
  const wish = { name: 'lamp', base, datasetVersionId: desk.datasetVersionId, recipe };
  const made = await client.call<Run>('POST', '/projects/desk/runs', wish, `run-${turn}`);
  ledger.runs.push(expectStatus('a run', made).id);
};
