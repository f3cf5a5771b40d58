/**
 * The names of this study that would tell an answer's origin. A name that the subject uses itself (a version called
 * "lamp-room" in the lamp room's own mail) tells nothing, and hiding it would drop every pair.
 */
export function chooseHiddenNames(names: readonly string[], subjectTexts: readonly string[]): string[] {
  const subject = subjectTexts.map(foldName).join('\n');
  return [...new Set(names)].filter(name => !subject.includes(foldName(name)));
}

/** Case, hyphens, underscores and slashes make no other name. */
export function foldName(text: string): string {
  return text.toLowerCase().replace(/[-_\s/]+/gu, ' ');
}
