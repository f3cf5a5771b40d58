/** What each error code says. A test holds them to the codes that the server can answer with. */
const errors = {
  unreachable: {
    message: 'The server cannot be reached.',
    remedy: 'Check that it runs; the page goes on by itself.',
  },
  unexpected: { message: 'Something unexpected went wrong: {{message}}', remedy: '' },
};

export default errors;
