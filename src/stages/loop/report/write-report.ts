import type { Cli } from '#platform/terminal/command.ts';
import { duration, pad } from '#platform/terminal/format.ts';
import type { StepKind } from '../file/plan-steps.ts';
import type { LoopRun, LoopStep } from '../runs/loop-run.contract.ts';
import { type AskedQuestion, askBoth } from './ask-both.ts';
import { type DecisionGroup, groupDecisions } from './group-decisions.ts';
import { drawAnswers, drawDecisions, drawReadings } from './draw-report.ts';
import { type Language, reportMessages, titleIn } from './report.messages.ts';

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
  const text = reportMessages[cli.language];
  const next = listNext(loop, cli.language);
  const parts = [
    `\n━━ ${text.heading(loop.number, loop.name, text.states[loop.state])} ${'━'.repeat(40)}`,
    drawSteps(loop, cli.language),
    drawDecisions(decisions, text),
    drawReadings(step('run'), step('evaluation'), text),
    drawAnswers(asked, text),
    `${text.nextTitle}\n${next.map(line => `  ${line}`).join('\n')}`,
  ];
  return { loop, decisions, asked, next, text: parts.filter(part => part !== '').join('\n\n') };
}

function drawSteps(loop: LoopRun, language: Language): string {
  const text = reportMessages[language];
  const lines = loop.steps.map(step => {
    const took =
      step.startedAt && step.endedAt
        ? duration((step.endedAt.getTime() - step.startedAt.getTime()) / 1000)
        : '';
    const said = step.error
      ? `${step.error.message} → ${step.error.remedy ?? ''}`
      : step.result
        ? text.summary(step.kind as StepKind, step.result)
        : '';
    return `  ${marks[step.state]} ${pad(titleOf(step, language), 32)} ${took.padStart(12)}  ${said}`;
  });
  return `${text.stepsTitle}\n${lines.join('\n')}`;
}

const marks: Record<LoopRun['steps'][number]['state'], string> = {
  pending: '·',
  running: '▸',
  done: '✓',
  waiting: '…',
  failed: '✗',
};

const titleOf = ({ kind, title }: LoopStep, language: Language): string =>
  titleIn(language, kind as StepKind, title);

function listNext(loop: LoopRun, language: Language): string[] {
  const text = reportMessages[language];
  const { project } = loop;
  const failed = loop.steps.find(step => step.state === 'failed');
  if (failed) return [text.failed(titleOf(failed, language))];
  const find = (kind: StepKind) => loop.steps.find(step => step.kind === kind);
  const vote = find('vote');
  const evaluation = find('evaluation')?.result;
  const deployment = find('deployment')?.result;
  return [
    ...(vote?.state === 'waiting'
      ? [text.vote(`attune vote ${vote.result?.number} --project ${project}`)]
      : []),
    ...(evaluation ? [text.verdict(`attune eval show ${evaluation.number} --project ${project}`)] : []),
    ...(deployment ? [text.talk(`attune chat --deployment ${deployment.name} --project ${project}`)] : []),
    text.lineage(`attune lineage "run ${find('run')?.result?.number ?? 1}" --project ${project}`),
  ];
}
