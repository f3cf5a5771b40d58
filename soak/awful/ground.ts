import { setTimeout as sleep } from 'node:timers/promises';
import type { ServerProcess } from '../../tests/end-to-end/server-process.ts';

/** Where awful things are brought: a real server with one project, a remote model and the built-in one. */
export type Ground = {
  server: ServerProcess;
  /** For files that are read from the disk. */
  folder: string;
  /** Of the models. */
  project: string;
  remoteModel: string;
  localModel: string;
};

/** Says what is wrong with the answer; undefined where it is as it should be. */
export type Finding = string | undefined;

export type AwfulCase = {
  name: string;
  /** Takes seconds or gigabytes: not in the fast part. */
  isLarge?: boolean;
  bring(ground: Ground): Promise<Finding>;
};

export type SeenImport = {
  id: string;
  path: string;
  state: string;
  readCount: number;
  recordCount: number;
  duplicateCount: number;
  rejectCount: number;
  error: { code: string; message: string; remedy: string | null } | null;
};

export type Bytes = string | Buffer | AsyncIterable<Buffer>;

const patienceMs = 120_000;

let projects = 0;

/** Uploads a file and imports it into a project of its own. What refuses the upload comes back as a failed import. */
export async function importBytes(
  server: ServerProcess,
  bytes: Bytes,
  fileName: string,
  mapping: object = {},
): Promise<SeenImport> {
  const upload = await fetch(`${server.origin}/api/v1/artifacts`, {
    method: 'POST',
    headers: { authorization: `Bearer ${server.key}`, 'content-type': 'application/octet-stream' },
    body: bytes as never,
    duplex: 'half',
  } as RequestInit);
  const sent = (await upload.json()) as { digest?: string; code?: string; message?: string };
  if (!sent.digest) return refused(sent);
  const project = `awful-${++projects}`;
  await server.api('POST', '/api/v1/projects', { slug: project, name: project });
  const path = `/api/v1/projects/${project}`;
  const source = await server.api('POST', `${path}/sources`, { name: 'file', origin: 'own' });
  const { id: sourceId } = source.body as { id: string };
  const wish = { sourceId, fileDigest: sent.digest, fileName, mapping };
  const made = await server.api('POST', `${path}/imports`, wish);
  if (made.status >= 300) return refused(made.body);
  return untilOver(server, `${path}/imports/${(made.body as SeenImport).id}`);
}

async function untilOver(server: ServerProcess, path: string): Promise<SeenImport> {
  for (const until = Date.now() + patienceMs; Date.now() < until; await sleep(40)) {
    const { body } = await server.api('GET', path);
    const found = body as SeenImport;
    if (found.state === 'done' || found.state === 'failed') return { ...found, path };
  }
  throw new Error(`${path} does not end`);
}

/** Reject codes of an import with how often each stands there. */
export async function countRejects(
  server: ServerProcess,
  { path }: SeenImport,
): Promise<Record<string, number>> {
  const { body } = await server.api('GET', `${path}/rejects?limit=500`);
  const counts: Record<string, number> = {};
  for (const { code } of (body as { items: { code: string }[] }).items)
    counts[code] = (counts[code] ?? 0) + 1;
  return counts;
}

const refused = (error: { code?: string; message?: string; data?: { remedy?: string } }): SeenImport => ({
  id: '',
  path: '',
  state: 'failed',
  readCount: 0,
  recordCount: 0,
  duplicateCount: 0,
  rejectCount: 0,
  error: { code: error.code ?? '', message: error.message ?? '', remedy: error.data?.remedy ?? null },
});
