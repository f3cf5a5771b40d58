import type { RunCourse, TaskLoss } from './run-course.ts';

type Point = { step: number; loss: number | null };
export type TaskCourse = { name: string; steps: Point[]; evals: Point[] };

/** The losses of every data set over the steps, in the order in which they are first heard of. */
export function coursesOfTasks({ steps, evals }: Pick<RunCourse, 'steps' | 'evals'>): TaskCourse[] {
  const names = [...new Set([...evals, ...steps].flatMap(({ tasks }) => tasks.map(task => task.name)))];
  return names.map(name => ({ name, steps: pointsOf(steps, name), evals: pointsOf(evals, name) }));
}

const pointsOf = (points: readonly { step: number; tasks: TaskLoss[] }[], name: string): Point[] =>
  points.flatMap(({ step, tasks }) => {
    const found = tasks.find(task => task.name === name);
    return found ? [{ step, loss: found.loss }] : [];
  });
