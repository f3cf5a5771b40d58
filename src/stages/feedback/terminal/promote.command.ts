import { AttuneError } from '#platform/http/attune-error.ts';
import type { Cli, CommandModule } from '#platform/terminal/command.ts';
import { type ByShape, promotionContract, type PromotionFilter } from '../promotion/promotion.contract.ts';
import { createAsk } from './ask.ts';
import { describeOutcome, describeProposed, type Outcome, type ProposedAll } from './describe-outcome.ts';
import { type ReviewDoor, runReview } from './run-review.ts';

type Flags = PromotionFilter & { acceptAll?: boolean; rejectAll?: string; yes?: boolean };

export const promoteCommand: CommandModule = (feedback, cli) => {
  feedback
    .command('promote')
    .description('Turn feedback into rows of the next dataset version: propose by rule, then decide')
    .option('--shape <shape>', 'only sft, dpo or kto')
    .option('--kind <kind>', 'only from this kind of feedback')
    .option('--label <label>', 'only with this label')
    .option('--accept-all', 'accept all that wait and fit, without a look at each')
    .option('--reject-all <reason>', 'reject all that wait and fit')
    .option('--yes', 'do not ask before --accept-all or --reject-all')
    .addHelpText(
      'after',
      `
One by one: a accept, r reject, e edit the text, s skip, z take the last one back, q stop.
A script can decide too: printf 'a\\nr too old\\ne The better text.\\na\\n' | attune feedback promote`,
    )
    .action(async ({ acceptAll, rejectAll, yes, ...filter }: Flags) => {
      const where = { project: await cli.project(), ...filter };
      const say = (text: string) => void (cli.json || cli.output.write(`${text}\n`));
      const proposed = await proposeAll(cli, where.project);
      say(describeProposed(proposed));
      const decided =
        (rejectAll ?? acceptAll)
          ? await decideAll(cli, where, rejectAll, yes)
          : await oneByOne(cli, where, say);
      const counts = await cli.client(promotionContract).count({ project: where.project });
      cli.show<Outcome>({ proposed, ...decided, counts }, describeOutcome);
    });

  feedback
    .command('undo <promotion>')
    .description('Take a decision back, while no dataset version holds its record')
    .action(async (id: string) => {
      const promotions = cli.client(promotionContract);
      const where = { project: await cli.project(), id };
      const { version } = await promotions.get(where);
      cli.show(await promotions.undo({ ...where, version }), () => 'It waits for a decision again.');
    });
};

type Where = PromotionFilter & { project: string };
type Decided = Pick<Outcome, 'accepted' | 'rejected' | 'refused'>;

async function proposeAll(cli: Cli, project: string): Promise<ProposedAll> {
  const total: ProposedAll = { sft: 0, dpo: 0, kto: 0, nothing: [] };
  let after: string | undefined;
  do {
    const { proposed, nothing, next } = await cli.client(promotionContract).propose({ project, after });
    add(total, proposed);
    total.nothing.push(...nothing);
    after = next ?? undefined;
  } while (after);
  return total;
}

async function decideAll(cli: Cli, where: Where, reason: string | undefined, yes = false): Promise<Decided> {
  await confirm(cli, reason === undefined ? 'Accept all of them?' : 'Reject all of them?', yes);
  const total = { sft: 0, dpo: 0, kto: 0 };
  const refused: Decided['refused'] = [];
  const decision =
    reason === undefined ? { decision: 'accept' as const } : { decision: 'reject' as const, reason };
  let after: string | undefined;
  do {
    const done = await cli.client(promotionContract).review({ ...where, ...decision, after });
    add(total, done.decided);
    refused.push(...done.refused);
    after = done.next ?? undefined;
  } while (after);
  const none = { sft: 0, dpo: 0, kto: 0 };
  return reason === undefined
    ? { accepted: total, rejected: none, refused }
    : { accepted: none, rejected: total, refused };
}

async function confirm(cli: Cli, question: string, yes: boolean): Promise<void> {
  if (yes || !cli.input.isTTY) return;
  const ask = createAsk(cli);
  const answer = await ask.line(`${question} (yes or no) `, '');
  ask.close();
  if (/^y/i.test(answer ?? '')) return;
  throw new AttuneError('not_confirmed', 'Nothing was decided.', { remedy: 'Answer yes, or add --yes.' });
}

async function oneByOne(cli: Cli, where: Where, say: (text: string) => void): Promise<Decided> {
  const { proposed } = await cli.client(promotionContract).count({ project: where.project });
  const total = where.shape ? proposed[where.shape] : proposed.sft + proposed.dpo + proposed.kto;
  const ask = createAsk(cli);
  const decided = total === 0 ? [] : await runReview(openDoor(cli, where), ask, say, total);
  ask.close();
  const count = (state: string): ByShape => {
    const counts = { sft: 0, dpo: 0, kto: 0 };
    for (const each of decided) if (each.state === state) counts[each.shape] += 1;
    return counts;
  };
  return { accepted: count('accepted'), rejected: count('rejected'), refused: [] };
}

function openDoor(cli: Cli, where: Where): ReviewDoor {
  const promotions = cli.client(promotionContract);
  const seen = ({ id, version }: { id: string; version: number }) => ({
    project: where.project,
    id,
    version,
  });
  return {
    list: after => promotions.list({ ...where, state: 'proposed', after, limit: 20 }),
    accept: promotion => promotions.accept(seen(promotion)),
    reject: (promotion, reason) => promotions.reject({ ...seen(promotion), reason }),
    edit: (promotion, answer) => promotions.edit({ ...seen(promotion), answer }),
    undo: promotion => promotions.undo(seen(promotion)),
  };
}

function add(total: ByShape, more: ByShape): void {
  for (const shape of ['sft', 'dpo', 'kto'] as const) total[shape] += more[shape];
}
