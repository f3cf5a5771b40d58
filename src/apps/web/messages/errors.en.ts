/** What happens before the server could say anything. All other errors bring their own English sentence. */
const errors = {
  unreachable: {
    message: 'The server cannot be reached.',
    remedy: 'Check that it runs; the page goes on by itself.',
  },
  unexpected: { message: 'Something unexpected went wrong: {{message}}', remedy: '' },
};

export default errors;
