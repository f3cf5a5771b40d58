import { createHash } from 'node:crypto';
import { type Random } from '../../bench/seeded-random.ts';
import { inventRow, inventWords } from '../invent-text.ts';
import { answerTo } from '../server-kill/chat-upstream.ts';
import type { Office } from './office.ts';
import type { Reply, StrictClient } from './strict-client.ts';
import type { WorkLedger } from './work-ledger.ts';

export type Desk = {
  client: StrictClient;
  office: Office;
  ledger: WorkLedger;
  /** Distinguishes everything that this campaign writes. */
  name: string;
  signal: AbortSignal;
  fault(sentence: string): void;
};

export type Activity = (desk: Desk, random: Random, turn: number) => Promise<void>;

const idOf = ({ text }: Reply): string => (JSON.parse(text) as { id: string }).id;
const between = (random: Random, low: number, high: number): number =>
  low + Math.floor(random() * (high - low + 1));

/** An API write, repeated with its key until it is answered. */
export const nameSource: Activity = async (
  { client, office, ledger, name, signal, fault },
  _random,
  turn,
) => {
  const wish = { name: `${name}-${turn}`, origin: 'own' };
  const path = `/api/v1/projects/${office.project}/sources`;
  const key = { 'idempotency-key': `${name}-source-${turn}` };
  const reply = await client.untilAnswered('POST', path, wish, signal, key);
  if (!reply) return;
  if (reply.status >= 300)
    return fault(`a source was answered with ${reply.status}: ${reply.text.slice(0, 300)}`);
  ledger.sources.set(idOf(reply), wish.name);
};

/** What was acknowledged can be read, as it was written, or not at all for a while. */
export const readSource: Activity = async ({ client, office, ledger, fault }, random) => {
  const all = [...ledger.sources];
  if (all.length === 0) return;
  const [id, name] = all[between(random, 0, all.length - 1)]!;
  const reply = await client.once('GET', `/api/v1/projects/${office.project}/sources/${id}`);
  if (!reply) return;
  if (reply.status !== 200 || (JSON.parse(reply.text) as { name: string }).name !== name)
    fault(`source ${name} was read as ${reply.status}: ${reply.text.slice(0, 200)}`);
};

/** So many pieces of work in line are enough to be caught in; more would only make the line longer than the campaign. */
const longestLine = 6;

async function isLineLong({ client }: Desk, listPath: string): Promise<boolean> {
  const reply = await client.once('GET', `${listPath}?limit=${longestLine}`);
  const { items = [] } = JSON.parse(reply?.text ?? '{}') as { items?: { state: string }[] };
  const waiting = items.filter(({ state }) => ['queued', 'running', 'building'].includes(state));
  return waiting.length >= longestLine;
}

/** A file of some hundred rows. The same bytes again are the same artifact, so this may be repeated. */
export const importFile: Activity = async (desk, random, turn) => {
  const { client, office, ledger, name, signal, fault } = desk;
  const path = `/api/v1/projects/${office.project}/imports`;
  if (await isLineLong(desk, path)) return;
  const rows = between(random, 20, random() < 0.3 ? 1_500 : 300);
  const content = Array.from({ length: rows }, (_, n) => inventRow(`${name} ${turn} ${n}`)).join('\n');
  const fileDigest = await upload(desk, content);
  if (!fileDigest) return;
  const wish = { sourceId: office.sourceId, fileDigest, fileName: `${name}-${turn}.jsonl` };
  const key = { 'idempotency-key': `${name}-import-${turn}` };
  const reply = await client.untilAnswered('POST', path, wish, signal, key);
  if (!reply) return;
  if (reply.status >= 300)
    return fault(`an import was answered with ${reply.status}: ${reply.text.slice(0, 300)}`);
  ledger.imports.set(idOf(reply), { rows });
};

/** A file by itself, large now and then. */
export const uploadFile: Activity = async (desk, random, turn) => {
  const kilobytes = between(random, 1, random() < 0.3 ? 6_000 : 200);
  const line = `${inventWords(`${desk.name} upload ${turn}`, 150)}\n`;
  await upload(desk, line.repeat(Math.ceil((kilobytes * 1024) / line.length)));
};

async function upload({ client, ledger, signal, fault }: Desk, content: string): Promise<string | undefined> {
  const type = { 'content-type': 'application/octet-stream' };
  const reply = await client.untilAnswered('POST', '/api/v1/artifacts', content, signal, type);
  if (!reply) return undefined;
  const expected = createHash('sha256').update(content).digest('hex');
  const { digest } = JSON.parse(reply.text) as { digest?: string };
  if (reply.status >= 300 || digest !== expected)
    return void fault(`an upload was answered with ${reply.status}: ${reply.text.slice(0, 300)}`);
  ledger.uploads.set(digest, Buffer.byteLength(content));
  return digest;
}

const ask = (model: string, question: string, stream: boolean) => ({
  model,
  stream,
  messages: [{ role: 'user', content: question }],
});

/** Asked once: what is refused or cut off was not answered. */
export const chatJson: Activity = async ({ client, office, ledger, name, fault }, random, turn) => {
  const question = `${name} json ${turn} words ${between(random, 1, 200)}`;
  const reply = await client.once('POST', '/v1/chat/completions', ask(office.model, question, false));
  if (!reply) return;
  if (reply.status !== 200)
    return fault(`a chat was answered with ${reply.status}: ${reply.text.slice(0, 300)}`);
  const { id, choices } = JSON.parse(reply.text) as {
    id: string;
    choices: { message: { content: string } }[];
  };
  if (choices[0]!.message.content !== answerTo(question)) fault(`the answer ${id} came changed`);
  ledger.calls.set(callOf(id), answerTo(question));
};

/** Whole with [DONE] at its end; else it ends with an error event or a cut. */
export const chatStream: Activity = async ({ client, office, ledger, name, fault }, random, turn) => {
  const question = `${name} sse ${turn} words ${between(random, 1, 400)}`;
  const reply = await client.once('POST', '/v1/chat/completions', ask(office.model, question, true));
  if (!reply) return;
  if (reply.status !== 200)
    return fault(`a stream was answered with ${reply.status}: ${reply.text.slice(0, 300)}`);
  if (!reply.text.includes('data: [DONE]')) return;
  const said = [...reply.text.matchAll(/^data: (\{.*\})$/gm)].map(
    ([, json]) =>
      (JSON.parse(json!) as { choices?: { delta?: { content?: string } }[] }).choices?.[0]?.delta?.content ??
      '',
  );
  if (said.join('') !== answerTo(question))
    fault(`the stream ${reply.headers.get('x-attune-call')} came changed`);
  ledger.calls.set(reply.headers.get('x-attune-call')!, answerTo(question));
};

const callOf = (responseId: string): string =>
  responseId.replace('chatcmpl-', '').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');

/** About an answer that came, under an id of the application's own, until it is heard. */
export const giveFeedback: Activity = async ({ client, ledger, name, signal, fault }, random, turn) => {
  const calls = [...ledger.calls.keys()];
  if (calls.length === 0) return;
  const id = `${name}-feedback-${turn}`;
  const call = calls[between(random, 0, calls.length - 1)]!;
  const body = {
    id,
    completion_id: `chatcmpl-${call.replaceAll('-', '')}`,
    actor: { type: 'end_user', id: `${name}-guest-${turn}` },
    kind: 'thumb',
    value: random() < 0.5 ? 'up' : 'down',
  };
  const reply = await client.untilAnswered('POST', '/v1/feedback', body, signal);
  if (!reply) return;
  if (reply.status >= 300)
    return fault(`feedback was answered with ${reply.status}: ${reply.text.slice(0, 300)}`);
  ledger.feedback.set(id, idOf(reply));
};

/** A version of all that is there; refused while one is made. */
export const freezeVersion: Activity = async (desk, _random, turn) => {
  const { client, office, ledger, name, signal, fault } = desk;
  const recipe = { split: { train: 70, validation: 15, test: 15 }, reserved: 'exclude' };
  const path = `/api/v1/projects/${office.project}/datasets/${office.datasetId}/versions`;
  if (await isLineLong(desk, path)) return;
  const key = { 'idempotency-key': `${name}-freeze-${turn}` };
  const reply = await client.untilAnswered('POST', path, { recipe }, signal, key);
  if (!reply || reply.status === 409) return;
  if (reply.status >= 300)
    return fault(`a version was answered with ${reply.status}: ${reply.text.slice(0, 300)}`);
  ledger.versions.push(idOf(reply));
};

const overStates = ['done', 'failed', 'cancelled'];

/** Enough to be caught in the middle of one, few enough to leave the machine to the rest. */
const mostRuns = 2;

/** One run after the other on the first frozen version. */
export const trainRun: Activity = async ({ client, office, ledger, name, signal, fault }, _random, turn) => {
  if (ledger.runs.length >= mostRuns) return;
  const path = `/api/v1/projects/${office.project}/runs`;
  const latest = await client.once('GET', `${path}?limit=1`);
  const [last] = latest ? (JSON.parse(latest.text) as { items: { state: string }[] }).items : [];
  if (!latest || (last && !overStates.includes(last.state))) return;
  const versions = await client.once(
    'GET',
    `/api/v1/projects/${office.project}/dataset-versions/${ledger.versions[0]}`,
  );
  if (!versions || (JSON.parse(versions.text) as { state?: string }).state !== 'frozen') return;
  const recipe = {
    max_steps: 24,
    batch_rows: 4,
    epochs: 60,
    threads: 1,
    eval: { every_steps: 8, early_stopping: null },
    checkpoint: { every_steps: 4, keep: 2 },
  };
  const wish = { name: 'lamp', base: 'tiny', datasetVersionId: ledger.versions[0], recipe };
  const key = { 'idempotency-key': `${name}-run-${turn}` };
  const reply = await client.untilAnswered('POST', path, wish, signal, key);
  if (!reply) return;
  if (reply.status >= 300)
    return fault(`a run was answered with ${reply.status}: ${reply.text.slice(0, 300)}`);
  ledger.runs.push(idOf(reply));
};
