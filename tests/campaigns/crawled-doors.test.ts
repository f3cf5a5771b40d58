import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { doorsBeside } from '#apps/server/doors-beside.ts';
import { contract, createGateways, createRouter } from '#apps/server/program.ts';
import { createApi } from '#platform/http/api-handler.ts';
import { createUpload } from '#platform/storage/upload-artifact.ts';
import { listContractDoors, listDoors } from '../../soak/blindness/list-doors.ts';
import { createTestServices, type TestServices } from '../database/test-services.ts';

/** The campaign `blindness` knocks at every door; these tests hold its list, and the API's own description, to the routers. */
let services: TestServices;
beforeAll(async () => {
  services = await createTestServices();
});

const inBraces = (path: string): string => path.replaceAll(/:(\w+)/g, '{$1}');
const nameOf = ({ method, path }: { method: string; path: string }) => `${method} ${path}`;
const installation = {
  version: 'test',
  database: 'test',
  startedAt: new Date(),
  countObjects: async () => ({}),
};

describe('the list of all doors', () => {
  test('holds every route of the contract, once, each with its rule', () => {
    const doors = listContractDoors();
    expect(new Set(doors.map(nameOf)).size).toBe(doors.length);
    expect(doors.filter(door => !door.access)).toEqual([]);
    expect(doors.length).toBeGreaterThan(90);
  });

  test('is described by the OpenAPI document, route by route', async () => {
    const api = createApi(services, createRouter(installation), contract, 'test', doorsBeside);
    const answer = await api.request('/api/openapi.json');
    const { paths } = (await answer.json()) as { paths: Record<string, Record<string, unknown>> };
    const described = Object.entries(paths).flatMap(([path, { servers, ...methods }]) =>
      Object.keys(methods).map(method => `${method.toUpperCase()} ${servers ? '' : '/api/v1'}${path}`),
    );
    const beside = [...createGateways(services), createUpload(services)]
      .flatMap(app => app.routes)
      .filter(route => route.method !== 'ALL')
      .map(route => inBraces(nameOf(route)).replace('*', '{model}'));
    expect(described.sort()).toEqual([...new Set([...listContractDoors().map(nameOf), ...beside])].sort());
  });

  test('holds the gateways, the upload and all that the sign-in library knows', () => {
    const found = listDoors(services).map(nameOf);
    expect(listDoors().map(nameOf)).toEqual(found);
    const mounted = [...createGateways(services), createUpload(services)].flatMap(app => app.routes);
    for (const { method, path } of mounted.filter(route => route.method !== 'ALL'))
      expect(found).toContain(`${method} ${inBraces(path).replace('*', '{rest}')}`);
    for (const door of [
      'POST /v1/chat/completions',
      'POST /auth/sign-in/email',
      'GET /auth/organization/list-members',
    ])
      expect(found).toContain(door);
  });

  test('misses no application that the server mounts', () => {
    const source = readFileSync('src/apps/server/start-server.ts', 'utf8');
    const mounted = [...source.matchAll(/app\.route\('\/', (\w+)/g)].map(([, name]) => name);
    expect(mounted.sort()).toEqual(['createApi', 'createSignInDoor', 'createUpload', 'createWeb', 'gateway']);
  });
});
