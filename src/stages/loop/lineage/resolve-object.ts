import type { Db } from '#platform/database/database.ts';
import { AttuneError } from '#platform/http/attune-error.ts';
import type { NodeKind } from './node-kinds.ts';
import { findByHandle, findById, findByNumber, type Found, listNamed } from './node.queries.ts';
import { parseReference, type Reference } from './parse-reference.ts';

/** The one object that people mean by `run 3`, `desk@2`, `chatcmpl-…`, a name or an id. */
export async function resolveObject(db: Db, projectId: string, kind: string, text: string): Promise<Found> {
  const reference = parseReference(kind, text);
  const found = await find(db, projectId, reference);
  const [first, ...others] = latestOfDataset(found);
  if (!first) throw unknownObject(kind, text);
  if (others.length > 0) throw ambiguous(text, [first, ...others]);
  return first;
}

async function find(db: Db, projectId: string, { kinds, by }: Reference): Promise<Found[]> {
  switch (by.what) {
    case 'id':
      return findById(db, projectId, kinds, by.id);
    case 'person':
      return findPerson(db, projectId, by.id);
    case 'number':
      return findByNumber(db, projectId, kinds, by.number);
    case 'handle':
      return findByHandle(db, projectId, kinds, by.handle);
  }
}

async function findPerson(db: Db, projectId: string, id: string): Promise<Found[]> {
  const kind: NodeKind = 'person';
  const named = await listNamed(db, projectId, kind, [id]);
  return named.length > 0
    ? named.map(each => ({ ...each, kind }))
    : [{ kind, id, name: id, detail: 'named by an application' }];
}

/** A dataset without its version is its latest one. */
const latestOfDataset = (found: Found[]): Found[] =>
  found.length > 1 && found.every(each => each.kind === 'dataset_version') ? found.slice(0, 1) : found;

const unknownObject = (kind: string, text: string) =>
  new AttuneError('not_found', `There is no ${kind === 'any' ? '' : `${kind} `}"${text}" in this project.`, {
    status: 404,
    fields: { kind, id: text },
    remedy:
      'Name it as: run 3, evaluation 1, dataset NAME@2, a model version, source or deployment by name, chatcmpl-…, or any id.',
  });

const ambiguous = (text: string, found: Found[]) =>
  new AttuneError('ambiguous', `"${text}" may be ${found.map(each => each.name).join(', or ')}.`, {
    fields: { candidates: found.map(({ kind, id, name }) => ({ kind, id, name })) },
    remedy: 'Put its kind before it, or give its id.',
  });
