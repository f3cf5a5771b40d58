import type { Actor } from '#platform/auth/actor.ts';
import type { Db } from '#platform/database/database.ts';
import type { Services } from './services.ts';

/** What comes with a request before anything is known of its right to be here. */
export type IncomingContext = {
  services: Services;
  actor: Actor | undefined;
  /** Looks again who this is: for answers that go on longer than rights may last. Calls inside the process have none. */
  findActor?: () => Promise<Actor | undefined>;
  idempotencyKey: string | undefined;
  lastEventId: string | undefined;
  signal: AbortSignal;
};

export type ProjectInContext = { id: string; slug: string; name: string; systemPrompt: string; turn: number };

/**
 * What a handler gets. `db` is the transaction of this request where the endpoint writes: everything the handler does,
 * jobs and events included, is acknowledged together or not at all.
 */
export type RequestContext = IncomingContext & {
  db: Db;
  /** The one who asks; a public endpoint must not use it. */
  actor: Actor;
  /** The project of the path; an endpoint without one must not use it. */
  project: ProjectInContext;
  /** Done once the transaction has committed, before the answer goes out; never where it fails. */
  afterCommit(work: () => void): void;
};

/** What work in a project needs, in a request or behind it: a transaction, and in whose name it is done. */
export type InProject = Pick<RequestContext, 'services' | 'db' | 'project'> & { actor: Pick<Actor, 'ref'> };
