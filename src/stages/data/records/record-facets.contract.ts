import * as z from 'zod';
import { endpoint, projectRef, timestamp } from '#platform/http/contract.ts';
import { signalNames } from './measured-signals.ts';
import { recordFilters } from './record.contract.ts';

const counted = z.object({ value: z.string(), count: z.int() });
export type Counted = z.infer<typeof counted>;

export const facetsSchema = z.object({
  matches: z.int().describe('Records that fit the whole filter'),
  states: z.array(counted).describe('Each list counts under the filter without its own field'),
  kinds: z.array(counted),
  sources: z.array(counted).describe('By id'),
  languages: z.array(counted),
  labels: z.array(counted).describe('The commonest 30; an empty one counts records without a label'),
  decisions: z
    .array(counted)
    .describe('Records by `operator.code` of decisions that hold, of the latest cleaning and of people'),
});
export type Facets = z.infer<typeof facetsSchema>;

export const histogramSchema = z.object({
  signal: z.enum(signalNames),
  measured: z.int().describe('Records that fit the filter and have the number'),
  bins: z
    .array(
      z.object({ from: z.number(), count: z.int(), kept: z.int().describe('Of these, not dropped yet') }),
    )
    .describe('Each ends where the next begins; the last one holds all that is above'),
});
export type Histogram = z.infer<typeof histogramSchema>;

/** Counts over many records are made in the background: while the first ones are, there is no value yet. */
const counting = <Value extends z.ZodType>(value: Value) =>
  z.object({
    value: value.nullable(),
    at: timestamp.nullable().describe('When it was counted'),
    isCounting: z.boolean().describe('Newer counts are on their way: ask again'),
  });

const query = projectRef.extend(recordFilters.shape);

export const recordFacetsContract = {
  facets: endpoint(
    'data.read',
    'GET',
    '/projects/{project}/record-facets',
    'How many records fit, by state, source, language, label and decision',
  )
    .input(query)
    .output(counting(facetsSchema)),
  histograms: endpoint(
    'data.read',
    'GET',
    '/projects/{project}/record-histograms',
    'How the measured numbers of the records that fit are spread',
  )
    .input(query)
    .output(counting(z.array(histogramSchema))),
};
