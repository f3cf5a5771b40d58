import path from 'node:path';
import { assertDone, type CarryOut, needed, until } from '../carry-out.ts';

type ImportSettings = { path: string; digest: string; mapping?: Record<string, string> };

export const carryOutImport: CarryOut = async context => {
  const { project, step, stages, signal } = context;
  const file = step.settings as ImportSettings;
  const wish = {
    sourceId: needed(context, step.needs[0]!).id,
    fileDigest: file.digest,
    fileName: path.basename(file.path),
    ...(file.mapping ? { mapping: file.mapping } : {}),
  };
  const { id } = await stages.data.imports.create({ project, ...wish });
  await context.made({ id });
  const read = () => stages.data.imports.get({ project, id });
  const ended = await until(signal, read, each => each.state === 'done' || each.state === 'failed');
  assertDone(`The import of ${file.path}`, ended.state, ended.error);
  const { number, readCount, recordCount, duplicateCount, rejectCount } = ended;
  const summary = `${readCount} rows: ${recordCount} records, ${duplicateCount} duplicates, ${rejectCount} rejects`;
  return { id, number, readCount, recordCount, duplicateCount, rejectCount, summary };
};
