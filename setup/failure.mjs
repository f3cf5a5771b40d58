/** Exit codes, documented in README.md. The server and the example have their own, which are passed on. */
export const exitCodes = {
  testsFailed: 1,
  wrongCommandLine: 2,
  missingOnMachine: 3,
  diskFull: 4,
  unreachable: 5,
  wrongChecksum: 6,
  portTaken: 7,
  newerData: 8,
  toolFailed: 9,
  termsNotAccepted: 10,
  unexpected: 70,
  interrupted: 130,
};

/** What people read when set-up cannot go on: what happened, what is safe, what to do. */
export class SetupFailure extends Error {
  constructor(
    code,
    exitCode,
    { what, safe = 'What was finished before is kept; the next run goes on from there.', todo },
  ) {
    super(what);
    this.name = 'SetupFailure';
    Object.assign(this, { code, exitCode, what, safe, todo, step: undefined });
  }
}

/** One block of text, set off by empty lines. */
export function formatFailure({ step, what, safe, todo }) {
  const heading = step ? `✗ ${step}` : '✗ Attune';
  return [
    '',
    heading,
    part('What happened', [what]),
    part('What is safe', [safe]),
    part('What to do', todo),
    '',
  ].join('\n');
}

const indent = ' '.repeat(18);

function part(name, lines) {
  const text = lines.flatMap(line => line.split('\n')).join(`\n${indent}`);
  return `  ${name.padEnd(indent.length - 2)}${text}`;
}
