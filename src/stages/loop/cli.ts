import { systemContract } from '#platform/auth/system.contract.ts';
import type { Cli, CommandModule } from '#platform/terminal/command.ts';
import { duration, table } from '#platform/terminal/format.ts';
import { describeEvent } from './report/describe-event.ts';
import { writeReport } from './report/write-report.ts';
import { type LoopRun, loopRunContract } from './runs/loop-run.contract.ts';
import { readLoopFile } from './runs/read-loop-file.ts';

export const loopCommands: CommandModule = (program, cli) => {
  const loop = program
    .command('loop')
    .description('Whole loops from a file: from raw data to a served model');
  const loops = () => cli.client(loopRunContract);

  loop
    .command('run <file>')
    .description('Carry out a loop file; run again, it goes on from what is done')
    .option('--plan', 'print what it would do, and do nothing')
    .option('--detach', 'start it and come back at once')
    .action(async (path: string, options: { plan?: boolean; detach?: boolean }) => {
      const { file, dataPaths } = readLoopFile(path);
      const digests: Record<string, string> = {};
      for (const each of dataPaths) digests[each.named] = (await cli.upload(each.absolute)).digest;
      if (options.plan) return cli.show(await loops().plan({ file, digests }), showPlan);
      const since = Date.now();
      const started = await loops().start({ file, digests });
      if (options.detach)
        return cli.show(
          started,
          value => `Loop ${value.number} runs. Watch it: attune loop watch ${value.number}`,
        );
      const ended = await watch(cli, started, since, started.eventsAfter);
      if (ended.state === 'failed') process.exitCode = 1;
      cli.show(await writeReport(cli, ended, file.ask), report => report.text);
    });

  loop
    .command('watch <number>')
    .description('Follow a loop that runs')
    .action(async (number: string) => {
      const found = await loops().get({ project: await cli.project(), number: Number(number) });
      const ended = await watch(cli, found, Date.now());
      if (ended.state === 'failed') process.exitCode = 1;
      cli.show(ended, showSteps);
    });

  loop
    .command('list')
    .description('Loops of the project')
    .action(async () => {
      const { items } = await loops().list({ project: await cli.project() });
      cli.show(items, rows =>
        table(
          ['LOOP', 'NAME', 'STATE'],
          rows.map(row => [row.number, row.name, row.state]),
        ),
      );
    });

  loop
    .command('show <number>')
    .description('A loop and its steps')
    .action(async (number: string) =>
      cli.show(await loops().get({ project: await cli.project(), number: Number(number) }), showSteps),
    );

  loop
    .command('report <number>')
    .description('The report of a loop: decisions, run, first readings, answers, what waits')
    .option('--ask <question...>', 'questions to ask base and tuned model')
    .action(async (number: string, options: { ask?: string[] }) => {
      const found = await loops().get({ project: await cli.project(), number: Number(number) });
      cli.show(await writeReport(cli, found, options.ask ?? []), report => report.text);
    });

  loop
    .command('schema')
    .description('JSON Schema of a loop file, for editors')
    .action(async () => void process.stdout.write(JSON.stringify(await loops().schema(), null, 2) + '\n'));
};

/** Shows what happens until the loop has ended or waits for people. The stream resumes by itself after a lost connection. */
async function watch(cli: Cli, loop: LoopRun, sinceMs: number, after?: number): Promise<LoopRun> {
  const { project, number } = loop;
  const read = () => cli.client(loopRunContract).get({ project, number });
  const progress = cli.progress;
  const clock = () => duration((Date.now() - sinceMs) / 1000).padStart(12);
  return cli.interruptible(`attune loop watch ${number} --project ${project}`, async signal => {
    if (after === undefined && (await read()).state !== 'running') return read();
    const events = await cli.client(systemContract).events({ project, after }, { signal });
    for await (const event of events) {
      for (const said of describeEvent(event, cli.language)) {
        const line = `${clock()}  ${said.text}`;
        if (said.kind === 'passing') progress.update(line);
        else progress.done(line);
      }
      if (event.kind === 'loop.state' && event.subjectId === loop.id) break;
    }
    progress.done();
    return read();
  });
}

const showSteps = (loop: LoopRun) =>
  `Loop ${loop.number} ${loop.name}: ${loop.state}\n\n` +
  table(
    ['STEP', 'STATE', 'TOOK', ''],
    loop.steps.map(step => [step.title, step.state, took(step), step.error ? explain(step.error) : '']),
  ) +
  (loop.error && !loop.steps.some(step => step.error) ? `\n${explain(loop.error)}` : '');

const explain = ({ message, remedy }: NonNullable<LoopRun['error']>) => `${message} ${remedy ?? ''}`;

const took = (step: LoopRun['steps'][number]) =>
  step.startedAt && step.endedAt ? duration((step.endedAt.getTime() - step.startedAt.getTime()) / 1000) : '';

const showPlan = (plan: { steps: { title: string; action: string; reason: string }[] }) =>
  table(
    ['STEP', 'WOULD', 'BECAUSE'],
    plan.steps.map(step => [step.title, step.action, step.reason]),
  );
