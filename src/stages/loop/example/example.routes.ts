import { createReadStream, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { implement } from '@orpc/server';
import { programRoot } from '#platform/config/config.ts';
import { findProject } from '#platform/http/authorise.ts';
import type { RequestContext } from '#platform/http/context.ts';
import { guard, type IncomingContext } from '#platform/http/implement-contract.ts';
import { storeUpload } from '#platform/storage/artifact-grants.ts';
import { findBaseModel, measureBase } from '#stages/models/index.ts';
import { findLoopRun } from '../runs/loop-run.queries.ts';
import { readLoopFile, type ReadLoopFile } from '../runs/read-loop-file.ts';
import { startLoop } from '../runs/start-loop.ts';
import { exampleContract } from './example.contract.ts';

const exampleFile = path.join(programRoot, 'examples', 'support-desk', 'loop.yaml');

const api = implement(exampleContract).$context<IncomingContext>().use(guard);

export const exampleRouter = api.router({
  get: api.get.handler(async ({ context }) => {
    const { file, dataPaths } = readLoopFile(exampleFile);
    const { slug, name = slug, languages, systemPrompt } = file.project;
    return {
      name: file.name,
      project: { slug, name, languages, systemPrompt },
      text: readFileSync(exampleFile, 'utf8'),
      files: dataPaths.map(({ named, absolute }) => ({ path: named, bytes: statSync(absolute).size })),
      base: await describeBase(context, file.run.base),
      loop: await findExampleRun(context, slug, file.name),
    };
  }),
  start: api.start.handler(async ({ context }) => {
    const { file, dataPaths } = readLoopFile(exampleFile);
    const { eventsAfter: _, ...loop } = await startLoop(context, {
      file,
      digests: await store(context, dataPaths),
    });
    return loop;
  }),
});

async function describeBase({ db, services }: RequestContext, reference: string) {
  const base = await findBaseModel(db, reference);
  if (!base) return null;
  const { slug, name, parameters, license, languages } = base;
  const bytes = (await measureBase(services.config, base)) ?? null;
  return { slug, name, parameters, license, languages, bytes };
}

async function findExampleRun({ db }: RequestContext, slug: string, name: string) {
  const project = await findProject(db, slug);
  const found = project && (await findLoopRun(db, project.id, { name }));
  return found ? { number: found.number, state: found.state, createdAt: found.createdAt } : null;
}

/** What `attune loop run` sends, taken from beside the file: stored once, and known as sent by who starts the loop. */
async function store({ db, services, actor }: RequestContext, dataPaths: ReadLoopFile['dataPaths']) {
  const digests: Record<string, string> = {};
  for (const { named, absolute } of dataPaths) {
    const stored = await storeUpload({ db, store: services.store }, actor.ref, createReadStream(absolute));
    digests[named] = stored.digest;
  }
  return digests;
}
