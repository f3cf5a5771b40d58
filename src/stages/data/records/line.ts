/** Lets so many through at once; of those who wait the last one goes first, because what came before it is often passed over. */
export function createLine(most: number) {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async <Value>(work: () => Promise<Value>): Promise<Value> => {
    if (running >= most) await new Promise<void>(go => waiting.push(go));
    else running += 1;
    try {
      return await work();
    } finally {
      const next = waiting.pop();
      if (next) next();
      else running -= 1;
    }
  };
}
