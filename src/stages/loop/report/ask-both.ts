import type { Cli } from '#platform/terminal/command.ts';
import { projectContract } from '#stages/need/project.contract.ts';
import type { LoopRun } from '../runs/loop-run.contract.ts';
import { reportMessages } from './report.messages.ts';

export type AskedQuestion = { question: string; tuned: Answer; base: Answer };
export type Answer = { model: string; text: string };

const maxTokens = 120;

/** Asks the deployment and the untuned base the same question through the gateway, as any application would. */
export async function askBoth(cli: Cli, loop: LoopRun, questions: string[]): Promise<AskedQuestion[]> {
  if (questions.length === 0) return [];
  const { systemPrompt } = await cli.client(projectContract).get({ project: loop.project });
  const result = (kind: string) => loop.steps.find(step => step.kind === kind)?.result ?? {};
  const deployment = String(result('deployment').name);
  const base = String(result('run').base);
  const asked: AskedQuestion[] = [];
  for (const question of questions) {
    const user = { role: 'user', content: question };
    const tuned = await ask(cli, `${loop.project}/${deployment}`, [user]);
    const untuned = await ask(cli, `${loop.project}/${base}`, [
      { role: 'system', content: systemPrompt },
      user,
    ]);
    asked.push({ question, tuned, base: untuned });
  }
  return asked;
}

async function ask(cli: Cli, model: string, messages: { role: string; content: string }[]): Promise<Answer> {
  const body = JSON.stringify({ model, messages, temperature: 0, max_tokens: maxTokens });
  const response = await cli.fetch('/v1/chat/completions', {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json' },
  });
  const answer = (await response.json()) as {
    choices?: { message: { content: string } }[];
    error?: { message: string };
  };
  const { noAnswer } = reportMessages[cli.language];
  const said = answer.choices?.[0]?.message.content ?? noAnswer(answer.error?.message ?? response.status);
  return { model, text: said.trim() };
}
