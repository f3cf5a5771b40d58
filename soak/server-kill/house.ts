import type { Random } from '../../bench/seeded-random.ts';
import type { LivingServer } from '../living-server.ts';
import type { PatientClient } from '../patient-client.ts';
import type { Ledger } from './ledger.ts';

/** What the activities find in place: two projects, a remote model under a name, a base that trains in seconds. */
export type House = {
  server: LivingServer;
  client: PatientClient;
  ledger: Ledger;
  /** Where much is imported. */
  bulk: Project;
  /** Where little is imported, but all of it is cleaned, frozen, trained on and voted on. */
  desk: Project & { datasetId: string; datasetVersionId: string };
  deploymentId: string;
  base: string;
  /** An answer that came whole, to say something about. */
  lastAnswer: { id: string; question: string } | undefined;
  fault(sentence: string): void;
};

export type Project = { slug: string; id: string; sourceId: string };

/** One kind of thing that people do. Called again and again; ends what it began also where the server dies meanwhile. */
export type Activity = (house: House, random: Random, turn: number) => Promise<void>;

/** Throws what an application would call a broken promise: an answer that nothing explains. */
export function expectStatus<Body>(
  what: string,
  { status, body }: { status: number; body: Body },
  ...allowed: number[]
): Body {
  if (status >= 200 && status < 300) return body;
  if (allowed.includes(status)) return body;
  throw new Error(`${what} was answered with ${status}: ${JSON.stringify(body).slice(0, 400)}`);
}

export const pick = <Item>(random: Random, items: readonly Item[]): Item =>
  items[Math.floor(random() * items.length)]!;
export const between = (random: Random, low: number, high: number): number =>
  low + Math.floor(random() * (high - low + 1));
