type Tree = Record<string, unknown>;
export type Change = { path: string[]; value: unknown };

export const isTree = (value: unknown): value is Tree =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

/** Equal as documents: the order of fields says nothing. */
export const isSame = (a: unknown, b: unknown): boolean =>
  JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isTree(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .toSorted()
      .map(name => [name, sorted(value[name])]),
  );
}

/** Without fields that say nothing: undefined ones, and objects of none. */
export function withoutEmpty(tree: Tree): Tree {
  const entries = Object.entries(tree)
    .map(([name, value]) => [name, isTree(value) ? withoutEmpty(value) : value] as const)
    .filter(([, value]) => value !== undefined && !(isTree(value) && Object.keys(value).length === 0));
  return Object.fromEntries(entries);
}

/** The tree with one field set, or taken out where `value` is undefined. */
export function setField(tree: Tree, [name, ...rest]: readonly string[], value: unknown): Tree {
  const inner =
    rest.length > 0 ? setField(isTree(tree[name!]) ? (tree[name!] as Tree) : {}, rest, value) : value;
  return withoutEmpty({ ...tree, [name!]: inner });
}

/** The fields that lead from one document to the other; a value of undefined takes one out. */
export function changesBetween(from: Tree, to: Tree, before: readonly string[] = []): Change[] {
  return [...new Set([...Object.keys(from), ...Object.keys(to)])].flatMap(name => {
    const [old, next, path] = [from[name], to[name], [...before, name]];
    if (isTree(old) && isTree(next)) return changesBetween(old, next, path);
    return isSame(old, next) ? [] : [{ path, value: next }];
  });
}

/** Every field that is set, by its dotted name. */
export function listFields(tree: Tree, before = ''): string[] {
  return Object.entries(tree).flatMap(([name, value]) => {
    const path = before ? `${before}.${name}` : name;
    return isTree(value) ? listFields(value, path) : [path];
  });
}
