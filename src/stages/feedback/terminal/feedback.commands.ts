import { AttuneError } from '#platform/http/attune-error.ts';
import type { Cli, CommandModule } from '#platform/terminal/command.ts';
import { table } from '#platform/terminal/format.ts';
import type { FeedbackKind } from '../receiving/feedback-body.contract.ts';
import { type Feedback, feedbackContract } from '../receiving/feedback.contract.ts';
import { bodyOf, type SendFlags } from './body-of.ts';

type ListFlags = {
  kind?: FeedbackKind;
  label?: string;
  completion?: string;
  actor?: string;
  limit: string;
  after?: string;
};

export const feedbackCommand: CommandModule = (feedback, cli) => {
  feedback
    .command('list')
    .description('Feedback on answers, newest first')
    .option('--kind <kind>', 'thumb, choice, correction, edit, rating or outcome')
    .option('--label <label>')
    .option('--completion <id>', 'only on this answer, chatcmpl-…')
    .option('--actor <id>', 'only of this person, for example end_user:ada')
    .option('--limit <n>', 'how many', '50')
    .option('--after <id>', 'go on after the page that ended so')
    .action(async ({ limit, ...filter }: ListFlags) => {
      const page = { project: await cli.project(), limit: Number(limit), ...filter };
      cli.show(await cli.client(feedbackContract).list(page), describePage);
    });

  feedback
    .command('send <completion>')
    .description('Say something of an answer, as an application would')
    .option('--thumb <up|down>')
    .option('--correction <text>', 'the answer as it should have been')
    .option('--edit <text>', 'the answer as it was used')
    .option('--over <completion>', 'this answer was chosen over that one')
    .option('--rating <n>', '0 to 100')
    .option('--outcome <text>', 'what became of it')
    .option('--comment <text>')
    .option('--label <label>')
    .option('--actor <id>', 'who said it, of your own end users')
    .option('--id <id>', 'makes a repeat harmless')
    .action(async (completion: string, flags: SendFlags) => {
      const sent = await send(cli, bodyOf(completion, flags));
      cli.show(sent, ({ id }) => `Stored as ${id}. Next: attune feedback promote`);
    });
};

async function send(cli: Cli, body: object): Promise<{ id: string }> {
  const headers = { 'content-type': 'application/json' };
  const response = await cli.fetch('/v1/feedback', { method: 'POST', headers, body: JSON.stringify(body) });
  const answer = (await response.json()) as { id: string; error?: { code: string; message: string } };
  if (!answer.error) return answer;
  throw new AttuneError(answer.error.code, answer.error.message, { status: response.status });
}

function describePage({ items, next }: { items: Feedback[]; next: string | null }): string {
  const rows = items.map(item => [
    new Date(item.receivedAt).toISOString().slice(0, 16).replace('T', ' '),
    item.kind,
    describeValue(item),
    item.label,
    item.actor.id,
    item.promotions.map(each => `${each.shape} ${each.state}`).join(', ') ||
      (item.replaced ? 'replaced' : ''),
    item.completionId,
  ]);
  const head = ['RECEIVED', 'KIND', 'SAYS', 'LABEL', 'BY', 'PROMOTED', 'ANSWER'];
  return [table(head, rows), ...(next ? [`More: add --after ${next}`] : [])].join('\n');
}

function describeValue({ kind, value, comment }: Feedback): string {
  const said = kind === 'choice' ? 'one over the other' : String(value);
  const text = [said, ...(comment ? [`(${comment})`] : [])].join(' ').replaceAll(/\s+/g, ' ');
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}
