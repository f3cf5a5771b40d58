import * as z from 'zod';
import { endpoint, page, pageQuery, projectRef } from '#platform/http/contract.ts';

export const directions = ['up', 'down'] as const;

const named = {
  kind: z.string().describe('person, source, record, dataset_version, run, model_version, interaction, …'),
  id: z.string(),
  name: z.string().describe('As people know it: run 3 (warm-voice)'),
  detail: z.string().nullable().describe('State, time, place; what tells it from others'),
};

export type LineageNode = {
  kind: string;
  id: string;
  name: string;
  detail: string | null;
  repeated: boolean;
  cut: boolean;
  groups: LineageGroup[];
};

export type LineageGroup = {
  kind: string;
  relation: string;
  count: number;
  more: boolean;
  all: { kind: string; id: string; direction: 'up' | 'down'; of: string } | null;
  nodes: LineageNode[];
};

export const lineageNodeSchema: z.ZodType<LineageNode> = z.object({
  ...named,
  repeated: z.boolean().describe('true = what it leads to is shown where the tree met it first'),
  cut: z.boolean().describe('true = there may be more behind it, deeper than asked for'),
  groups: z.lazy(() => z.array(lineageGroupSchema)).describe('Its neighbours by kind'),
});

export const lineageGroupSchema: z.ZodType<LineageGroup> = z.object({
  kind: z.string(),
  relation: z.string().describe('What the earlier one is to the later one: trained, row of, judged by'),
  count: z.int().describe('How many there are; `nodes` holds all of them or, where they are many, examples'),
  more: z.boolean().describe('true = more than `count`, which nobody counted'),
  all: z
    .object({ kind: z.string(), id: z.string(), direction: z.enum(directions), of: z.string() })
    .nullable()
    .describe('How to list all of them (`list`); null where `nodes` holds all'),
  nodes: z.lazy(() => z.array(lineageNodeSchema)),
});

const object = projectRef.extend({
  kind: z.string().min(1).describe('A kind, or `any`'),
  id: z
    .string()
    .min(1)
    .max(300)
    .describe('An id, a number, a name: 3, desk@2, chatcmpl-…; with kind `any` also "run 3"'),
});

export const lineageContract = {
  get: endpoint(
    'lineage.read',
    'GET',
    '/projects/{project}/lineage/{kind}/{id}',
    'What an object came from and what came of it',
  )
    .input(
      object.extend({
        direction: z.enum(['up', 'down', 'both']).default('both').describe('up = what it came from'),
        depth: z.int().min(1).max(20).default(10),
      }),
    )
    .output(
      z.object({
        ...named,
        up: z.array(lineageGroupSchema).nullable().describe('What it came from; null = not asked for'),
        down: z.array(lineageGroupSchema).nullable().describe('What came of it; null = not asked for'),
      }),
    ),
  list: endpoint(
    'lineage.read',
    'GET',
    '/projects/{project}/lineage/{kind}/{id}/{direction}/{of}',
    'All neighbours of one kind, oldest first',
  )
    .input(
      object.extend({
        direction: z.enum(directions),
        of: z.string().min(1).describe('The kind of the neighbours'),
        ...pageQuery.shape,
      }),
    )
    .output(page(z.object(named))),
};

export type Lineage = {
  kind: string;
  id: string;
  name: string;
  detail: string | null;
  up: LineageGroup[] | null;
  down: LineageGroup[] | null;
};
