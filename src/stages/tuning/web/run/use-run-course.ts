import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { useLiveEvents } from '#platform/ui/api/live-events.ts';
import type { Run } from '../../runs/run.contract.ts';
import { runApi } from '../api.ts';
import { addEvents, nothingYet, type RunCourse } from './run-course.ts';

const pageSize = 500;

/** Reads what is new since the last look: at first all, then a second's worth at every event of the run. */
export function useRunCourse(project: string, run: Run | undefined) {
  const queries = useQueryClient();
  const key = ['run-course', project, run?.id];
  const query = useQuery({
    queryKey: key,
    enabled: run !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: () => readOn(project, run!.id, queries.getQueryData<RunCourse>(key) ?? nothingYet),
  });
  const { refetch } = query;
  useLiveEvents(
    project,
    useCallback(
      event => {
        if (event.subjectId === run?.id) void refetch({ cancelRefetch: false });
      },
      [run?.id, refetch],
    ),
  );
  return query;
}

async function readOn(project: string, run: string, from: RunCourse): Promise<RunCourse> {
  let course = from;
  for (;;) {
    const input = { project, run, after: String(course.lastSeq), limit: pageSize };
    const { items } = await runApi.events.call(input);
    course = addEvents(course, items);
    if (items.length < pageSize) return course;
  }
}
