import { inventRow } from '../invent-text.ts';
import type { LivingServer } from '../living-server.ts';
import type { PatientClient } from '../patient-client.ts';
import { expectStatus, freezeFirst, importRows, makeProject } from '../prepare-project.ts';
import type { House } from './house.ts';
import type { Ledger } from './ledger.ts';

type Parts = {
  server: LivingServer;
  client: PatientClient;
  ledger: Ledger;
  /** None where nothing is trained. */
  baseFolder: string | undefined;
  upstreamUrl: string;
};

const rowsAtFirst = 40;

/** Done once, before the first kill. */
export async function buildHouse({ server, client, ledger, baseFolder, upstreamUrl }: Parts): Promise<House> {
  const bulk = await makeProject(client, 'bulk');
  const desk = await makeProject(client, 'desk');
  const make = async <Body>(path: string, body: object) =>
    expectStatus(path, await client.call<Body>('POST', path, body));
  if (baseFolder) await make('/models/bases', { path: baseFolder, slug: 'tiny' });
  const far = { name: 'far', baseUrl: upstreamUrl, model: 'far-1' };
  const connection = await make<{ id: string }>('/projects/desk/connections', far);
  const targets = [{ kind: 'connection', connectionId: connection.id, weight: 1 }];
  const wish = { name: 'far', targets };
  const deployment = await make<{ id: string; version: number }>('/projects/desk/deployments', wish);
  ledger.deploymentVersion = deployment.version;
  const rows = Array.from({ length: rowsAtFirst }, (_, n) => inventRow(`first ${n}`));
  const id = await importRows(client, desk, rows);
  ledger.imports.push({ id, read: rowsAtFirst, record: rowsAtFirst, duplicate: 0, reject: 0 });
  const frozen = await freezeFirst(client, desk);
  ledger.versions.push(frozen.datasetVersionId);
  return {
    server,
    client,
    ledger,
    bulk,
    desk: { ...desk, ...frozen },
    deploymentId: deployment.id,
    base: 'tiny',
    lastAnswer: undefined,
    fault: () => {},
  };
}
