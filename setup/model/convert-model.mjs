import path from 'node:path';
import { explainToolFailure } from '../explain-tool-failure.mjs';
import { diskFilledUp, toolFailed } from '../failures.mjs';
import { runProgram } from '../run-program.mjs';
import { pythonEnvironment } from '../tool-environment.mjs';

/**
 * GGUF to safetensors and tokenizer by the engine, whose events (contract-fixtures/import-events.jsonl) become progress. `template` is the
 * file of a chat template for a base that has none.
 */
export async function convertModel({ places, env }, progress, gguf, dir, template) {
  let failed;
  let phase;
  const onLine = line => {
    const event = parse(line);
    if (event?.type === 'failed') failed = event;
    if (event?.type !== 'progress') return;
    if (event.phase !== phase) progress.phase(`converting: ${(phase = event.phase)}`);
    progress.amount(event.done, event.total, event.unit);
  };
  progress.phase('converting');
  const args = ['-m', 'attune_engine', 'import-gguf', gguf, dir, ...(template ? [template] : [])];
  const options = { cwd: places.engine, env: pythonEnvironment(env), onLine, onErrorLine: () => {} };
  const result = await runProgram(places.python, args, options);
  if (failed?.code === 'disk_full') throw diskFilledUp('the conversion', path.dirname(dir));
  if (failed)
    throw toolFailed('The conversion of the model', failed.code, `${failed.message}\n${failed.remedy}`);
  if (result.code !== 0) throw explainToolFailure('The conversion of the model', result, path.dirname(dir));
}

function parse(line) {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
