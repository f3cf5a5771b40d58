import { readFileSync, writeFileSync } from 'node:fs';
import { format } from 'prettier';
import {
  type Permission,
  permissionsOf,
  type ProjectRole,
  projectRoles,
} from '#platform/auth/permissions.ts';
import type { Route } from './list-routes.ts';

export const securityPage = 'docs/security.md';
const [start, end] = [
  '<!-- routes: made by tests/security/write-route-table.ts -->',
  '<!-- end of routes -->',
];

/** Routes beside the contract; `served` as the program registers them. */
export const rawRoutes: { path: string; rule: string; who: string; served: string[] }[] = [
  {
    path: 'POST /api/v1/artifacts',
    rule: '`data.write anywhere`',
    who: 'as below; the file is usable by who sent it',
    served: ['POST /api/v1/artifacts'],
  },
  { path: 'GET /api/openapi.json', rule: '`public`', who: 'everybody', served: ['GET /api/openapi.json'] },
  {
    path: 'POST /auth/sign-in/email, GET /auth/magic-link/verify',
    rule: '`public`',
    who: 'everybody, limited by account and address',
    served: ['ALL /auth/*'],
  },
  {
    path: 'POST /auth/sign-in/oidc, GET /auth/callback/oidc',
    rule: '`public`',
    who: 'everybody where a provider is configured, limited by address',
    served: [],
  },
  {
    path: 'GET /auth/get-session, POST /auth/sign-out',
    rule: 'session',
    who: 'the session itself',
    served: [],
  },
  {
    path: 'POST /v1/chat/completions, GET /v1/models',
    rule: '`chat`',
    who: 'keys and people with `chat` in the project of the model',
    served: ['POST /v1/chat/completions', 'GET /v1/models', 'GET /v1/models/*'],
  },
  {
    path: 'GET /v1/files, GET /v1/files/{file}, GET /v1/files/{file}/content',
    rule: '`data.read`',
    who: 'keys (never sessions) with `data.read` in their project; who read the bytes is on the trail',
    served: ['GET /v1/files', 'GET /v1/files/:file', 'GET /v1/files/:file/content'],
  },
  {
    path: 'POST /v1/files, DELETE /v1/files/{file}',
    rule: '`data.write`',
    who: 'keys (never sessions) with `data.write` in their project',
    served: ['POST /v1/files', 'DELETE /v1/files/:file'],
  },
  {
    path: 'GET /v1/fine_tuning/jobs, …/{job}, …/{job}/events, …/{job}/checkpoints',
    rule: '`tuning.read`',
    who: 'keys (never sessions) with `tuning.read` in their project',
    served: ['', '/:job', '/:job/events', '/:job/checkpoints'].map(
      below => `GET /v1/fine_tuning/jobs${below}`,
    ),
  },
  {
    path: 'POST /v1/fine_tuning/jobs, …/{job}/cancel, …/{job}/pause, …/{job}/resume',
    rule: '`tuning.write`',
    who: 'keys (never sessions) with `tuning.write` in their project, and to make a job with `data.write` too',
    served: ['', '/:job/cancel', '/:job/pause', '/:job/resume'].map(
      below => `POST /v1/fine_tuning/jobs${below}`,
    ),
  },
  {
    path: 'POST /v1/feedback',
    rule: '`feedback.write`',
    who: 'keys (never sessions) with `feedback.write`, from pages of any origin',
    served: ['ALL /v1/feedback', 'POST /v1/feedback'],
  },
  {
    path: 'anything else below /v1',
    rule: '`public`',
    who: 'everybody is told that it is not there',
    served: ['ALL /v1/*'],
  },
  { path: '/api/v1/…', rule: 'the contract, below', who: '', served: ['ALL /api/v1/*'] },
];

/** Who passes a rule, in words. */
function whoMay(access: string): string {
  if (access === 'public') return 'everybody';
  if (access === 'signed-in') return 'any session or key';
  if (access === 'person') return 'any person (session or unlimited key)';
  if (access === 'organization') return 'owner, admin (session or unlimited key)';
  const permission = access.replace(' anywhere', '') as Permission;
  const roles = projectRoles.filter((role: ProjectRole) => permissionsOf(role).includes(permission));
  return ['owner, admin', ...roles, 'a key with the scope'].join(', ');
}

export async function drawRouteTable(routes: readonly Route[]): Promise<string> {
  const raw = rawRoutes.map(({ path, rule, who }) => `| ${path} | ${rule} | ${who} |`);
  const rows = routes.map(
    ({ method, path, access }) =>
      `| ${method} ${path} | \`${access ?? 'closed'}\` | ${whoMay(access ?? '')} |`,
  );
  const head = '| route | rule | who |\n| --- | --- | --- |';
  const text = `${head}\n${raw.join('\n')}\n\nBelow \`/api/v1\`:\n\n${head}\n${rows.join('\n')}\n`;
  return (await format(text, { parser: 'markdown' })).trim();
}

export const readRouteTable = (): string => parts()[1].trim();

export function writeRouteTable(table: string): void {
  const [before, , after] = parts();
  writeFileSync(securityPage, `${before}${start}\n\n${table}\n\n${end}${after}`);
}

function parts(): [string, string, string] {
  const [before, rest] = readFileSync(securityPage, 'utf8').split(start);
  const [table, after] = (rest ?? '').split(end);
  if (before === undefined || after === undefined)
    throw new Error(`${securityPage} has no place for the routes`);
  return [before, table!, after];
}
