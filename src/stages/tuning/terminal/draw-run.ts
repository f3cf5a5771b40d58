import { bytes, cutToWidth, duration, wrap } from '#platform/terminal/format.ts';
import { dataSetsOf } from '../runs/mixture-of-run.ts';
import type { Run, RunCheckpoint } from '../runs/run.contract.ts';
import { drawMethod } from './draw-methods.ts';
import { sparkline } from './sparkline.ts';

/** What a watcher has seen so far of a run. */
export type Seen = {
  losses: (number | null)[];
  validation: { step: number; loss: number | null }[];
  /** Of the last step, where the objective learns from preferences. */
  reward?: { margin: number | null; accuracy: number };
  /** The last answer to each prompt. */
  samples: Map<string, { step: number; text: string }>;
};

export const nothingSeen = (): Seen => ({ losses: [], validation: [], samples: new Map() });

/** The live block: where it stands, the curve, the six numbers, how it answers by now. */
export function drawRun(run: Run, seen: Seen, width: number): string[] {
  const { progress } = run;
  const lines = [drawHead(run)];
  if (progress && progress.step > 0) {
    lines.push(
      `  ${bar(progress.step, progress.stepsPlanned, 30)}  step ${progress.step}/${progress.stepsPlanned}`,
    );
    lines.push(`  loss        ${number(progress.loss)}  ${sparkline(seen.losses, Math.min(40, width - 24))}`);
  }
  if (progress?.reference && progress.step === 0)
    lines.push(
      `  asks the untrained model about every answer: ${progress.reference.done} of ${progress.reference.total} rows`,
    );
  if (seen.reward)
    lines.push(
      `  rewards     margin ${number(seen.reward.margin)}, ${Math.round(100 * seen.reward.accuracy)} % right side up`,
    );
  if (seen.validation.length > 0) lines.push(`  validation  ${drawValidation(seen)}`);
  if (progress && progress.step > 0) lines.push(`  ${drawNumbers(progress)}`);
  return [...lines, ...drawSamples(seen, width)].map(line => cutToWidth(line, width));
}

export const drawHead = (run: Run): string =>
  `run ${run.number}  ${run.name}  ·  ${run.state}${run.queuePosition ? `, number ${run.queuePosition} in the queue` : ''}`;

const number = (value: number | null): string => (value === null ? '–' : value.toFixed(3));

function bar(done: number, all: number, width: number): string {
  const filled = all > 0 ? Math.min(width, Math.round((done / all) * width)) : 0;
  return '█'.repeat(filled) + '░'.repeat(width - filled);
}

function drawValidation({ validation }: Seen): string {
  const [first, last] = [validation[0]!, validation.at(-1)!];
  return first === last
    ? `${number(last.loss)} before`
    : `${number(first.loss)} → ${number(last.loss)} at step ${last.step}`;
}

function drawNumbers({ tokensPerS, etaS, learningRate, memoryBytes }: NonNullable<Run['progress']>): string {
  const parts = [
    tokensPerS === null ? undefined : `${Math.round(tokensPerS)} tokens/s`,
    etaS === null || etaS === 0 ? undefined : `about ${duration(etaS)} to go`,
    learningRate === null ? undefined : `learning rate ${learningRate.toExponential(1)}`,
    memoryBytes === null ? undefined : `${bytes(memoryBytes)} memory`,
  ];
  return parts.filter(part => part !== undefined).join('  ·  ');
}

function drawSamples({ samples }: Seen, width: number): string[] {
  return [...samples.values()].flatMap(({ step, text }) => {
    const [first = '', ...rest] = wrap(text.replaceAll(/\s+/g, ' '), width - 16);
    return [`  at ${String(step).padStart(4)}   “${first}${rest.length > 0 ? '…' : ''}”`];
  });
}

/** How it ended, with what to do now. */
export function drawEnd(run: Run): string {
  const head = drawHead(run);
  switch (run.state) {
    case 'done': {
      const took =
        run.startedAt && run.endedAt
          ? duration((run.endedAt.getTime() - run.startedAt.getTime()) / 1000)
          : '';
      return `${head} in ${took}, best validation loss ${number(run.progress?.validationLoss ?? null)}\nIts model version: ${run.modelVersionId}`;
    }
    case 'failed':
      return [head, run.error?.message, run.error?.remedy && `→ ${run.error.remedy}`]
        .filter(Boolean)
        .join('\n');
    case 'paused':
      return `${head}\n→ attune run resume ${run.number}`;
    default:
      return head;
  }
}

/** A run with what it is made of. */
export function drawDetails(run: Run): string {
  const { preflight, progress } = run;
  const lines = [
    drawEnd(run),
    `  base            ${run.base}`,
    ...dataSetsOf(run).map(({ version, name, weight }) =>
      name ? `  data            ${name}: ${version}, weight ${weight}` : `  dataset version ${version}`,
    ),
    `  method          ${drawMethod(run.config)}`,
    `  objective       ${String(run.config.objective ?? 'sft')}`,
    preflight && `  pre-flight      ${drawPreflight(preflight).join('\n                  ')}`,
    progress &&
      progress.step > 0 &&
      `  progress        step ${progress.step}/${progress.stepsPlanned}, ${drawNumbers(progress)}`,
    `  recipe          ${JSON.stringify({ ...run.config, sample: undefined, base: undefined })}`,
  ];
  return lines.filter(Boolean).join('\n');
}

export function drawPreflight({
  rows,
  steps,
  lengths,
  memory,
  warnings,
  tasks = [],
  stages = [],
}: NonNullable<Run['preflight']>): string[] {
  return [
    `${rows.train} training and ${rows.validation} validation rows, ${steps.planned} steps`,
    ...tasks.map(
      ({ name, weight, share, rows: { train, validation } }) =>
        `data ${name}: ${train} training and ${validation} validation rows, weight ${weight}, ${Math.round(share * 100)} % of an epoch`,
    ),
    ...stages.map(
      each =>
        `stage ${each.stage}${each.name ? ` ${each.name}` : ''}: ${each.rows} rows, ${each.steps} steps from step ${each.first_step}`,
    ),
    `tokens a row: median ${lengths.train?.p50 ?? 0}, 99 % below ${lengths.train?.p99 ?? 0}, longest ${lengths.train?.max ?? 0}`,
    `memory ${bytes(memory.low_bytes)} to ${bytes(memory.high_bytes)}, ${bytes(memory.available_bytes)} free`,
    ...warnings.map(warning => `note: ${warning.text}`),
  ];
}

export const checkpointRow = ({ step, best, isKept, sizeBytes, digest, createdAt }: RunCheckpoint) => [
  step,
  best ? 'best' : isKept ? '' : 'dropped',
  bytes(sizeBytes),
  digest.slice(0, 12),
  createdAt.toISOString(),
];
