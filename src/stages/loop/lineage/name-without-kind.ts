/** Lineage names objects as people type them: "run 3 (warm-voice)". Beside the kind in the page's language, `3 (warm-voice)`. */
export const nameWithoutKind = (name: string): string =>
  name.replace(/^(base model|model version|blind vote|[a-z]+) (?=\S)/, '');
