import type { Lineage, LineageGroup, LineageNode } from './lineage.contract.ts';
import { kindWords } from './node-kinds.ts';

/** A tree for the terminal: the object, what it came from, what came of it. */
export function printLineage({ up, down, ...object }: Lineage): string {
  return [
    title(object),
    ...section('came from', up, 'nothing that is known'),
    ...section('led to', down, 'nothing yet'),
  ].join('\n');
}

function section(heading: string, groups: LineageGroup[] | null, none: string): string[] {
  if (!groups) return [];
  return ['', heading, ...(groups.length === 0 ? [`└─ ${none}`] : branches(groups.flatMap(linesOf)))];
}

/** A branch is its own line and the branches below it. */
type Branch = { text: string; below: Branch[] };

function linesOf(group: LineageGroup): Branch[] {
  const nodes = group.nodes.map(branchOf);
  if (!group.all) return nodes;
  const rest: Branch = { text: `… all of them: ${commandFor(group.all)}`, below: [] };
  const text = `${group.count.toLocaleString('en')}${group.more ? '+' : ''} ${kindWords(group.kind, group.count)}, among them`;
  return [{ text, below: [...nodes, rest] }];
}

function branchOf(node: LineageNode): Branch {
  if (node.repeated) return { text: `${title(node)} (see above)`, below: [] };
  if (node.cut) return { text: `${title(node)} …`, below: [] };
  return { text: title(node), below: node.groups.flatMap(linesOf) };
}

function branches(all: Branch[], indent = ''): string[] {
  return all.flatMap(({ text, below }, at) => {
    const last = at === all.length - 1;
    return [`${indent}${last ? '└─' : '├─'} ${text}`, ...branches(below, `${indent}${last ? '   ' : '│  '}`)];
  });
}

const title = ({ name, detail }: { name: string; detail: string | null }): string =>
  detail ? `${name}  ${detail}` : name;

const commandFor = ({ kind, id, direction, of }: NonNullable<LineageGroup['all']>): string =>
  `attune lineage ${kind} ${id} --${direction} --of ${of}`;
