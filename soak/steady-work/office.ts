import { setTimeout as sleep } from 'node:timers/promises';
import { inventRow } from '../invent-text.ts';
import type { StrictClient } from './strict-client.ts';

/** Where the work is done: one project with a source, a remote model under a name, and rows to freeze. */
export type Office = { project: string; sourceId: string; datasetId: string; model: string };

const rowsAtFirst = 60;
const patienceMs = 60_000;

/** Done before anything is broken; throws where it does not work. */
export async function buildOffice(client: StrictClient, upstreamUrl: string): Promise<Office> {
  const project = 'office';
  const make = async (path: string, body: object): Promise<{ id: string }> => {
    const reply = await client.once('POST', `/api/v1${path}`, body);
    if (!reply || reply.status >= 300)
      throw new Error(`${path} was answered with ${reply?.status}: ${reply?.text}`);
    return JSON.parse(reply.text) as { id: string };
  };
  await make('/projects', { slug: project, name: project });
  const source = await make(`/projects/${project}/sources`, { name: 'file', origin: 'own' });
  const wish = { name: 'far', baseUrl: upstreamUrl, model: 'far-1' };
  const connection = await make(`/projects/${project}/connections`, wish);
  const targets = [{ kind: 'connection', connectionId: connection.id, weight: 1 }];
  await make(`/projects/${project}/deployments`, { name: 'far', targets });
  const office = { project, sourceId: source.id, datasetId: '', model: `${project}/far` };
  const rows = Array.from({ length: rowsAtFirst }, (_, n) => inventRow(`first ${n}`)).join('\n');
  const upload = await client.once('POST', '/api/v1/artifacts', rows, {
    'content-type': 'application/octet-stream',
  });
  const fileDigest = (JSON.parse(upload!.text) as { digest: string }).digest;
  const first = { sourceId: source.id, fileDigest, fileName: 'first.jsonl' };
  await untilState(
    client,
    `/projects/${project}/imports/${(await make(`/projects/${project}/imports`, first)).id}`,
    'done',
  );
  const dataset = await make(`/projects/${project}/datasets`, { name: 'desk' });
  return { ...office, datasetId: dataset.id };
}

/** Waits for the end of work; throws where it ends otherwise or does not end. */
export async function untilState(
  client: StrictClient,
  path: string,
  state: string,
  forMs = patienceMs,
): Promise<void> {
  let last = '';
  for (const until = Date.now() + forMs; Date.now() < until; await sleep(150)) {
    const reply = await client.once('GET', `/api/v1${path}`);
    if (!reply) continue;
    last = reply.text;
    const found = JSON.parse(last) as { state?: string };
    if (found.state === state) return;
    if (found.state === 'failed') break;
  }
  throw new Error(`${path} did not become ${state}: ${last.slice(0, 300)}`);
}
