import type { Command } from 'commander';
import type { CommandModule } from '#platform/terminal/command.ts';
import { table } from '#platform/terminal/format.ts';
import {
  type Deployment,
  deploymentContract,
  type DeploymentRevision,
} from '../deployments/deployment.contract.ts';
import { type NamedModels, readNamedModels, readTarget } from './read-target.ts';

export const deployCommands: CommandModule = (program, cli) => {
  const deploy = program
    .command('deploy')
    .description('Stable names that applications call, and what answers behind them');
  const client = () => cli.client(deploymentContract);

  deploy
    .command('list')
    .description('Deployments of the project')
    .action(async () => {
      const project = await cli.project();
      const { items } = await client().list({ project });
      const models = await readNamedModels(cli, project);
      const rows = items.map(each => [
        each.name,
        each.state,
        `v${each.version}`,
        describeTargets(models, each),
      ]);
      cli.show(items, () => table(['NAME', 'STATE', 'VERSION', 'ANSWERS'], rows));
    });

  withModels(deploy.command('create <name>').description('Serve models under a name')).action(
    async (name, options) => {
      const project = await cli.project();
      const models = await readNamedModels(cli, project);
      const targets = options.model.map((text: string) => readTarget(models, text));
      const made = await client().create({ project, name, targets });
      cli.show(
        made,
        each =>
          `${each.name} serves ${describeTargets(models, each)}. Next: attune chat --deployment ${each.name}`,
      );
    },
  );

  withModels(deploy.command('update <name>').description('Point a deployment elsewhere')).action(
    async (name, options) => {
      const project = await cli.project();
      const models = await readNamedModels(cli, project);
      const targets = options.model.map((text: string) => readTarget(models, text));
      const { version } = await client().get({ project, deployment: name });
      const changed = await client().update({ project, deployment: name, version, targets });
      cli.show(
        changed,
        each => `${each.name} serves ${describeTargets(models, each)} since version ${each.version}.`,
      );
    },
  );

  deploy
    .command('show <name>')
    .description('One deployment with its history')
    .action(async name => {
      const project = await cli.project();
      const ref = { project, deployment: name };
      const [found, { items }] = await Promise.all([client().get(ref), client().revisions(ref)]);
      const models = await readNamedModels(cli, project);
      cli.show({ ...found, revisions: items }, () => describeDeployment(models, found, items));
    });

  deploy
    .command('rollback <name>')
    .description('Back to what it pointed to before')
    .option('--to <version>', 'the version to go back to; the one before where absent', Number)
    .action(async (name, { to }) => {
      const project = await cli.project();
      const { version } = await client().get({ project, deployment: name });
      const back = await client().rollback({ project, deployment: name, version, to });
      const models = await readNamedModels(cli, project);
      cli.show(
        back,
        each => `${each.name} serves ${describeTargets(models, each)} again, as version ${each.version}.`,
      );
    });
};

const withModels = (command: Command): Command =>
  command.requiredOption(
    '--model <name[=weight]>',
    'model version, base or connection; again for more, traffic is shared by weight',
    (text: string, before: string[] = []) => [...before, text],
  );

const describeTargets = (models: NamedModels, { targets }: Pick<Deployment, 'targets'>): string =>
  targets.map(each => models.nameOf(each) + (targets.length > 1 ? ` (${each.weight})` : '')).join(', ');

function describeDeployment(models: NamedModels, found: Deployment, revisions: DeploymentRevision[]): string {
  const rows = revisions.map(each => [
    `v${each.version}`,
    describeTargets(models, each),
    new Date(each.createdAt).toISOString().slice(0, 16),
    each.createdBy,
  ]);
  return `${found.name} is ${found.state}\n\n${table(['VERSION', 'ANSWERS', 'SINCE', 'BY'], rows)}`;
}
