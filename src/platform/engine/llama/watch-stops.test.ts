import { expect, test } from 'vitest';
import { planLanes } from './plan-lanes.ts';
import { watchStops } from './watch-stops.ts';

function feedAll(stops: string[], pieces: string[]): { shown: string; stopped: boolean } {
  const watch = watchStops(stops);
  let shown = '';
  for (const piece of pieces) {
    const step = watch.feed(piece);
    shown += step.shown;
    if (step.stopped) return { shown, stopped: true };
  }
  return { shown: shown + watch.rest(), stopped: false };
}

test('an answer ends before the first stop text, however it is cut into pieces', () => {
  expect(feedAll(['END', '.'], ['one E', 'N', 'D two.'])).toEqual({ shown: 'one ', stopped: true });
  expect(feedAll(['\n\n'], ['a\n', 'b\n', '\nc'])).toEqual({ shown: 'a\nb', stopped: true });
  expect(feedAll(['END'], ['EN', 'EN', 'E'])).toEqual({ shown: 'ENENE', stopped: false });
  expect(feedAll([], ['a', 'b'])).toEqual({ shown: 'ab', stopped: false });
});

test('few cores get one thread a context, many cores more', () => {
  expect(planLanes(1)).toEqual({ lanes: 1, threadsPerLane: 1 });
  expect(planLanes(2)).toEqual({ lanes: 2, threadsPerLane: 1 });
  expect(planLanes(4)).toEqual({ lanes: 4, threadsPerLane: 1 });
  expect(planLanes(16)).toEqual({ lanes: 4, threadsPerLane: 3 });
});
