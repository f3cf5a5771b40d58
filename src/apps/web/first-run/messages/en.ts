const setup = {
  title: 'Welcome to Attune',
  owner: {
    title: 'You, the owner',
    name: 'Name',
    nameNeeded: 'Others read this name beside what you do.',
    email: 'E-mail',
    password: 'Password',
    passwordHint: '10 to 128 characters',
    save: 'Save',
    saved: 'Saved. From now on you sign in with this e-mail and password.',
    later: 'Without a password you need a new one-time link each time.',
  },
  data: {
    title: 'Where your data lives',
    directory: 'Directory',
    database: 'Database',
    embedded: 'PostgreSQL, built in, in the same directory',
    text: 'Nothing leaves your machines. A backup takes directory and database together.',
  },
  model: {
    title: 'Starter model',
    name: 'Model',
    size: 'Size',
    sizes: '{{parameters}} parameters, {{bytes}} on this machine',
    licence: 'Licence',
    here: 'It is here; nothing has to be downloaded.',
    missing: 'Not here',
    remedy: 'Set-up puts it in place:',
  },
  example: {
    title: 'Your first turn',
    text: 'The example is a whole loop, from raw mail to a tuned model and a blind vote. Or begin with data of your own.',
    open: 'Open the example',
    own: 'Begin with my own data',
  },
};

export default setup;
