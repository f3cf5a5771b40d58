import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { parse } from 'yaml';
import { AttuneError } from '#platform/http/attune-error.ts';
import type { Cli, CommandModule } from '#platform/terminal/command.ts';
import { table } from '#platform/terminal/format.ts';
import { changeMethod, type MethodName, methodNames, type MethodWish } from '../methods/method-names.ts';
import { sayIn } from '../methods/say.ts';
import { objectiveNames } from '../runs/objectives.ts';
import { type Run, runContract } from '../runs/run.contract.ts';
import { type DataSetWish, type PlanName, planNames } from '../runs/training-plan.ts';
import { drawMemory } from './draw-memory.ts';
import { drawMethod, drawMethodCard, listMethods } from './draw-methods.ts';
import { checkpointRow, drawDetails, drawEnd, drawHead, drawPreflight } from './draw-run.ts';
import { watchRun } from './watch-run.ts';

/** `attune run …`: start, watch and steer tuning runs. A run is named by its number. */
export const runCommands: CommandModule = (program, cli) => {
  const command = program
    .command('run')
    .description('Tuning runs: a dataset version makes a model version of a base');
  addReading(command, cli);
  addMethods(command, cli);
  addCreating(command, cli);
  addSteering(command, cli);
};

function addReading(command: Command, cli: Cli): void {
  const client = () => cli.client(runContract);
  const reference = async (run: string) => ({ project: await cli.project(), run });
  command
    .command('list')
    .description('Runs of the project, newest first')
    .action(async () =>
      cli.show((await client().list({ project: await cli.project(), limit: 100 })).items, listTable),
    );
  command
    .command('show <run>')
    .description('One run: how far it is, what it was checked for, what it is made of')
    .action(async run => cli.show(await client().get(await reference(run)), drawDetails));
  command
    .command('watch <run>')
    .description('Follow it live until it ends; Ctrl-C leaves it running')
    .action(run => watch(cli, run));
  command
    .command('log <run>')
    .description("The end of the engine's own output")
    .option('-n, --lines <n>', 'how many lines', Number, 50)
    .action(async (run, { lines }) =>
      cli.show((await client().log({ ...(await reference(run)), lines })).lines, found => found.join('\n')),
    );
  command
    .command('checkpoints <run>')
    .description('What it saved, newest first')
    .action(async run =>
      cli.show((await client().checkpoints(await reference(run))).items, rows =>
        table(['STEP', '', 'SIZE', 'DIGEST', 'SAVED'], rows.map(checkpointRow)),
      ),
    );
}

function addMethods(command: Command, cli: Cli): void {
  command
    .command('methods')
    .description('Every method: what it changes, when to take it, its fields with their defaults')
    .action(() => {
      const say = sayIn(cli.language);
      const width = Math.min(100, (cli.output.columns || 90) - 1);
      cli.show(listMethods(say), methods =>
        methods.map(each => drawMethodCard(each, say, width)).join('\n\n'),
      );
    });
}

function addCreating(command: Command, cli: Cli): void {
  command
    .command('create')
    .description(
      'Check and queue a run. Settings come from a recipe file and --set, over the standard recipe',
    )
    .option('--dataset <version>', 'id of a frozen dataset version')
    .option(
      '--task <name=version...>',
      'one of several data sets, as --task orders=ID --task lamps=ID*2 (twice the weight)',
    )
    .requiredOption('--base <slug>', 'base model (attune models list)')
    .option('--name <name>', 'its model version will be <name>-v<N>')
    .option('--method <name>', `${methodNames.join(', ')} (attune run methods)`, readMethod)
    .option(
      '--objective <name>',
      `${objectiveNames.join(', ')}: answers, pairs, judged answers`,
      readObjective,
    )
    .option('--plan <name>', `stages: ${planNames.join(', ')}`, readPlan)
    .option('--recipe <file>', 'YAML or JSON: method, optimizer, batch_rows, epochs, …')
    .option('--set <field=value...>', 'one setting, as --set epochs=3 --set method.rank=8')
    .option('--priority <n>', 'higher runs first', Number)
    .option('--force', 'start although the pre-flight says that it will not fit')
    .option('--check', 'only the pre-flight')
    .option('--watch', 'follow it live')
    .addHelpText(
      'after',
      '\nExample:\n  attune run create --dataset ID --base smollm2-135m-instruct --method prefix_tuning --set method.tokens=50 --watch',
    )
    .action(async options => {
      const recipe = readRecipe(options.recipe, options.set ?? [], options.method, options.objective);
      if (options.task) recipe.dataset = options.task.map(readTask);
      if (options.plan) recipe.stages = options.plan;
      if (!options.dataset && !recipe.dataset) throw noData();
      const wish = {
        project: await cli.project(),
        datasetVersionId: options.dataset,
        base: options.base,
        recipe,
      };
      const client = cli.client(runContract);
      if (options.check)
        return cli.show(await client.preflight(wish), found =>
          [...drawPreflight(found), '', ...drawMemory(found, sayIn(cli.language))].join('\n'),
        );
      const { name, priority, force } = options;
      const made = await client.create({ ...wish, name, priority, force });
      if (options.watch) return watch(cli, String(made.number));
      return cli.show(made, run => `${drawHead(run)}\nFollow it with: attune run watch ${run.number}`);
    });
}

const steering = [
  ['pause', 'Save it after this step and free the machine'],
  ['resume', 'Let a paused or failed run go on from its checkpoint'],
  ['cancel', 'End it for good; its checkpoints stay'],
] as const;

function addSteering(command: Command, cli: Cli): void {
  for (const [move, description] of steering)
    command
      .command(`${move} <run>`)
      .description(description)
      .action(async (run: string) =>
        cli.show(await cli.client(runContract)[move]({ project: await cli.project(), run }), drawHead),
      );
}

async function watch(cli: Cli, run: string): Promise<void> {
  const project = await cli.project();
  const ended = await cli.interruptible(`attune run watch ${run}`, signal =>
    watchRun(cli, project, run, signal),
  );
  cli.show(ended, drawEnd);
  if (ended.state === 'failed') process.exitCode = 1;
}

const listTable = (runs: Run[]): string =>
  table(
    ['N', 'NAME', 'STATE', 'METHOD', 'BASE', 'STEP', 'LOSS', 'VALIDATION', 'CREATED'],
    runs.map(({ number, name, state, config, base, progress, createdAt }) => [
      number,
      name,
      state,
      drawMethod(config),
      base,
      progress && `${progress.step}/${progress.stepsPlanned}`,
      progress?.loss?.toFixed(3),
      progress?.validationLoss?.toFixed(3),
      createdAt.toISOString().slice(0, 16).replace('T', ' '),
    ]),
  );

function readMethod(name: string): MethodName {
  const found = methodNames.find(each => each === name);
  if (found) return found;
  throw new AttuneError('setting_invalid', `"${name}" is no method.`, {
    remedy: `Write one of: ${methodNames.join(', ')}. attune run methods says what they do.`,
  });
}

function readPlan(name: string): PlanName {
  const found = planNames.find(each => each === name);
  if (found) return found;
  throw new AttuneError('setting_invalid', `"${name}" is no plan.`, {
    remedy: `Write one of: ${planNames.join(', ')}; stages of your own stand in the recipe.`,
  });
}

/** `name=version`, with `*weight` where it is not 1. */
export function readTask(text: string): DataSetWish {
  const [name, rest] = splitOnce(text);
  const [version, weight] = rest.split('*');
  return { name, version: version!, ...(weight !== undefined && { weight: Number(weight) }) };
}

const noData = () =>
  new AttuneError('setting_invalid', 'The run is given no data.', {
    remedy: 'Add --dataset ID, or --task NAME=ID for every data set.',
  });

function readObjective(name: string): string {
  if (objectiveNames.some(each => each === name)) return name;
  throw new AttuneError('setting_invalid', `"${name}" is no objective.`, {
    remedy: `Write one of: ${objectiveNames.join(', ')}.`,
  });
}

/** The file, `--method` and `--objective` over it, `--set a.b=c` over both; values are read as YAML, so numbers, true and null are what they look like. */
export function readRecipe(
  file: string | undefined,
  settings: string[],
  method?: MethodName,
  objective?: string,
): Record<string, unknown> {
  const recipe = (file ? (parse(readFileSync(file, 'utf8')) ?? {}) : {}) as Record<string, unknown>;
  if (method) recipe.method = changeMethod(recipe.method as MethodWish | undefined, method);
  if (objective) recipe.objective = objective;
  for (const setting of settings) {
    const [path, value] = splitOnce(setting);
    const names = path.split('.');
    let place = recipe;
    for (const name of names.slice(0, -1)) place = (place[name] ??= {}) as Record<string, unknown>;
    place[names.at(-1)!] = parse(value);
  }
  return recipe;
}

function splitOnce(setting: string): [string, string] {
  const at = setting.indexOf('=');
  if (at > 0) return [setting.slice(0, at), setting.slice(at + 1)];
  throw new AttuneError('setting_invalid', `"${setting}" is no setting.`, {
    remedy: 'Write it as field=value, for example --set optimizer.learning_rate=0.0005.',
  });
}
