import { type Person } from '#platform/auth/member.contract.ts';
import { systemContract } from '#platform/auth/system.contract.ts';
import { AttuneError } from '#platform/http/attune-error.ts';
import type { Cli, CommandModule } from '#platform/terminal/command.ts';
import { table } from '#platform/terminal/format.ts';
import { projectContract } from '#stages/need/project.contract.ts';

/** People of the installation and their roles in projects. People are named by e-mail or id. */
export const memberCommands: CommandModule = (program, cli) => {
  const member = program.command('member').description('People: who is here, with which roles');
  const members = () => cli.client(systemContract).members;

  member
    .command('list')
    .description('People, their roles and their projects')
    .action(async () => cli.show((await members().list()).items, peopleTable));

  member
    .command('invite <email>')
    .description('Makes a person a member; prints the one-time link by which they come in')
    .requiredOption('--name <name>', 'as others see it')
    .option('--role <role>', 'owner, admin or member', 'member')
    .option('--in <slug:role...>', 'role in a project: manager, engineer, annotator or agent', [])
    .action(async (email, options) => {
      const projects = (options.in as string[]).map(readProjectRole);
      const wish = { email, name: options.name, organizationRole: options.role, projects };
      cli.show(await members().invite(wish), made => describeLink(made.link));
    });

  member
    .command('link <person>')
    .description('A new one-time link for a person who lost theirs')
    .action(async person => {
      const { userId } = await findPerson(cli, person);
      cli.show(await members().makeLink({ userId }), describeLink);
    });

  member
    .command('role <person> <role>')
    .description('owner, admin or member; with --project: manager, engineer, annotator, agent or none')
    .action(async (person, role) => {
      const { userId, name } = await findPerson(cli, person);
      const project = program.opts<{ project?: string }>().project;
      if (project === undefined) await members().update({ userId, organizationRole: role });
      else await setProjectRole(cli, project, userId, role);
      cli.show({ userId, role, project: project ?? null }, () => `${name} signs in again as ${role}.`);
    });

  member
    .command('remove <person>')
    .description('Takes a person out: sessions, links, keys and projects end at once')
    .action(async person => {
      const { userId, name } = await findPerson(cli, person);
      cli.show(
        await members().remove({ userId }),
        done => `${name} is out; ${done.keysRevoked} of their keys ended.`,
      );
    });
};

async function setProjectRole(cli: Cli, project: string, userId: string, role: string): Promise<void> {
  const { members } = cli.client(projectContract);
  if (role === 'none') await members.remove({ project, userId });
  else await members.put({ project, userId, role: role as never });
}

async function findPerson(cli: Cli, reference: string): Promise<Person> {
  const { items } = await cli.client(systemContract).members.list();
  const found = items.find(each => each.userId === reference || each.email === reference.toLowerCase());
  if (found) return found;
  throw new AttuneError('not_found', `Nobody here is called ${reference}.`, {
    status: 404,
    remedy: 'Name the person by e-mail; attune member list shows everybody.',
  });
}

function readProjectRole(text: string): { project: string; role: never } {
  const [project, role] = text.split(':');
  if (project && role) return { project, role: role as never };
  throw new AttuneError('bad_option', `--in ${text} names no role.`, {
    remedy: 'Write project and role: --in support-desk:annotator',
  });
}

const describeLink = (link: { url: string; minutes: number }): string =>
  `${link.url}\n(good once, for ${link.minutes >= 120 ? `${link.minutes / 60} hours` : `${link.minutes} minutes`}; it is not shown again)`;

const peopleTable = (people: Person[]) =>
  table(
    ['E-MAIL', 'NAME', 'ROLE', 'PROJECTS', 'LAST SEEN'],
    people.map(each => [
      each.email,
      each.name,
      each.organizationRole,
      each.projects.map(({ slug, role }) => `${slug}:${role}`).join(' '),
      each.lastSeenAt?.toLocaleString() ?? '-',
    ]),
  );
