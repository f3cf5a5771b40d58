import { inventRow } from '../../invent-text.ts';
import { expectStatus } from '../../prepare-project.ts';
import { type Activity } from '../house.ts';

type Loop = { number: number; state: string };

/** A whole loop in a project of its own: file to evaluation, one after the other. */
export const runLoop: Activity = async ({ client, ledger, base }, _random, turn) => {
  const before = ledger.loops.at(-1);
  if (before) {
    const path = `/projects/${before.project}/loops/${before.number}`;
    const { body } = await client.call<Loop>('GET', path);
    if (body.state === 'running') return;
  }
  const slug = `loop-${turn}`;
  const rows = Array.from({ length: 40 }, (_, n) => inventRow(`${slug} ${n}`));
  const digest = await client.upload(rows.join('\n'));
  const file = {
    name: slug,
    project: { slug },
    sources: [{ name: 'file', origin: 'own', files: [{ path: 'rows.jsonl' }] }],
    dataset: { name: 'desk', recipe: { split: { train: 70, validation: 15, test: 15 } } },
    run: { name: slug, base, recipe: { max_steps: 6, threads: 1, sample: { max_new_tokens: 4 } } },
    evaluation: { name: slug, design: { sampling: { maxTokens: 8 } } },
    deployment: { name: slug },
  };
  const wish = { file, digests: { 'rows.jsonl': digest } };
  const started = await client.call<Loop>('POST', '/loops', wish, `loop-${turn}`);
  ledger.loops.push({ project: slug, number: expectStatus('a loop', started).number });
};
