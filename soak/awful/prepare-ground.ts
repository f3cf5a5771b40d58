import type { ServerProcess } from '../../tests/end-to-end/server-process.ts';
import { type Ground, importBytes } from './ground.ts';

/** One project, with a remote model and the starter behind deployments; what a first import loads is loaded. */
export async function prepareGround(
  server: ServerProcess,
  upstreamUrl: string,
  folder: string,
): Promise<Ground> {
  const project = 'awful';
  const make = async <Body>(path: string, wish: object): Promise<Body> => {
    const { status, body } = await server.api('POST', `/api/v1${path}`, wish);
    if (status >= 300) throw new Error(`${path} was answered with ${status}: ${JSON.stringify(body)}`);
    return body as Body;
  };
  await make('/projects', { slug: project, name: project });
  const wish = { name: 'far', baseUrl: upstreamUrl, model: 'far-1' };
  const connection = await make<{ id: string }>(`/projects/${project}/connections`, wish);
  await deploy('far', { kind: 'connection', connectionId: connection.id, weight: 1 });
  await deploy('near', { kind: 'base', baseModelId: await findStarter(server), weight: 1 });
  await make(`/projects/${project}/sources`, { name: 'odd', origin: 'own' });
  await importBytes(server, '{"question":"Q?","answer":"A."}\n', 'first.jsonl');
  return { server, folder, project, remoteModel: `${project}/far`, localModel: `${project}/near` };

  async function deploy(name: string, target: object): Promise<void> {
    await make(`/projects/${project}/deployments`, { name, targets: [target] });
  }
}

async function findStarter(server: ServerProcess): Promise<string> {
  const { body } = await server.api('GET', '/api/v1/models/bases');
  const { items } = body as { items: { id: string; origin: string }[] };
  return items.find(({ origin }) => origin === 'starter')!.id;
}
