import type { RunEvent } from './ground.ts';

/** What an uninterrupted run said of every step, evaluation and sample, and what it made. */
export type Curve = { said: Map<string, string>; adapter: string; gguf: string };

/** On a CPU the same numbers to the last bit: floats are compared as they are written, which loses none of them. */
const shaping: Record<string, string[]> = {
  step: ['epoch', 'loss', 'learning_rate', 'grad_norm', 'tokens', 'loss_tokens', 'total_tokens'],
  eval: ['epoch', 'loss', 'rows', 'tokens', 'best', 'best_step', 'best_loss'],
  sample: ['text', 'tokens', 'finished'],
};

export function curveOf(events: readonly RunEvent[]): Curve {
  const done = events.findLast(event => event.type === 'done') as
    { adapter: { digest: string }; gguf: { digest: string } } | undefined;
  return {
    said: new Map(events.flatMap(event => (shaping[event.type] ? [[placeOf(event), saidIn(event)]] : []))),
    adapter: done?.adapter.digest ?? '',
    gguf: done?.gguf.digest ?? '',
  };
}

const placeOf = (event: RunEvent): string =>
  `${event.type} ${event.step} ${String(event.prompt_id ?? '')}`.trim();
const saidIn = (event: RunEvent): string => JSON.stringify(shaping[event.type]!.map(name => event[name]));

/** Where an interrupted run differs from an uninterrupted one, also in steps that it took twice. */
export function findDifferences(events: readonly RunEvent[], whole: Curve): string[] {
  const broken = curveOf(events);
  const differing = events
    .filter(event => shaping[event.type] && whole.said.get(placeOf(event)) !== saidIn(event))
    .map(event => `${placeOf(event)} is ${saidIn(event)}, not ${whole.said.get(placeOf(event))}`);
  const missing = [...whole.said.keys()]
    .filter(place => !broken.said.has(place))
    .map(place => `${place} is missing`);
  const digests = (['adapter', 'gguf'] as const)
    .filter(name => broken[name] !== whole[name])
    .map(name => `the ${name} is ${broken[name]}, not ${whole[name]}`);
  return [...differing, ...missing, ...digests];
}

type Started = RunEvent & { resumed_from: { step: number } | null };

/** A resumed run computes as it began, and takes the step that follows its checkpoint. */
export function findBrokenResumes(events: readonly RunEvent[]): string[] {
  const starts = events.filter((event): event is Started => event.type === 'started');
  const kept = ['device', 'dtype', 'threads', 'attention', 'base_digest', 'steps_planned', 'rows', 'tokens'];
  return starts.slice(1).flatMap(start => {
    const changed = kept.filter(name => JSON.stringify(start[name]) !== JSON.stringify(starts[0]![name]));
    const next = events.find(
      event => event.seq > start.seq && (event.type === 'step' || event.type === 'started'),
    );
    const from = start.resumed_from?.step ?? 0;
    const told = events.some(event => event.type === 'checkpoint' && event.step === from);
    return [
      ...changed.map(name => `a resumed run has other ${name}`),
      ...(from > 0 && !told ? [`it went on from step ${from}, which no checkpoint event tells of`] : []),
      ...(next?.type === 'step' && next.step !== from + 1
        ? [`after step ${from} it took step ${next.step}`]
        : []),
    ];
  });
}
