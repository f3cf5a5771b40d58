export type Rename = (text: string) => string;

/**
 * Puts our id and the name that the caller asked for into a remote answer and touches nothing else. The remote id would
 * lead feedback nowhere, and the remote model's name would tell in a blind comparison who answered. `firstJson` is the
 * first object of the answer; the text is replaced as it stands, so that numbers, order and spaces stay theirs.
 */
export function createRename(firstJson: string, id: string, model: string): Rename {
  const theirs = readNames(firstJson);
  const replacements = [
    [/("id"\s*:\s*)/, theirs.id, id],
    [/("model"\s*:\s*)/, theirs.model, model],
  ] as const;
  const rules = replacements
    .filter(([, from]) => typeof from === 'string')
    .map(([key, from, to]) => ({
      pattern: new RegExp(key.source + escapePattern(JSON.stringify(from)), 'g'),
      to: JSON.stringify(to),
    }));
  return text =>
    rules.reduce((changed, { pattern, to }) => changed.replace(pattern, (_, key) => key + to), text);
}

function readNames(json: string): { id?: unknown; model?: unknown } {
  try {
    return (JSON.parse(json) ?? {}) as { id?: unknown; model?: unknown };
  } catch {
    return {};
  }
}

const escapePattern = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
