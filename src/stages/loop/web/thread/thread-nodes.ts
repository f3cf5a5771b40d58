import type { Lineage, LineageGroup } from '../../lineage/lineage.contract.ts';

/** The kinds of the thread in the order of a row's life; what a project does not have yet is drawn dashed. */
export const threadKinds = [
  'source',
  'record',
  'dataset_version',
  'run',
  'model_version',
  'evaluation',
  'deployment',
  'interaction',
  'judgement',
] as const;
export type ThreadKind = (typeof threadKinds)[number];

export type ThreadNode = {
  kind: ThreadKind;
  /** How many there are; one can be opened itself, many as a list. */
  count: number;
  one: { id: string; name: string } | undefined;
  isCurrent: boolean;
};

/** One node of each kind, from a walk in both directions. */
export function threadNodes(lineage: Lineage): ThreadNode[] {
  const found = new Map<string, { count: number; nodes: Map<string, string> }>();
  for (const group of [...(lineage.up ?? []), ...(lineage.down ?? [])]) collect(found, group);
  return threadKinds.map(kind => {
    const isCurrent = kind === lineage.kind;
    if (isCurrent) return { kind, count: 1, one: { id: lineage.id, name: lineage.name }, isCurrent };
    const { count, nodes } = found.get(kind) ?? { count: 0, nodes: new Map<string, string>() };
    const [first] = nodes;
    return {
      kind,
      count,
      one: count === 1 && first ? { id: first[0], name: first[1] } : undefined,
      isCurrent,
    };
  });
}

function collect(
  found: Map<string, { count: number; nodes: Map<string, string> }>,
  group: LineageGroup,
): void {
  const all = found.get(group.kind) ?? { count: 0, nodes: new Map<string, string>() };
  found.set(group.kind, all);
  const fresh = group.nodes.filter(node => !all.nodes.has(node.id));
  for (const node of fresh) all.nodes.set(node.id, node.name);
  // What is known by name counts once; the rest of a large group only by its number.
  all.count += fresh.length + (group.count - group.nodes.length);
  for (const node of group.nodes) for (const next of node.groups) collect(found, next);
}
