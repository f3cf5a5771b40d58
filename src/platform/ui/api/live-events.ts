import { useEffect, useRef, useSyncExternalStore } from 'react';
import { systemContract } from '#platform/auth/system.contract.ts';
import { clientOf } from './api.ts';
import { queryClient } from './query-client.ts';

export type LiveEvent = {
  id: number;
  kind: string;
  subjectKind: string;
  subjectId: string;
  payload: unknown;
  at: Date;
};
export type Connection = 'live' | 'lost';

type Listener = (event: LiveEvent) => void;

/** One stream for each project that is looked at, however many parts of the page listen. */
type Stream = { listeners: Set<Listener>; connection: Connection; ended: AbortController };
const streams = new Map<string, Stream>();
const watchers = new Set<() => void>();
const system = clientOf(systemContract);
const longestPauseMs = 10_000;

/** Calls `onEvent` for everything that happens in the project from now on; a lost connection resumes where it broke. */
export function useLiveEvents(project: string | undefined, onEvent: Listener): void {
  const latest = useRef(onEvent);
  latest.current = onEvent;
  useEffect(() => {
    if (!project) return;
    const listener: Listener = event => latest.current(event);
    return listen(project, listener);
  }, [project]);
}

/** Whether the project's stream is connected. */
export const useConnection = (project: string | undefined): Connection =>
  useSyncExternalStore(
    changed => (watchers.add(changed), () => void watchers.delete(changed)),
    () => (project ? (streams.get(project)?.connection ?? 'live') : 'live'),
  );

function listen(project: string, listener: Listener): () => void {
  const stream = streams.get(project) ?? open(project);
  stream.listeners.add(listener);
  return () => {
    stream.listeners.delete(listener);
    if (stream.listeners.size > 0) return;
    stream.ended.abort();
    streams.delete(project);
  };
}

function open(project: string): Stream {
  const stream: Stream = { listeners: new Set(), connection: 'live', ended: new AbortController() };
  streams.set(project, stream);
  void read(project, stream);
  return stream;
}

async function read(project: string, stream: Stream): Promise<void> {
  const { signal } = stream.ended;
  let after: number | undefined;
  for (let pauseMs = 500; !signal.aborted; pauseMs = Math.min(longestPauseMs, pauseMs * 2)) {
    try {
      const events = await system.events({ project, after }, { signal });
      // What happened meanwhile may have gone by: before the first event there is none to go on after.
      if (stream.connection === 'lost') void queryClient.invalidateQueries();
      tell(stream, 'live');
      for await (const event of events) {
        pauseMs = 500;
        after = event.id;
        for (const listener of stream.listeners) listener(event as LiveEvent);
      }
    } catch (error) {
      if (signal.aborted || isRefusal(error)) return;
    }
    tell(stream, 'lost');
    await new Promise(resolve => setTimeout(resolve, pauseMs));
  }
}

/** Who may not listen is told so by the page, and asking again changes nothing; whose session ended may sign in again. */
const isRefusal = (error: unknown): boolean => {
  const { status } = error as { status?: number };
  return status !== undefined && status >= 400 && status < 500 && status !== 429 && status !== 401;
};

function tell(stream: Stream, connection: Connection): void {
  if (stream.connection === connection) return;
  stream.connection = connection;
  for (const changed of watchers) changed();
}
