import type { CommandModule } from '#platform/terminal/command.ts';
import { table } from '#platform/terminal/format.ts';
import { findSourceId, listAllSources } from './find-source-id.ts';
import { type Source, sourceContract, sourceOrigins } from './source.contract.ts';

/** `attune source …` */
export const sourceCommands: CommandModule = (program, cli) => {
  const source = program.command('source').description('Where data comes from, with the right to use it');
  const sources = () => cli.client(sourceContract);

  source
    .command('list')
    .description('Sources of the project')
    .action(async () => cli.show(await listAllSources(cli), sourceTable));

  source
    .command('create <name>')
    .description('Name a source; then: attune import file FILE --source NAME')
    .requiredOption('--origin <origin>', `one of ${sourceOrigins.join(', ')}`)
    .option('--licence <text>', 'licence of the texts')
    .option('--consent <text>', 'why they may be used')
    .option('--pii <policy>', 'replace, set_aside or keep private values', 'replace')
    .option('--grade <grade>', 'A to D: better sources represent duplicates')
    .action(async (name: string, { origin, licence, consent, pii, grade }) => {
      const wish = { name, origin, licence, consentBasis: consent, piiPolicy: pii, grade };
      cli.show(
        await sources().create({ project: await cli.project(), ...wish }),
        made => `Source ${made.name} is there. Next: attune import file FILE --source ${made.name}`,
      );
    });

  source
    .command('update <name>')
    .description('Change licence, consent, handling of private values or grade')
    .option('--licence <text>')
    .option('--consent <text>')
    .option('--pii <policy>')
    .option('--grade <grade>')
    .action(async (name: string, { licence, consent, pii, grade }) => {
      const project = await cli.project();
      const id = await findSourceId(cli, name);
      const { version } = await sources().get({ project, id });
      const change = { licence, consentBasis: consent, piiPolicy: pii, grade };
      cli.show(await sources().update({ project, id, version, ...change }), changed =>
        sourceTable([changed]),
      );
    });
};

const sourceTable = (items: Source[]) =>
  table(
    ['NAME', 'ORIGIN', 'LICENCE', 'PII', 'GRADE', 'RECORDS'],
    items.map(item => [item.name, item.origin, item.licence, item.piiPolicy, item.grade, item.records]),
  );
