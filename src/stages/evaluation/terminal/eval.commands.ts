import type { Cli, CommandModule } from '#platform/terminal/command.ts';
import { table, textWidth, wrap } from '#platform/terminal/format.ts';
import { type Evaluation, evaluationContract } from '../evaluation.contract.ts';
import { planSample } from '../statistics/plan-sample.ts';
import { describeResult, formatRate, formatVerdict } from './describe-result.ts';
import { evalMessages, type EvalMessages } from './eval.messages.ts';
import { resolveDatasetVersion, resolveModelVersion } from './resolve-names.ts';
import { resultMessages } from './result.messages.ts';

/** `attune eval …`: register, follow, read and close blind evaluations. */
export const evalCommands: CommandModule = (program, cli) => {
  const command = program
    .command('eval')
    .description('Blind evaluations: base against tuned, judged by people');
  const client = () => cli.client(evaluationContract);
  const text = () => evalMessages[cli.language];
  const reference = async (evaluation: string) => ({ project: await cli.project(), evaluation });

  command
    .command('list')
    .description('Evaluations of the project, newest first')
    .action(async () => {
      const { items } = await client().list({ project: await cli.project(), limit: 100 });
      cli.show(items, rows => listTable(rows, cli));
    });

  command
    .command('create')
    .description('Register an evaluation; its answers are generated in the background')
    .option('--model <version>', 'tuned model version: name, number or id; default: the newest')
    .option(
      '--dataset <version>',
      'whose test split gives the prompts: name, name@2 or id; default: the latest',
    )
    .option('--name <name>', 'default: the name of the model version')
    .option('--votes-per-prompt <n>', 'how many raters see each pair', Number, 1)
    .option('--votes <n>', 'planned votes; default: every pair so often', Number)
    .option('--max-tokens <n>', 'longest answer', Number)
    .option('--seed <n>', 'of the order and the sides', Number)
    .action(async options => {
      const project = await cli.project();
      const made = await client().create({
        project,
        name: options.name,
        candidateVersionId: await resolveModelVersion(cli, project, options.model),
        datasetVersionId: await resolveDatasetVersion(cli, project, options.dataset),
        votesPerPrompt: options.votesPerPrompt,
        plannedVotes: options.votes,
        sampling: options.maxTokens ? { maxTokens: options.maxTokens } : {},
        seed: options.seed,
      });
      cli.show(made, value => text().created(value.number, value.prompts));
    });

  command
    .command('plan')
    .description('How many votes tell two support rates apart')
    .option('--from <percent>', 'the rate that must be ruled out', Number, 50)
    .option('--to <percent>', 'the rate you hope for', Number, 70)
    .option('--votes-per-prompt <n>', 'raters per pair', Number, 1)
    .option('--correlation <rho>', 'how alike raters judge the same pair', Number, 0.3)
    .action(({ from, to, votesPerPrompt, correlation }) => {
      const votes = (power: number) =>
        planSample({ from: from / 100, to: to / 100, power, votesPerPrompt, correlation });
      const plan = { power80: votes(0.8), power90: votes(0.9) };
      cli.show(plan, () => text().plan(plan.power80, plan.power90));
    });

  command
    .command('show <evaluation>')
    .description('Support rate, interval, verdict, and all that they rest on')
    .action(async (evaluation: string) => {
      const found = await client().get(await reference(evaluation));
      const result = await client().result(await reference(evaluation));
      cli.show(
        { evaluation: found, result },
        () => describeState(found, cli) ?? describeResult(found, result, cli.language),
      );
    });

  command
    .command('close <evaluation>')
    .description('End the voting for good')
    .action(async (evaluation: string) => {
      const closed = await client().close(await reference(evaluation));
      const result = await client().result(await reference(evaluation));
      const line = `${formatRate(result.rate, result.interval95, result.n)}  ${formatVerdict(result.verdict, cli.language)}`;
      cli.show({ evaluation: closed, result }, () => line);
    });

  command
    .command('answers <evaluation>')
    .description(
      'Both answers to each prompt with their origin; before the end only of pairs you voted on for good',
    )
    .option('--limit <n>', 'how many', Number, 20)
    .option('--after <position>', 'go on after this position')
    .action(async (evaluation: string, options) => {
      const found = await client().answers({
        ...(await reference(evaluation)),
        limit: options.limit,
        after: options.after,
      });
      cli.show(found, page => describeAnswers(page.items, page.hidden, text()));
    });

  command
    .command('retry <evaluation>')
    .description('Generate the missing answers of a failed evaluation')
    .action(async (evaluation: string) =>
      cli.show(await client().retry(await reference(evaluation)), value => text().goesOn(value.number)),
    );
};

function listTable(rows: readonly Evaluation[], cli: Cli): string {
  const states = resultMessages[cli.language].states;
  return table(
    evalMessages[cli.language].columns,
    rows.map(row => [row.number, row.name, states[row.state], row.prompts, row.plannedVotes]),
  );
}

/** Before the vote is open there is a state to show instead of a result. */
function describeState({ number, name, state, progress, error }: Evaluation, cli: Cli): string | undefined {
  if (state === 'open' || state === 'closed') return undefined;
  const heading = `#${number}  ${name}  ·  ${resultMessages[cli.language].states[state]}`;
  const { message, remedy } = (error ?? {}) as { message?: string; remedy?: string };
  if (state === 'failed')
    return [heading, message, remedy, `→ attune eval retry ${number}`].filter(Boolean).join('\n');
  if (!progress) return heading;
  const phase = evalMessages[cli.language].phases[progress.phase] ?? progress.phase;
  return `${heading}  ${progress.done}/${progress.total} ${phase}`;
}

type Pairs = {
  position: number;
  label: string | null;
  prompt: { content: string }[];
  baseline: string | null;
  candidate: string | null;
}[];

function describeAnswers(pairs: Pairs, hidden: number, text: EvalMessages): string {
  const blocks = pairs.map(pair =>
    [
      `[${pair.position}] ${pair.label ?? ''}`.trim(),
      ...quote('?', pair.prompt.at(-1)?.content),
      ...quote(text.base, pair.baseline),
      ...quote(text.tuned, pair.candidate),
    ].join('\n'),
  );
  const rest = hidden > 0 ? [text.hidden(hidden)] : [];
  return [...blocks, ...rest].join('\n\n') || text.none;
}

function quote(mark: string, text: string | null | undefined): string[] {
  return wrap(text ?? '–', 90).map((line, i) => `  ${i === 0 ? mark : ' '.repeat(textWidth(mark))} ${line}`);
}
