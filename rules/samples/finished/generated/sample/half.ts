// Half of what was asked for.
try {
  start();
} catch {}
// TODO: the other half
