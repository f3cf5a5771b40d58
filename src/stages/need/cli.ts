import type { CommandModule } from '#platform/terminal/command.ts';
import { table } from '#platform/terminal/format.ts';
import { briefContract } from './brief.contract.ts';
import { type ProjectCard, projectContract } from './project.contract.ts';

export const needCommands: CommandModule = (program, cli) => {
  const project = program.command('project').description('Projects: one scenario each, with its brief');
  const projects = () => cli.client(projectContract);

  project
    .command('list')
    .description('Projects you belong to')
    .action(async () => cli.show((await projects().list()).items, projectTable));

  project
    .command('create <slug>')
    .description('Start a project')
    .option('--name <name>', 'name for people; the slug where absent')
    .option('--languages <codes>', 'languages kept by cleaning, comma-separated', 'en')
    .option('--system-prompt <text>', "the project's own system prompt", '')
    .action(async (slug, options) => {
      const wish = {
        slug,
        name: options.name ?? slug,
        languages: options.languages.split(','),
        systemPrompt: options.systemPrompt,
      };
      cli.show(
        await projects().create(wish),
        made => `Project ${made.slug} is there. Next: attune source create`,
      );
    });

  project
    .command('show [slug]')
    .description('One project with its brief')
    .action(async slug => {
      const reference = slug ?? (await cli.project());
      const [found, brief] = await Promise.all([
        projects().get({ project: reference }),
        cli.client(briefContract).get({ project: reference }),
      ]);
      cli.show(
        { ...found, brief },
        value => `${projectTable([value])}\n\n${brief ? describeBrief(brief) : 'No brief yet.'}`,
      );
    });

  project
    .command('assess')
    .description('Is tuning the right thing to do? (from the brief)')
    .action(async () => {
      const result = await cli.client(briefContract).assess({ project: await cli.project() });
      cli.show(result, value =>
        [
          `Verdict: ${value.verdict}`,
          ...value.reasons.map(r => `  because  ${r.text}`),
          ...value.missing.map(m => `  missing  ${m.text}`),
        ].join('\n'),
      );
    });
};

const projectTable = (items: ProjectCard[]) =>
  table(
    ['SLUG', 'NAME', 'LANGUAGES', 'TURN'],
    items.map(item => [item.slug, item.name, item.languages.join(','), item.turn]),
  );

const describeBrief = (brief: { reason: string; problem: string; target: string }) =>
  `Reason   ${brief.reason}\nProblem  ${brief.problem}\nTarget   ${brief.target || '-'}`;
