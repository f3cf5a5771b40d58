import type { Db } from '#platform/database/database.ts';
import { isNodeKind, kindWords } from './node-kinds.ts';
import { listNamed, type Named } from './node.queries.ts';

/** Names for ids of one kind, in their order. What is gone, or known to an application only, is named by its id. */
export async function nameNodes(db: Db, projectId: string, kind: string, ids: string[]): Promise<Named[]> {
  const known = isNodeKind(kind) ? await listNamed(db, projectId, kind, ids) : [];
  const byId = new Map(known.map(each => [each.id, each]));
  return ids.map(id => byId.get(id) ?? { id, name: nameUnknown(kind, id), detail: null });
}

function nameUnknown(kind: string, id: string): string {
  if (kind !== 'person') return `${kindWords(kind, 1)} ${id}`;
  const [type, ...rest] = id.split(':');
  if (rest.length === 0) return id;
  return `${type === 'human' ? 'colleague' : type!.replace('_', ' ')} ${rest.join(':')}`;
}
