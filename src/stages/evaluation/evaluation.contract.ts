import * as z from 'zod';
import { endpoint, page, pageQuery, projectRef, timestamp } from '#platform/http/contract.ts';
import { resultSchema } from './results/result.contract.ts';
import { courseSchema, voteListQuery, voteListSchema } from './results/vote-list.contract.ts';

/** An evaluation by its number in the project (12) or its id. */
export const evaluationRef = projectRef.extend({
  evaluation: z.string().min(1).describe('Number in the project, or id'),
});

export const samplingSchema = z.object({
  temperature: z.number().min(0).max(2).default(0).describe('0 = greedy'),
  topP: z.number().gt(0).max(1).default(1),
  maxTokens: z.int().min(1).max(4096).default(160),
  seed: z.int().nullable().default(null),
});

/** What is fixed before the first vote; another design is another evaluation. */
export const designSchema = z.object({
  tiePolicy: z.literal('half').describe('A tie is half a support'),
  stopRule: z.literal('planned_votes').describe('Closes when the planned number of votes was given'),
  alpha: z.literal(0.05),
  minimumDecisiveVotes: z.int(),
  votesPerPrompt: z.int(),
  repeatEvery: z.int().describe('One repeated pair in swapped order after so many new ones'),
  minimumDwellMs: z.int().describe('Faster votes are kept and not counted; 0 = all count'),
  sampling: samplingSchema,
  systemPrompt: z.string(),
  hiddenNames: z.array(z.string()).describe('Names that an answer may not give away'),
  plan: z
    .enum(['given', 'all pairs'])
    .describe('all pairs = planned votes follow from the pairs that can be voted on'),
});
export type Design = z.infer<typeof designSchema>;

export const referenceMetricsSchema = z.object({
  isVerdict: z.literal(false),
  rows: z.int(),
  heldOutLoss: z
    .object({ baseline: z.number().nullable(), candidate: z.number().nullable(), tokens: z.int() })
    .nullable()
    .describe('Nats per response token on the test split; null where it could not be measured'),
  heldOutLossError: z.string().nullable(),
  chrf: z
    .object({ baseline: z.number(), candidate: z.number() })
    .describe('chrF2 against the reference, 0 to 100'),
});
export type ReferenceMetrics = z.infer<typeof referenceMetricsSchema>;

export const evaluationSchema = z.object({
  id: z.uuid(),
  number: z.int(),
  name: z.string(),
  state: z.enum(['preparing', 'generating', 'open', 'closed', 'failed']),
  baselineBaseModelId: z.uuid(),
  candidateVersionId: z.uuid(),
  datasetVersionId: z.uuid(),
  plannedVotes: z.int(),
  prompts: z.int(),
  excludedPrompts: z.record(z.string(), z.int()).describe('Pairs that nobody is asked about, by reason'),
  design: designSchema,
  seed: z.int(),
  progress: z.object({ done: z.int(), total: z.int(), phase: z.string() }).nullable(),
  metrics: referenceMetricsSchema.nullable().describe('Reference metrics: not a verdict'),
  error: z.unknown(),
  version: z.int(),
  createdBy: z.string(),
  createdAt: timestamp,
  openedAt: timestamp.nullable(),
  closedAt: timestamp.nullable(),
});
export type Evaluation = z.infer<typeof evaluationSchema>;

export const createEvaluationSchema = z.strictObject({
  name: z.string().min(1).max(120).optional().describe('Default: the name of the model version'),
  candidateVersionId: z.uuid().describe('The tuned model version'),
  baselineBaseModelId: z
    .string()
    .min(1)
    .optional()
    .describe('Id or slug; default: the base that the version was tuned from'),
  datasetVersionId: z.uuid().describe('Its test split gives the prompts'),
  votesPerPrompt: z.int().min(1).max(50).default(1),
  plannedVotes: z
    .int()
    .min(1)
    .optional()
    .describe('Default: votes per prompt times the pairs that can be voted on'),
  minimumDwellMs: z.int().min(0).max(60_000).default(0),
  tiePolicy: z.literal('half').default('half'),
  stopRule: z.literal('planned_votes').default('planned_votes'),
  sampling: samplingSchema.partial().strict().default({}).describe('The same for both arms'),
  seed: z.int().min(0).optional(),
});

export const answerPairSchema = z.object({
  position: z.int(),
  label: z.string().nullable(),
  prompt: z.array(z.object({ role: z.string(), content: z.string() })),
  reference: z.string(),
  baseline: z.string().nullable(),
  candidate: z.string().nullable(),
  excludedReason: z.string().nullable(),
});

export const evaluationContract = {
  list: endpoint(
    'evaluation.read',
    'GET',
    '/projects/{project}/evaluations',
    'List evaluations, newest first',
  )
    .input(projectRef.extend(pageQuery.shape))
    .output(page(evaluationSchema)),
  create: endpoint(
    'evaluation.write',
    'POST',
    '/projects/{project}/evaluations',
    'Register an evaluation and generate its answers',
  )
    .input(createEvaluationSchema.extend(projectRef.shape))
    .output(evaluationSchema),
  get: endpoint('evaluation.read', 'GET', '/projects/{project}/evaluations/{evaluation}', 'One evaluation')
    .input(evaluationRef)
    .output(evaluationSchema),
  result: endpoint(
    'evaluation.read',
    'GET',
    '/projects/{project}/evaluations/{evaluation}/result',
    'Support rate, verdict and all that it rests on',
  )
    .input(evaluationRef)
    .output(
      resultSchema.extend({
        withheld: z
          .int()
          .describe("1 = the caller's own last vote, which could still be undone, is not in it"),
      }),
    ),
  course: endpoint(
    'evaluation.read',
    'GET',
    '/projects/{project}/evaluations/{evaluation}/course',
    'How the support rate settled, vote by vote',
  )
    .input(evaluationRef)
    .output(courseSchema),
  votes: endpoint(
    'evaluation.read',
    'GET',
    '/projects/{project}/evaluations/{evaluation}/votes',
    'The votes behind the numbers; their pairs only once the origin may be known',
  )
    .input(evaluationRef.extend(voteListQuery.shape))
    .output(voteListSchema),
  answers: endpoint(
    'evaluation.read',
    'GET',
    '/projects/{project}/evaluations/{evaluation}/answers',
    'Answers with their origin: all once it is closed, before that only what the caller has voted on',
  )
    .input(
      evaluationRef.extend({
        ...pageQuery.shape,
        only: z.enum(['excluded']).optional().describe('Pairs that nobody is asked about'),
      }),
    )
    .output(
      page(answerPairSchema).extend({
        hidden: z.int().describe('Pairs whose origin the caller may not see yet'),
      }),
    ),
  retry: endpoint(
    'evaluation.write',
    'POST',
    '/projects/{project}/evaluations/{evaluation}/answers',
    'Start the answers of a failed evaluation again',
  )
    .input(evaluationRef)
    .output(evaluationSchema),
  close: endpoint(
    'evaluation.write',
    'POST',
    '/projects/{project}/evaluations/{evaluation}/close',
    'End the voting for good',
  )
    .input(evaluationRef)
    .output(evaluationSchema),
};
