import { runProgram } from '../run-program.mjs';
import { candidates } from './choose-python.mjs';

const question = `
import json, sys
def can(*names):
    try:
        for name in names: __import__(name)
        return True
    except Exception:
        return False
print(json.dumps(dict(executable=sys.executable, version=list(sys.version_info[:3]), venv=can("venv", "ensurepip", "ssl"))))
`;

/** Asks each command for its version and whether it can make environments; those that do not answer are left out. */
export async function findPythons(asked, env) {
  const found = [];
  for (const command of asked ? [asked] : candidates) {
    const { code, output } = await runProgram(command, ['-c', question], { env });
    const answer = code === 0 ? parse(output) : undefined;
    if (answer && !found.some(({ executable }) => executable === answer.executable))
      found.push({ command, ...answer });
  }
  return found;
}

function parse(output) {
  try {
    return JSON.parse(output.trim().split('\n').at(-1));
  } catch {
    return undefined;
  }
}
