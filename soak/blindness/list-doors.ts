import type { Hono } from 'hono';
import { contract, createGateways } from '#apps/server/program.ts';
import type { Access } from '#platform/auth/permissions.ts';
import { createSignIn } from '#platform/auth/sign-in.ts';
import type { EndpointMeta } from '#platform/http/contract.ts';
import type { Services } from '#platform/http/services.ts';
import { createUpload } from '#platform/storage/upload-artifact.ts';

/** One route of the program. `access` is the contract's rule; routes outside of the contract decide by themselves. */
export type Door = {
  method: string;
  /** With parameters in braces: /projects/{project}/runs/{run}. */
  path: string;
  access: Access | undefined;
  from: 'contract' | 'gateway' | 'upload' | 'sign-in' | 'document';
};

/** Every route there is, asked of the routers themselves: contract, gateways, upload, and all that the sign-in library knows. */
export function listDoors(services: Services = unusedServices): Door[] {
  return [
    ...listContractDoors(),
    ...createGateways(services).flatMap(gateway => doorsOf(gateway, 'gateway')),
    ...doorsOf(createUpload(services), 'upload'),
    ...listSignInDoors(),
    { method: 'GET', path: '/api/openapi.json', access: 'public', from: 'document' },
  ];
}

export function listContractDoors(): Door[] {
  return listProcedures(contract).map(({ route, meta }) => ({
    method: route.method ?? 'POST',
    path: `/api/v1${route.path}`,
    access: meta.access,
    from: 'contract',
  }));
}

type Procedure = { route: { method?: string; path?: string }; meta: EndpointMeta };

function listProcedures(router: object): Procedure[] {
  return Object.values(router).flatMap(each =>
    '~orpc' in each ? [(each as { '~orpc': Procedure })['~orpc']] : listProcedures(each as object),
  );
}

/** Hono lists middlewares too; they answer under their route's own path. */
function doorsOf(app: Hono, from: Door['from']): Door[] {
  const all = app.routes.map(({ method, path }) => `${method === 'ALL' ? 'POST' : method} ${path}`);
  return [...new Set(all)].map(each => {
    const [method, path] = each.split(' ') as [string, string];
    return { method, path: inBraces(path).replace('*', '{rest}'), access: undefined, from };
  });
}

const inBraces = (path: string): string => path.replaceAll(/:(\w+)/g, '{$1}');

/** Also what the door in front of the library keeps shut: shut is what is to be seen. */
function listSignInDoors(): Door[] {
  const { api } = createSignIn(undefined as never, { origin: 'http://127.0.0.1:1', secret: 'x'.repeat(32) });
  return Object.values(
    api as Record<string, { path?: string; options?: { method?: string | string[] } }>,
  ).flatMap(({ path, options }) =>
    path
      ? [options?.method ?? 'GET'].flat().map(method => ({
          method,
          path: `/auth${inBraces(path)}`,
          access: undefined,
          from: 'sign-in' as const,
        }))
      : [],
  );
}

/** Routers are only asked for their routes; whoever calls one of these is told so. */
const unusedServices: Services = new Proxy({} as Services, {
  get: (_, name) => (name === 'config' ? { doors: new Proxy({}, { get: () => [] }) } : unused(String(name))),
});

const unused = (name: string) =>
  new Proxy(() => {}, {
    apply: () => {
      throw new Error(`nobody answers here: ${name}`);
    },
    get: () => unused(name),
  });
