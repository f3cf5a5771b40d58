/** Words about methods, for pages and terminal alike. Their names stay Latin in every language. */
const method = {
  short: {
    full: 'full',
    freeze: 'freeze',
    join: ', ',
    first_layers_one: 'first layer',
    first_layers_other: 'first {{count}} layers',
    last_layers_one: 'last layer',
    last_layers_other: 'last {{count}} layers',
    pattern: 'by pattern',
    embeddings: 'embeddings',
    prompt_tuning_one: 'prompt {{count}} token',
    prompt_tuning_other: 'prompt {{count}} tokens',
    p_tuning_one: 'P-tuning {{count}} token',
    p_tuning_other: 'P-tuning {{count}} tokens',
    prefix_tuning_one: 'prefix {{count}} token',
    prefix_tuning_other: 'prefix {{count}} tokens',
  },
  family: { adapter: 'Adapters', weights: 'Weights of the base', soft: 'Soft prompts' },
  /** What it changes and when to take it. */
  about: {
    lora: 'Adds two thin matrices to every linear layer and leaves the base alone. The first thing to try.',
    qlora_4bit:
      'LoRA on a base kept in 4 bits. For a base that does not fit otherwise: less memory, not less time.',
    qlora_8bit: 'LoRA on a base kept in 8 bits. When 16 bits do not fit and 4 lose too much.',
    dora: 'LoRA that also trains the magnitude of each output, apart from its direction. When LoRA stops short of what you need; steps take longer.',
    pissa: 'LoRA that starts from the strongest directions of the weights. When few steps must be enough.',
    full: 'Trains every weight. For a small base and much data.',
    freeze: 'Trains a few layers and holds the rest still. For a base too large to train whole.',
    prompt_tuning:
      'Learns a few words that nobody can read, put before each conversation. For tone and form, at almost no size.',
    p_tuning:
      'Like prompt tuning; a small network writes the words while it learns. When prompt tuning does not settle.',
    prefix_tuning:
      'Learns what every layer remembers of a text that was never there. The strongest soft prompt.',
  },
  /** Why its defaults are what they are. */
  why: {
    lora: 'Rank 16, alpha twice that, on all linear layers: where published recipes meet. They take a rate of 1e-4 to 2e-4 for bases of billions of weights; the small ones that learn on a laptop want 1e-3.',
    qlora_4bit:
      'NF4 needs about half a byte a weight where 16 bits need two: a 7B base trains in about 6 GB instead of 16. Published QLoRA recipes keep the rank and take twice the rate of LoRA.',
    qlora_8bit: 'One byte a weight: a 7B base trains in about 10 GB, where LoRA takes 16 and NF4 takes 6.',
    dora: 'The same rank and rate as LoRA, so that the two can be compared. The magnitudes add about 3 % to what is trained.',
    pissa:
      'The directions it starts from are taken out of the base, so neither few bits nor dropout go with it. The rest is as with LoRA.',
    full: 'Rate 2e-5: whole models are trained at 1e-5 to 2e-5, since every weight moves. Weights, gradients and two averages are kept: 60 to 120 GB for 7B. In the benchmark of PEFT this gained 2 points over LoRA for 1.7 times the memory.',
    freeze:
      'The last two layers, as others start too: they shape the answer, and only they need gradients and averages. Rate 1e-4, between whole weights and LoRA.',
    prompt_tuning:
      'The start decides. In the benchmark of PEFT 200 random tokens solved 5 % of the tasks, 200 that began as real words 39 %, LoRA 48 %. So it begins as your system prompt, at a rate of 1e-2.',
    p_tuning:
      '20 tokens solved 37 % in the benchmark of PEFT, where LoRA solved 48 %. The network is thrown away afterwards: only its tokens are kept. A rate above 1e-3 shakes it.',
    prefix_tuning:
      'The start decides. In the benchmark of PEFT 200 random tokens solved 15 %, 50 that began as a text 40 %. So it begins as what your system prompt leaves in each layer, at a rate of 5e-3.',
  },
  /** What comes out, and what can answer with it. */
  serving: {
    adapter: 'Makes a small adapter beside the base. llama.cpp and PEFT load it.',
    dora: 'Makes an adapter for PEFT; llama.cpp gets the whole model.',
    weights: 'Makes a whole model file, as large as the base.',
    soft: 'Makes a file of some kilobytes. Built-in engine only.',
  },
  field: {
    rank: 'Rank',
    alpha: 'Alpha',
    dropout: 'Dropout',
    targets: 'Target layers',
    rank_stabilised: 'Scale by √rank',
    start: 'Start from',
    magnitudes: 'Magnitudes (DoRA)',
    quantization: 'Bits of the base',
    last_layers: 'Last layers',
    first_layers: 'First layers',
    pattern: 'Name pattern',
    embeddings: 'Embeddings too',
    tokens: 'Tokens',
    inner: 'Width of the network',
    text: 'Start text',
  },
  hint: {
    rank: 'How much an adapter can hold. 4 to 32 is usual; more for more data.',
    alpha: 'Strength of the adapter, by alpha ÷ rank. Keep it at twice the rank.',
    dropout: 'Share left out at random, against learning by heart. 0.05 on small data.',
    targets: 'All linear layers learn best; a list of names saves memory.',
    rank_stabilised: 'Keeps ranks above 64 from growing weak.',
    start: 'A text is by far the best start; random words are the worst.',
    magnitudes: 'Also trains the magnitude of every output.',
    quantization: 'Frozen weights in few bits: less memory, not less time.',
    last_layers: 'Only so many layers from the end. Fewer is faster.',
    first_layers: 'So many layers from the beginning. Seldom needed.',
    pattern: 'A regular expression over the names of weights.',
    embeddings: 'For words that the base has never seen.',
    tokens: '20 to 100 is usual. Each takes its place in the context.',
    inner: 'Of the network that writes the tokens; it is not kept.',
    text: 'Your best instructions. Cut or repeated to the number of tokens.',
  },
  /** What an empty field means. */
  none: {
    quantization: 'as they are',
    last_layers: 'all',
    inner: 'as the base',
    pattern: 'none',
    text: 'the system prompt of the project',
  },
  choice: {
    start: {
      zero: 'nothing',
      principal: 'principal directions',
      text: 'A text',
      vocabulary: 'Words',
      random: 'Random',
    },
    quantization: { nf4: '4 (NF4)', int8: '8 (int8)' },
    targets: { 'all-linear': 'all linear' },
  },
  yes: 'yes',
  no: 'no',
  usualRate: 'Usual learning rate {{rate}}',
  column: { field: 'FIELD', default: 'DEFAULT', limits: 'LIMITS' },
  take: 'Take it with: attune run create --method {{name}}',
  memory: {
    runtime: 'Runtime',
    base_weights: 'Base weights',
    adapter: 'Trained weights',
    optimizer: 'Optimizer',
    activations: 'Activations',
    logits: 'Logits',
    free: '{{bytes}} free',
    band: '{{low}} to {{high}}',
    total: 'Memory {{low}} to {{high}}',
    rule: 'Rule of thumb, parameters × 4 bytes × 4: {{bytes}}',
  },
  advice: {
    fits: 'The cheapest change that fits:',
    others: 'Also fits:',
    nearest: 'No single change fits. The nearest:',
    fewer_rows_one: '{{count}} row a step',
    fewer_rows_other: '{{count}} rows a step',
    shorter_rows: 'rows of {{count}} tokens at most',
    quantize: 'QLoRA {{bits}}',
    smaller_rank: 'rank {{count}}',
    lora: 'LoRA instead of whole weights',
    lora_bits: 'QLoRA {{bits}} instead of whole weights',
    need: '{{bytes}} instead of {{now}}',
  },
};

export default method;
