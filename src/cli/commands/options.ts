export const modelOptions = [
  ['--model <name>', 'the model to ask'],
  ['--effort <level>', 'how much the model thinks: low, medium, high, …'],
  ['--max-tokens <n>', 'the most tokens of one reply'],
  ['--recorded <file>', 'replay a recorded session as the model'],
] as const;

export const limitOptions = [
  ['--attempts <n>', 'the most attempts of a session'],
  ['--minutes <n>', 'the most minutes of a session'],
  ['--usd <n>', 'the most US dollars of a session'],
  ['--tokens <n>', 'the most tokens of a session'],
  ['--total-usd <n>', 'the most US dollars of all sessions of this run'],
] as const;

export const setUpOption = ['--setup-network', "let the project's set-up command reach the network"] as const;

export const sandboxOption = ['--no-sandbox', 'run without a sandbox: model-written code runs as you'] as const;
