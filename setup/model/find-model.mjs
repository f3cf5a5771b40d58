import fs from 'node:fs';
import path from 'node:path';

/**
 * The converted model's model.json (contract-fixtures/model.json), if it was made from the file of this digest (and with this
 * chat template, given by its digest) and all its files have their size. The engine puts the folder in place whole or not at
 * all, so no digest is taken at every start.
 */
export function findModel(dir, sha256, templateSha256) {
  try {
    const model = JSON.parse(fs.readFileSync(path.join(dir, 'model.json'), 'utf8'));
    const whole = Object.values(model.files).every(
      file => fs.statSync(path.join(dir, file.path)).size === file.bytes,
    );
    const { digest, template } = model.source ?? { digest: model.files.gguf.digest };
    return whole && digest === sha256 && template === templateSha256 ? model : undefined;
  } catch {
    return undefined;
  }
}
