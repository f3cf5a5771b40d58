import { AttuneError } from '#platform/http/attune-error.ts';
import { kindOf, type NodeKind, nodeKinds } from './node-kinds.ts';

export type Reference = {
  /** Among which it is looked for. */
  kinds: NodeKind[];
  by:
    | { what: 'id'; id: string }
    | { what: 'person'; id: string }
    | { what: 'number'; number: number }
    | { what: 'handle'; handle: string };
};

const uuid = /^([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{12})$/i;

/** What people typed for an object. The kind may be `any`, and then stand before the name: `run 3`, `dataset desk v2`. */
export function parseReference(kind: string, text: string): Reference {
  const named = kind === 'any' ? splitKind(text.trim()) : { kind: knownKind(kind), rest: text.trim() };
  const kinds = named.kind ? [named.kind] : nodeKinds;
  const answer = /^chatcmpl-([0-9a-f]{32})$/i.exec(named.rest)?.[1];
  if (answer) return { kinds: ['interaction'], by: { what: 'id', id: dashed(answer) } };
  if (uuid.test(named.rest)) return { kinds, by: { what: 'id', id: dashed(named.rest) } };
  if (/^(user|end_user|human|key):/.test(named.rest))
    return { kinds: ['person'], by: { what: 'person', id: named.rest } };
  if (/^\d{1,9}$/.test(named.rest) && named.kind)
    return { kinds, by: { what: 'number', number: Number(named.rest) } };
  return { kinds, by: { what: 'handle', handle: named.rest.replace(/\s+(?:v|version\s+)(\d+)$/i, '@$1') } };
}

/** The first words may be a kind; where they are not, all of it is a name. */
function splitKind(text: string): { kind: NodeKind | undefined; rest: string } {
  const words = text.split(/\s+/);
  for (const count of [2, 1]) {
    const kind = words.length > count ? kindOf(words.slice(0, count).join(' ')) : undefined;
    if (kind) return { kind, rest: words.slice(count).join(' ') };
  }
  return { kind: undefined, rest: text };
}

function knownKind(word: string): NodeKind {
  const kind = kindOf(word);
  if (kind) return kind;
  throw new AttuneError('unknown_kind', `There is no kind of object called "${word}".`, {
    fields: { kind: word },
    remedy: `Use one of ${nodeKinds.join(', ')}, or "any".`,
  });
}

const dashed = (id: string): string => id.toLowerCase().replace(uuid, '$1-$2-$3-$4-$5');
