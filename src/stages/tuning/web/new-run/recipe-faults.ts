import type * as z from 'zod';
import { recipeSchema } from '../../runs/recipe.ts';
import { planNames } from '../../runs/training-plan.ts';

/** What is wrong with a recipe, at which field; `code` has a text. */
export type Fault = {
  field: string;
  code:
    | 'unknown'
    | 'kind'
    | 'type'
    | 'choice'
    | 'tooSmall'
    | 'above'
    | 'tooBig'
    | 'syntax'
    | 'noText'
    | PlanFault;
  values?: Record<string, string | number>;
  line?: number;
};

/** What the schema of a plan says of what its fields are to each other. */
const planFaults = ['noRows', 'oneLength', 'oneChoice', 'sameName'] as const;
type PlanFault = (typeof planFaults)[number];

/** What the server would refuse of it. */
export function faultsOf(recipe: unknown): Fault[] {
  const read = recipeSchema.safeParse(recipe);
  return read.success ? [] : read.error.issues.flatMap(faultsOfIssue);
}

function faultsOfIssue(issue: z.core.$ZodIssue): Fault[] {
  const field = issue.path.join('.');
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map(key => ({ field: field ? `${field}.${key}` : key, code: 'unknown' }));
    case 'too_small':
      return [
        { field, code: issue.inclusive ? 'tooSmall' : 'above', values: { limit: Number(issue.minimum) } },
      ];
    case 'too_big':
      return [{ field, code: 'tooBig', values: { limit: Number(issue.maximum) } }];
    case 'invalid_value':
      return [{ field, code: 'choice', values: { choices: issue.values.map(String).join(', ') } }];
    case 'custom':
      return [{ field, code: planFaults.find(each => each === issue.params?.fault) ?? 'type' }];
    case 'invalid_union':
      if (field === 'stages') return faultsOfStages(issue);
      return [
        field.startsWith('method') && !field.includes('targets')
          ? { field: 'method.kind', code: 'kind' }
          : { field, code: 'type' },
      ];
    default:
      return [{ field, code: 'type' }];
  }
}

/** Of stages that are a list, what is wrong in it; of a name that is no plan's, which there are. */
function faultsOfStages({ path, errors }: z.core.$ZodIssueInvalidUnion): Fault[] {
  const inList = errors.find(issues => issues.some(issue => issue.path.length > 0));
  if (inList) return inList.flatMap(issue => faultsOfIssue({ ...issue, path: [...path, ...issue.path] }));
  return [{ field: 'stages', code: 'choice', values: { choices: planNames.join(', ') } }];
}

/** A fault is shown at its field, or at the nearest field above it that is shown. */
export const faultAt = (faults: readonly Fault[], field: string): Fault | undefined =>
  faults.find(fault => fault.field === field);
