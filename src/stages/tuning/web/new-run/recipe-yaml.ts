import {
  type Document,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  stringify,
} from 'yaml';
import type { RecipeWish } from '../../methods/method-names.ts';
import { changesBetween, isTree } from './recipe-changes.ts';
import { type Fault, faultsOf } from './recipe-faults.ts';

/** What a text says. Without `recipe` it cannot be read at all; with it and faults it is read, and wrong. */
export type ReadYaml = { recipe?: RecipeWish; faults: Fault[] };

export function readYaml(text: string): ReadYaml {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const [broken] = document.errors;
  if (broken)
    return {
      faults: [
        {
          field: '',
          code: 'syntax',
          line: lines.linePos(broken.pos[0]).line,
          values: { message: broken.message.split('\n')[0]!.replace(/ at line .*$/, '') },
        },
      ],
    };
  const recipe = (document.toJS() ?? {}) as unknown;
  if (!isTree(recipe)) return { faults: [{ field: '', code: 'type', line: 1 }] };
  const faults = faultsOf(recipe).map(fault => ({ ...fault, line: lineOf(document, lines, fault.field) }));
  return { recipe: recipe as RecipeWish, faults };
}

/** Where a field stands, or the nearest one above it. */
function lineOf(document: Document.Parsed, lines: LineCounter, field: string): number {
  let place: unknown = document.contents;
  let offset = 0;
  for (const name of field === '' ? [] : field.split('.')) {
    if (isMap(place)) {
      const pair = place.items.find(({ key }) => isScalar(key) && String(key.value) === name);
      if (!pair) break;
      offset = (pair.key as Node).range?.[0] ?? offset;
      place = pair.value;
    } else if (isSeq(place)) {
      place = place.items[Number(name)];
      offset = (place as Node | undefined)?.range?.[0] ?? offset;
    } else break;
  }
  return lines.linePos(offset).line;
}

/** A recipe as text. Over an earlier text only what changed is written: its comments and its order stay. */
export function writeYaml(recipe: RecipeWish, over = ''): string {
  const document = parseDocument(over);
  const before = document.errors.length === 0 ? (document.toJS() as unknown) : undefined;
  if (!isTree(before)) return writeWhole(recipe);
  const changes = changesBetween(before, recipe as Record<string, unknown>);
  if (changes.length === 0) return over;
  for (const { path, value } of changes)
    if (value === undefined) document.deleteIn(path);
    else document.setIn(path, document.createNode(value));
  return String(document);
}

export const writeWhole = (recipe: object): string => stringify(recipe, { lineWidth: 100 });
