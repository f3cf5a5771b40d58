import * as z from 'zod';
import { endpoint, projectRef } from '#platform/http/contract.ts';

export const stationSchema = z.object({
  state: z
    .enum(['empty', 'waiting', 'running', 'done'])
    .describe('running = work goes on now; waiting = something waits for a person; empty = not begun'),
  running: z.int(),
  waiting: z.int(),
  isMine: z.boolean().describe('What waits can be done by the caller'),
});
export type StationFacts = z.infer<typeof stationSchema>;

const stations = z.object({
  need: stationSchema,
  data: stationSchema,
  labeling: stationSchema,
  models: stationSchema,
  tuning: stationSchema,
  evaluation: stationSchema,
  serving: stationSchema,
  monitoring: stationSchema,
  feedback: stationSchema,
});
export type Stations = z.infer<typeof stations>;

/** Where a project stands, in one look: what is done, what runs, what waits and for whom. */
export const overviewContract = {
  get: endpoint(
    'project.read',
    'GET',
    '/projects/{project}/overview',
    'Where every stage of a project stands',
  )
    .input(projectRef)
    .output(z.object({ turn: z.int(), stations })),
};
