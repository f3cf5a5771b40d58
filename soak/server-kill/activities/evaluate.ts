import { expectStatus } from '../../prepare-project.ts';
import { type Activity, pick } from '../house.ts';

type Evaluation = { id: string; number: number; state: string };
type Run = { state: string; modelVersionId: string | null };
type Turn = { state: 'vote' | 'done'; pair: { token: string } | null };

/** Lets base and tuned answer, one evaluation at a time. */
export const generateAnswers: Activity = async ({ client, ledger, desk }, random, turn) => {
  const { body } = await client.call<{ items: Evaluation[] }>('GET', '/projects/desk/evaluations?limit=1');
  if (body.items.some(({ state }) => state === 'preparing' || state === 'generating')) return;
  const runs = await client.call<{ items: Run[] }>('GET', '/projects/desk/runs?limit=20');
  const done = runs.body.items.filter(({ state }) => state === 'done');
  if (done.length === 0) return;
  const wish = {
    candidateVersionId: pick(random, done).modelVersionId,
    datasetVersionId: desk.datasetVersionId,
    votesPerPrompt: 20,
    sampling: { maxTokens: 12 },
  };
  const made = await client.call<Evaluation>(
    'POST',
    '/projects/desk/evaluations',
    wish,
    `evaluation-${turn}`,
  );
  ledger.evaluations.push(expectStatus('an evaluation', made).id);
};

const verdicts = ['left', 'right', 'tie', 'both_bad', 'skip'];

/** A few votes in a row in whatever evaluation is open. */
export const vote: Activity = async ({ client, ledger }, random, turn) => {
  const { body } = await client.call<{ items: Evaluation[] }>('GET', '/projects/desk/evaluations?limit=50');
  const open = body.items.filter(({ state }) => state === 'open');
  if (open.length === 0) return;
  const path = `/projects/desk/evaluations/${pick(random, open).number}/votes`;
  for (let ballot = 0; ballot < 5; ballot++) {
    const next = await client.call<Turn>('POST', `${path}/next`);
    const pair = expectStatus('the next pair', next, 409).pair;
    if (next.status === 409 || !pair) return;
    const verdict = pick(random, verdicts);
    const wish = { token: pair.token, verdict, dwellMs: 900 };
    const cast = await client.call('POST', path, wish, `vote-${turn}-${ballot}`);
    expectStatus('a vote', cast);
    ledger.votes.set(pair.token, verdict);
  }
};
