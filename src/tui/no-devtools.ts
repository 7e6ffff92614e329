/** Stands in for `react-devtools-core` in the bundle: Ink asks for it only while Ink itself is debugged. */
export default {
  initialize(): void {},
  connectToDevTools(): void {},
};
