import { columnOfKind } from './follow-focus.ts';
import { graphColumns } from './graph.contract.ts';

type Node = { key: string; kind: string };
type Link = { from: string; to: string };

const special: Record<string, number> = { calls: 7, feedback: 8 };
const place = (kind: string): number => special[kind] ?? graphColumns.indexOf(columnOfKind(kind)!);

/**
 * Lines that a reader can follow: from a column to the next one; only models may reach over the evaluations to what serves
 * them. What stands between two objects in one column (a record of a source) is passed through.
 */
export function tidyLinks(nodes: readonly Node[], links: readonly Link[], followed: ReadonlySet<string>) {
  const at = new Map(nodes.map(node => [node.key, place(node.kind)]));
  const kindOf = new Map(nodes.map(node => [node.key, node.kind]));
  const within = links.filter(({ from, to }) => at.has(from) && at.get(from) === at.get(to));
  const through = within.flatMap(({ from, to }) => [
    ...links.filter(link => link.to === from).map(link => ({ from: link.from, to })),
    ...links.filter(link => link.from === to).map(link => ({ from, to: link.to })),
  ]);
  const seen = new Set<string>();
  return [...links, ...through]
    .filter(({ from, to }) => {
      const [a, b] = [at.get(from), at.get(to)];
      if (a === undefined || b === undefined) return false;
      const isServed = kindOf.get(from) === 'model_version' && kindOf.get(to) === 'deployment';
      if (b - a !== 1 && !isServed) return false;
      const key = `${from} ${to}`;
      return !seen.has(key) && Boolean(seen.add(key));
    })
    .map(({ from, to }) => ({ from, to, isFollowed: followed.has(from) && followed.has(to) }));
}
