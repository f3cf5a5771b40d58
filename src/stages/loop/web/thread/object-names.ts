export { nameWithoutKind } from '../../lineage/name-without-kind.ts';

/** Short enough for the thread: without what stands in brackets, long ids in their middle cut. */
export function cutName(name: string): string {
  const short = name.replace(/ \(.*\)$/, '');
  return short.length > 18 ? `${short.slice(0, 4)}…${short.slice(-4)}` : short;
}
