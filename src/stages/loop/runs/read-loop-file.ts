import { existsSync, readFileSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { LineCounter, parseDocument } from 'yaml';
import { AttuneError } from '#platform/http/attune-error.ts';
import { type LoopFile, loopFileSchema } from '../file/loop-file.contract.ts';

export type ReadLoopFile = { file: LoopFile; dataPaths: { named: string; absolute: string }[] };

/** Reads and checks a loop file. Every fault is named with its field and line. */
export function readLoopFile(filePath: string): ReadLoopFile {
  const lines = new LineCounter();
  const document = parseDocument(readText(filePath), { lineCounter: lines });
  const syntax = document.errors[0];
  if (syntax)
    throw badFile(filePath, [`line ${syntax.linePos?.[0].line ?? '?'}: ${syntax.message.split('\n')[0]}`]);
  const parsed = loopFileSchema.safeParse(document.toJS());
  if (!parsed.success)
    throw badFile(
      filePath,
      parsed.error.issues.map(issue => describe(document, lines, issue)),
    );
  const dir = path.dirname(path.resolve(filePath));
  const dataPaths = parsed.data.sources
    .flatMap(source => source.files)
    .map(each => ({ named: each.path, absolute: path.resolve(dir, each.path) }));
  for (const { named, absolute } of dataPaths) assertBeside(dir, named, absolute);
  return { file: parsed.data, dataPaths };
}

/** A loop file may come from a stranger: it names what lies beside it, not what else its reader could read. */
function assertBeside(dir: string, named: string, absolute: string): void {
  const real = (file: string) => (existsSync(file) ? realpathSync(file) : file);
  if (real(absolute).startsWith(real(dir) + path.sep)) return;
  throw new AttuneError('file_outside', `The data file ${named} lies outside of the loop file's directory.`, {
    fields: { path: named },
    remedy: 'Put the data beside the loop file, or below it; a link that leads out does not count.',
  });
}

function readText(filePath: string): string {
  try {
    return readFileSync(filePath, 'utf8');
  } catch {
    throw new AttuneError('file_missing', `There is no loop file ${filePath}.`, {
      remedy: 'Check the path; examples/support-desk/loop.yaml is one.',
    });
  }
}

type Issue = { path: PropertyKey[]; message: string };

function describe(document: ReturnType<typeof parseDocument>, lines: LineCounter, issue: Issue): string {
  const node =
    document.getIn(issue.path as string[], true) ?? document.getIn(issue.path.slice(0, -1) as string[], true);
  const offset = (node as { range?: [number] } | undefined)?.range?.[0];
  const line = offset === undefined ? '' : ` (line ${lines.linePos(offset).line})`;
  return `${issue.path.join('.') || 'the file'}${line}: ${issue.message}`;
}

const badFile = (filePath: string, faults: string[]): AttuneError =>
  new AttuneError('bad_loop_file', `${filePath} cannot be run:\n  ${faults.join('\n  ')}`, {
    remedy: 'Correct the named fields. `attune loop schema` prints the schema that editors use.',
    fields: { faults },
  });
