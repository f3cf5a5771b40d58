import { CommanderError } from 'commander';
import { explainError } from './explain-error.ts';
import { createProgram } from './program.ts';

const { program, cli } = createProgram();

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = report(error);
}

function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  const { exitCode, ...explained } = explainError(error);
  if (cli.json) process.stdout.write(JSON.stringify({ error: explained }, null, 2) + '\n');
  else process.stderr.write(`${explained.message}\n${explained.remedy ? `→ ${explained.remedy}\n` : ''}`);
  return exitCode;
}
