import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer, PatientClient } from './patient-client.ts';

export type Project = { slug: string; id: string; sourceId: string };

/** The body of an answer; throws one that an application would call a broken promise. */
export function expectStatus<Body>(what: string, { status, body }: Answer<Body>, ...allowed: number[]): Body {
  if ((status >= 200 && status < 300) || allowed.includes(status)) return body;
  throw new Error(`${what} was answered with ${status}: ${JSON.stringify(body).slice(0, 400)}`);
}

export async function makeProject(client: PatientClient, slug: string): Promise<Project> {
  const made = await client.call<{ id: string }>('POST', '/projects', { slug, name: slug });
  const { id } = expectStatus('a project', made);
  const source = await client.call<{ id: string }>('POST', `/projects/${slug}/sources`, {
    name: 'file',
    origin: 'own',
  });
  return { slug, id, sourceId: expectStatus('a source', source).id };
}

/** Imports rows and waits until they are there. Gives the import's id. */
export async function importRows(
  client: PatientClient,
  { slug, sourceId }: Project,
  rows: string[],
): Promise<string> {
  const fileDigest = await client.upload(rows.join('\n'));
  const path = `/projects/${slug}/imports`;
  const wish = { sourceId, fileDigest, fileName: 'rows.jsonl' };
  const { id } = expectStatus('an import', await client.call<{ id: string }>('POST', path, wish));
  await untilState(client, `${path}/${id}`, 'done');
  return id;
}

/** The first version of a new dataset with all that is in a project. */
export async function freezeFirst(client: PatientClient, { slug }: Project) {
  const made = await client.call<{ id: string }>('POST', `/projects/${slug}/datasets`, { name: 'desk' });
  const datasetId = expectStatus('a dataset', made).id;
  const recipe = { split: { train: 70, validation: 15, test: 15 }, reserved: 'exclude' };
  const path = `/projects/${slug}/datasets/${datasetId}/versions`;
  const frozen = await client.call<{ id: string }>('POST', path, { recipe });
  const datasetVersionId = expectStatus('a version', frozen).id;
  await untilState(client, `/projects/${slug}/dataset-versions/${datasetVersionId}`, 'frozen');
  return { datasetId, datasetVersionId };
}

const patienceMs = 120_000;

/** Waits until something that a GET shows is in one of these states; gives it. */
export async function untilState<Body extends { state: string }>(
  client: PatientClient,
  path: string,
  ...states: string[]
): Promise<Body> {
  for (const until = Date.now() + patienceMs; Date.now() < until; await sleep(100)) {
    const { body } = await client.call<Body>('GET', path);
    if (states.includes(body.state)) return body;
  }
  throw new Error(`${path} did not become ${states.join(' or ')}`);
}
