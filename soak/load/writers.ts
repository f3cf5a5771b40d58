import { setTimeout as sleep } from 'node:timers/promises';
import { type Random, seededRandom } from '../../bench/seeded-random.ts';
import { inventRow } from '../invent-text.ts';
import type { LivingServer } from '../living-server.ts';
import { createPatientClient, type PatientClient } from '../patient-client.ts';
import { expectStatus, importRows, type Project } from '../prepare-project.ts';

/** All that was acknowledged. */
export type WrittenWork = {
  /** Verdict by token. */
  votes: Map<string, string>;
  /** Rows by import. */
  imports: Map<string, number>;
  /** Judgement by the application's id. */
  feedback: Map<string, string>;
};

export const newWrittenWork = (): WrittenWork => ({
  votes: new Map(),
  imports: new Map(),
  feedback: new Map(),
});

export type Bureau = {
  server: LivingServer;
  project: Project;
  evaluation: number;
  model: string;
  work: WrittenWork;
};

type Writer = (turn: number, random: Random) => Promise<void>;

export const counts = { voters: 6, importers: 4, feedbackWriters: 6 };
const longestRestMs = { voter: 300, importer: 1_500, feedback: 300 };

/** Sixteen clients write until the time is over; what they were answered stands in `bureau.work`. */
export async function writeFor(bureau: Bureau, durationMs: number, seed: number): Promise<void> {
  const until = performance.now() + durationMs;
  const owner = createPatientClient(bureau.server);
  const live = async (name: string, writer: Writer, restMs: number, index: number) => {
    const random = seededRandom(seed + 1_000 * index);
    for (let turn = 1; performance.now() < until; turn++) {
      await writer(turn, random).catch((error: unknown) => {
        throw new Error(`${name} ${index}: ${String(error)}`, { cause: error });
      });
      await sleep(restMs * random());
    }
  };
  const lives: Promise<void>[] = [];
  for (let index = 1; index <= counts.voters; index++)
    lives.push(live('voter', await makeVoter(bureau, owner, index), longestRestMs.voter, index));
  for (let index = 11; index <= 10 + counts.importers; index++)
    lives.push(live('importer', importer(bureau, owner, index), longestRestMs.importer, index));
  for (let index = 21; index <= 20 + counts.feedbackWriters; index++)
    lives.push(live('feedback writer', feedbackWriter(bureau, owner, index), longestRestMs.feedback, index));
  await Promise.all(lives);
}

type Turn = { pair: { token: string } | null };
const verdicts = ['left', 'right', 'tie', 'both_bad'];

/** A rater of their own, who may do nothing else. */
async function makeVoter(
  { server, project, evaluation, work }: Bureau,
  owner: PatientClient,
  index: number,
): Promise<Writer> {
  const wish = { name: `voter ${index}`, project: project.slug, scopes: ['vote'] };
  const { key } = expectStatus('a key', await owner.call<{ key: string }>('POST', '/keys', wish));
  const client = createPatientClient({
    ...server,
    current: async () => ({ ...(await server.current()), key }),
  });
  const path = `/projects/${project.slug}/evaluations/${evaluation}/votes`;
  return async (turn, random) => {
    const next = expectStatus('the next pair', await client.call<Turn>('POST', `${path}/next`));
    if (!next.pair) return;
    const verdict = verdicts[Math.floor(random() * verdicts.length)]!;
    const vote = { token: next.pair.token, verdict, dwellMs: 900 };
    expectStatus('a vote', await client.call('POST', path, vote, `vote-${index}-${turn}`));
    work.votes.set(next.pair.token, verdict);
  };
}

const rowsAtOnce = 20;

const importer =
  ({ project, work }: Bureau, owner: PatientClient, index: number): Writer =>
  async turn => {
    const rows = Array.from({ length: rowsAtOnce }, (_, n) => inventRow(`importer ${index} ${turn} ${n}`));
    work.imports.set(await importRows(owner, project, rows), rowsAtOnce);
  };

const answersEvery = 10;

/** Asks for an answer now and then, and says much about it. */
function feedbackWriter({ work, model }: Bureau, owner: PatientClient, index: number): Writer {
  let answer = '';
  return async turn => {
    if (turn % answersEvery === 1) {
      const messages = [{ role: 'user', content: `stream ${turn} frames 3 every 1` }];
      const asked = await owner.call<{ id: string }>('POST', '/v1/chat/completions', { model, messages });
      answer = expectStatus('an answer', asked).id;
    }
    const id = `feedback-${index}-${turn}`;
    const said = {
      id,
      completion_id: answer,
      kind: 'correction',
      corrected_text: `Better ${index} ${turn}.`,
    };
    const heard = await owner.call<{ id: string }>('POST', '/v1/feedback', said);
    work.feedback.set(id, expectStatus('feedback', heard).id);
  };
}
