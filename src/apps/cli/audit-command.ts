import type { AuditEntry } from '#platform/auth/audit.contract.ts';
import { systemContract } from '#platform/auth/system.contract.ts';
import type { CommandModule } from '#platform/terminal/command.ts';
import { table } from '#platform/terminal/format.ts';

/** The trail of changes of rights, releases, exports and deletions. */
export const auditCommand: CommandModule = (program, cli) => {
  program
    .command('audit')
    .description('Who changed rights, released, exported or deleted what; newest first')
    .option('--action <action>', 'only this one, or all that begin so: key.')
    .option('--actor <ref>', 'only of this person or key: user:<id>')
    .option('--limit <n>', 'how many', '50')
    .option('--after <id>', '`next` of the page before')
    .action(async options => {
      const project = program.opts<{ project?: string }>().project;
      const query = { action: options.action, actor: options.actor, after: options.after, project };
      const found = await cli.client(systemContract).audit.list({ ...query, limit: Number(options.limit) });
      cli.show(found, ({ items, next }) =>
        next ? `${trail(items)}\nOlder ones: --after ${next}` : trail(items),
      );
    });
};

const trail = (items: AuditEntry[]) =>
  table(
    ['WHEN', 'WHO', 'WHAT', 'ON', 'DETAIL'],
    items.map(each => [
      each.at.toLocaleString(),
      each.actorName ?? each.actor,
      each.action,
      `${each.subjectKind} ${each.subjectId}`,
      JSON.stringify(each.detail),
    ]),
  );
