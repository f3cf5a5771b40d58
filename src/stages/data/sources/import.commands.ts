import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Command } from 'commander';
import { AttuneError } from '#platform/http/attune-error.ts';
import type { Cli, CommandModule } from '#platform/terminal/command.ts';
import { bytes, table } from '#platform/terminal/format.ts';
import { followWork } from '#platform/terminal/follow-work.ts';
import { describePreview } from './describe-preview.ts';
import { findSourceId } from './find-source-id.ts';
import { type Import, importContract } from './import.contract.ts';

/** `attune import …` */
export const importCommands: CommandModule = (program, cli) => {
  const command = program
    .command('import')
    .description('Files on their way in: every row ends as record, duplicate or reject');
  const imports = () => cli.client(importContract);

  mappingOptions(command.command('file <path>'))
    .description('Import a JSONL, JSON or CSV file; the same file again changes nothing')
    .action(async (file: string, { source, ...mapping }) => {
      const wish = { ...(await send(cli, file, source)), mapping };
      const started = await imports().create({ project: await cli.project(), ...wish });
      cli.show(await follow(cli, started), describe);
    });

  mappingOptions(command.command('preview <path>'))
    .description('What an import would make of the first rows; stores nothing but the file')
    .action(async (file: string, { source, ...mapping }) => {
      const sent = { project: await cli.project(), ...(await send(cli, file, source)) };
      const wish = Object.keys(mapping).length > 0 ? { ...sent, mapping } : sent;
      cli.show(await imports().preview(wish), describePreview);
    });

  command
    .command('list')
    .description('Imports, newest first')
    .action(async () => {
      const { items } = await imports().list({ project: await cli.project(), limit: 100 });
      cli.show(items, importTable);
    });

  command
    .command('show <number>')
    .description('One import, followed while it runs')
    .action(async (number: string) => cli.show(await follow(cli, await findImport(cli, number)), describe));

  command
    .command('rejects <number>')
    .description('Rows that could not be imported, with line, reason and what to do')
    .option('--out <file>', 'write them as JSONL, raw text included')
    .action(async (number: string, { out }) => {
      const project = await cli.project();
      const { id } = await findImport(cli, number);
      if (!out) return cli.show((await imports().rejects({ project, id, limit: 500 })).items, rejectTable);
      const file = await imports().rejectFile({ project, id });
      await writeFile(out, Buffer.from(await file.arrayBuffer()));
      cli.show({ file: out, sizeBytes: file.size }, value => `${value.file}: ${bytes(value.sizeBytes)}`);
    });
};

const mappingOptions = (command: Command): Command =>
  command
    .requiredOption('--source <name>', 'the source it belongs to')
    .option('--user <field>', 'column with the question, where names do not say it')
    .option('--assistant <field>', 'column with the answer; of pairs the preferred one')
    .option('--rejected <field>', 'of pairs: column with the answer that lost')
    .option('--desirable <field>', 'of judged answers: column with true or false')
    .option('--label <field>')
    .option('--external-id <field>', 'column that names a row for good')
    .option('--system <field>')
    .option('--meta <fields...>', 'columns to keep beside the conversation');

async function send(cli: Cli, file: string, source: string) {
  const sourceId = await findSourceId(cli, source);
  const { digest } = await cli.upload(file);
  return { sourceId, fileDigest: digest, fileName: path.basename(file) };
}

async function follow(cli: Cli, started: Import): Promise<Import> {
  const project = await cli.project();
  return followWork(cli, {
    started,
    read: () => cli.client(importContract).get({ project, id: started.id }),
    say: now => `  ${now.readCount} rows read, ${bytes(now.bytesDone)} of ${bytes(now.bytesTotal)}`,
    comeBack: `attune import show ${started.number}`,
  });
}

async function findImport(cli: Cli, number: string): Promise<Import> {
  const { items } = await cli.client(importContract).list({ project: await cli.project(), limit: 500 });
  const found = items.find(item => String(item.number) === number || item.id === number);
  if (!found)
    throw new AttuneError('not_found', `There is no import ${number}.`, {
      status: 404,
      remedy: 'attune import list shows them.',
    });
  return found;
}

const describe = (item: Import) =>
  [
    `Import ${item.number} of ${item.fileName}: ${item.state}`,
    `  ${item.readCount} rows = ${item.recordCount} records + ${item.duplicateCount} duplicates + ${item.rejectCount} rejects`,
    ...(item.rejectCount > 0 ? [`  What was rejected and why: attune import rejects ${item.number}`] : []),
  ].join('\n');

const importTable = (items: Import[]) =>
  table(
    ['IMPORT', 'FILE', 'STATE', 'ROWS', 'RECORDS', 'DUPLICATES', 'REJECTS'],
    items.map(item => [
      item.number,
      item.fileName,
      item.state,
      item.readCount,
      item.recordCount,
      item.duplicateCount,
      item.rejectCount,
    ]),
  );

const rejectTable = (items: { line: number; field: string | null; message: string; remedy: string }[]) =>
  table(
    ['LINE', 'FIELD', 'WHAT IS WRONG', 'WHAT TO DO'],
    items.map(item => [item.line, item.field, item.message, item.remedy]),
  );
