import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { programRoot, readConfig } from '#platform/config/config.ts';

/** What the engine's own tests make: two layers of random weights, as safetensors and as GGUF. */
const make = `
import pathlib, sys, test_gguf, tiny
folder = tiny.write_model(pathlib.Path(sys.argv[1]))
test_gguf.write_gguf(folder / "base.gguf", "llama", tiny.make_model("llama"))`;

/** A base model that trains in seconds and answers (nonsense) in milliseconds. Gives the folder. */
export function makeTinyBase(folder: string): string {
  const engine = path.join(programRoot, 'engine');
  execFileSync(readConfig().python, ['-c', make, folder], {
    cwd: path.join(engine, 'tests'),
    env: { ...process.env, PYTHONPATH: engine },
    stdio: 'pipe',
  });
  return folder;
}
