/** Lineage names objects as people type them: "run 3 (warm-voice)". Beside the kind in the page's language, `3 (warm-voice)`. */
export const nameWithoutKind = (name: string): string =>
  name.replace(/^(base model|model version|blind vote|[a-z]+) (?=\S)/, '');

/** Short enough for the thread: without what stands in brackets, long ids in their middle cut. */
export function cutName(name: string): string {
  const short = name.replace(/ \(.*\)$/, '');
  return short.length > 18 ? `${short.slice(0, 4)}…${short.slice(-4)}` : short;
}
