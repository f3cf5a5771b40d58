import fs from 'node:fs';
import path from 'node:path';

/**
 * The converted model's model.json (contract-fixtures/model.json), if it was made from the pinned file and all its files
 * have their size. The engine puts the folder in place whole or not at all, so no digest is taken at every start.
 */
export function findModel(dir, pin) {
  try {
    const model = JSON.parse(fs.readFileSync(path.join(dir, 'model.json'), 'utf8'));
    const whole = Object.values(model.files).every(
      file => fs.statSync(path.join(dir, file.path)).size === file.bytes,
    );
    return whole && model.files.gguf.digest === pin.memberSha256 ? model : undefined;
  } catch {
    return undefined;
  }
}
