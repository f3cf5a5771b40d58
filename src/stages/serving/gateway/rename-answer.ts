export type Rename = (text: string) => string;

/** What an answer calls itself, as it came: anything. */
export type Names = { id?: unknown; model?: unknown; system_fingerprint?: unknown };

/**
 * Puts our id and the name that the caller asked for into a remote answer and touches nothing else. The remote id would
 * lead feedback nowhere, and the remote model's name or fingerprint would tell in a blind comparison who answered. `theirs` is the first
 * object of the answer; the text is replaced as it stands, so that numbers, order and spaces stay theirs.
 */
export function createRename(theirs: Names, id: string, model: string): Rename {
  const renameId = renameField('id', theirs.id, id);
  const renameModel = renameField('model', theirs.model, model);
  const renamePrint = renameField('system_fingerprint', theirs.system_fingerprint, ourFingerprint);
  return text => renamePrint(renameModel(renameId(text)));
}

/** The same for every model: what it stands for is told by `x-attune-target`, to who may know. */
const ourFingerprint = 'fp_attune';

function renameField(field: string, from: unknown, to: string): Rename {
  if (typeof from !== 'string') return text => text;
  const [before, after] = [JSON.stringify(from), JSON.stringify(to)];
  const usual = `"${field}":${before}`;
  const renamed = `"${field}":${after}`;
  let pattern: RegExp | undefined;
  return text => {
    const changed = text.replaceAll(usual, () => renamed);
    if (!changed.includes(before)) return changed;
    pattern ??= new RegExp(`("${field}"\\s*:\\s*)${escapePattern(before)}`, 'g');
    return changed.replace(pattern, (_, key: string) => key + after);
  };
}

const escapePattern = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
