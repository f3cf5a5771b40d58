import type { Cli } from '#platform/terminal/command.ts';
import { duration } from '#platform/terminal/format.ts';
import type { LoopRun } from '../runs/loop-run.contract.ts';
import { type AskedQuestion, askBoth } from './ask-both.ts';
import { type DecisionGroup, groupDecisions } from './group-decisions.ts';
import { drawAnswers, drawDecisions, drawReadings } from './draw-report.ts';

export type LoopReport = {
  loop: LoopRun;
  decisions: DecisionGroup[];
  asked: AskedQuestion[];
  next: string[];
  text: string;
};

/** What people get to see at the end of a loop: what was decided, what was learned, how both answer, what waits. */
export async function writeReport(cli: Cli, loop: LoopRun, questions: string[]): Promise<LoopReport> {
  const step = (kind: string) => loop.steps.find(each => each.kind === kind);
  const cleaning = step('cleaning');
  const decisions =
    cleaning?.state === 'done' ? await groupDecisions(cli, loop.project, String(cleaning.result!.id)) : [];
  const deployment = step('deployment');
  const asked = deployment?.state === 'done' ? await askBoth(cli, loop, questions) : [];
  const next = listNext(loop);
  const parts = [
    head(loop),
    drawSteps(loop),
    drawDecisions(decisions),
    drawReadings(step('run'), step('evaluation')),
    drawAnswers(asked),
    `What waits next\n${next.map(line => `  ${line}`).join('\n')}`,
  ];
  return { loop, decisions, asked, next, text: parts.filter(part => part !== '').join('\n\n') };
}

const head = (loop: LoopRun): string =>
  `\n━━ Loop ${loop.number}: ${loop.name}, ${loop.state} ${'━'.repeat(40)}`;

function drawSteps(loop: LoopRun): string {
  const lines = loop.steps.map(step => {
    const took =
      step.startedAt && step.endedAt
        ? duration((step.endedAt.getTime() - step.startedAt.getTime()) / 1000)
        : '';
    const said = step.error
      ? `${step.error.message} → ${step.error.remedy ?? ''}`
      : String(step.result?.summary ?? '');
    return `  ${marks[step.state]} ${step.title.padEnd(32)} ${took.padStart(12)}  ${said}`;
  });
  return `Steps\n${lines.join('\n')}`;
}

const marks: Record<LoopRun['steps'][number]['state'], string> = {
  pending: '·',
  running: '▸',
  done: '✓',
  waiting: '…',
  failed: '✗',
};

function listNext(loop: LoopRun): string[] {
  const failed = loop.steps.find(step => step.state === 'failed');
  if (failed) return [`${failed.title} failed; mend it and run the same file again: it goes on from there.`];
  const vote = loop.steps.find(step => step.kind === 'vote');
  const lines =
    vote?.state === 'waiting'
      ? [`The blind vote: attune vote ${vote.result?.number} --project ${loop.project}`]
      : [];
  const evaluation = loop.steps.find(step => step.kind === 'evaluation');
  if (evaluation?.result)
    lines.push(
      `The verdict, as votes come in: attune eval show ${evaluation.result.number} --project ${loop.project}`,
    );
  const deployment = loop.steps.find(step => step.kind === 'deployment');
  if (deployment?.result)
    lines.push(`Talk to it: attune chat --deployment ${deployment.result.name} --project ${loop.project}`);
  return [
    ...lines,
    `Where it all came from: attune lineage "run ${loop.steps.find(step => step.kind === 'run')?.result?.number ?? 1}" --project ${loop.project}`,
  ];
}
