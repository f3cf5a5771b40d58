import type { EngineEvent } from '#platform/engine/engine-port.ts';
import type { ProjectEvent } from '#platform/events/append-event.ts';

const told = ['progress', 'step', 'eval', 'sample', 'checkpoint', 'warning'];

/** What the project hears of a batch: one event of a kind with all of that kind in it, however fast the steps are. */
export function describeBatch(runId: string, number: number, events: readonly EngineEvent[]): ProjectEvent[] {
  return told.flatMap(type => {
    const items = events.filter(event => event.type === type).map(({ type: _type, ...content }) => content);
    if (items.length === 0) return [];
    return [{ kind: `run.${type}`, subjectKind: 'run', subjectId: runId, payload: { number, items } }];
  });
}
