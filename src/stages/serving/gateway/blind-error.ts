/** What who may not read models is told when the model itself failed: that it did, under the name that they asked for. */
export function blindError(model: string): string {
  const message = `The model behind "${model}" failed. Ask again later.`;
  return JSON.stringify({ error: { message, type: 'server_error', param: null, code: 'upstream_failed' } });
}
