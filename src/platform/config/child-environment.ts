/** Names that hold secrets by custom: DATABASE_URL, PGPASSWORD, and words such as ATTUNE_SECRET, AWS_SECRET_ACCESS_KEY, HF_TOKEN. */
const secretName =
  /^(DATABASE_URL|PGPASSWORD|PGPASSFILE)$|(^|_)(SECRET|PASSWORD|TOKEN|API_?KEY|CREDENTIALS?)(_|$)/i;

/** What child processes get of our environment. They load models and read people's texts: they need no secret of ours. */
export const childEnvironment = (env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !secretName.test(name)));
