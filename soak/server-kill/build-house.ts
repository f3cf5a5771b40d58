import { setTimeout as sleep } from 'node:timers/promises';
import { inventRow } from '../invent-text.ts';
import type { LivingServer } from '../living-server.ts';
import type { PatientClient } from '../patient-client.ts';
import { expectStatus, type House, type Project } from './house.ts';
import type { Ledger } from './ledger.ts';

type Parts = {
  server: LivingServer;
  client: PatientClient;
  ledger: Ledger;
  baseFolder: string;
  upstreamUrl: string;
};

const rowsAtFirst = 40;

/** Done once, before the first kill. */
export async function buildHouse({ server, client, ledger, baseFolder, upstreamUrl }: Parts): Promise<House> {
  const bulk = await makeProject(client, 'bulk');
  const desk = await makeProject(client, 'desk');
  const make = async <Body>(path: string, body: object) =>
    expectStatus(path, await client.call<Body>('POST', path, body));
  await make('/models/bases', { path: baseFolder, slug: 'tiny' });
  const connection = await make<{ id: string }>('/projects/desk/connections', {
    name: 'far',
    baseUrl: upstreamUrl,
    model: 'far-1',
  });
  const targets = [{ kind: 'connection', connectionId: connection.id, weight: 1 }];
  const deployment = await make<{ id: string; version: number }>('/projects/desk/deployments', {
    name: 'far',
    targets,
  });
  ledger.deploymentVersion = deployment.version;
  await importFirstRows(client, desk, ledger);
  const dataset = await make<{ id: string }>('/projects/desk/datasets', { name: 'desk' });
  const version = await freezeFirst(client, dataset.id);
  ledger.versions.push(version);
  return {
    server,
    client,
    ledger,
    bulk,
    desk: { ...desk, datasetId: dataset.id, datasetVersionId: version },
    deploymentId: deployment.id,
    base: 'tiny',
    lastAnswer: undefined,
    fault: () => {},
  };
}

async function makeProject(client: PatientClient, slug: string): Promise<Project> {
  const made = expectStatus(
    'a project',
    await client.call<{ id: string }>('POST', '/projects', { slug, name: slug }),
  );
  const source = expectStatus(
    'a source',
    await client.call<{ id: string }>('POST', `/projects/${slug}/sources`, { name: 'file', origin: 'own' }),
  );
  return { slug, id: made.id, sourceId: source.id };
}

async function importFirstRows(client: PatientClient, desk: Project, ledger: Ledger): Promise<void> {
  const rows = Array.from({ length: rowsAtFirst }, (_, n) => inventRow(`first ${n}`));
  const fileDigest = await client.upload(rows.join('\n'));
  const wish = { sourceId: desk.sourceId, fileDigest, fileName: 'first.jsonl' };
  const { id } = expectStatus(
    'an import',
    await client.call<{ id: string }>('POST', '/projects/desk/imports', wish),
  );
  ledger.imports.push({ id, read: rowsAtFirst, record: rowsAtFirst, duplicate: 0, reject: 0 });
  await untilState(client, `/projects/desk/imports/${id}`, 'done');
}

async function freezeFirst(client: PatientClient, datasetId: string): Promise<string> {
  const recipe = { split: { train: 70, validation: 15, test: 15 }, reserved: 'exclude' };
  const path = `/projects/desk/datasets/${datasetId}/versions`;
  const { id } = expectStatus('a version', await client.call<{ id: string }>('POST', path, { recipe }));
  await untilState(client, `/projects/desk/dataset-versions/${id}`, 'frozen');
  return id;
}

async function untilState(client: PatientClient, path: string, state: string): Promise<void> {
  for (let attempt = 0; attempt < 600; attempt++) {
    const { body } = await client.call<{ state: string }>('GET', path);
    if (body.state === state) return;
    await sleep(100);
  }
  throw new Error(`${path} did not become ${state}`);
}
