import { Box, useApp, useCursor, useInput, usePaste, useWindowSize } from 'ink';
import { type ReactNode, useEffect, useMemo } from 'react';
import { useStore } from 'zustand';
import { withoutAnswers } from './answers.ts';
import type { Looks } from './components/paint.ts';
import { Rows } from './components/rows.tsx';
import type { Deps } from './deps.ts';
import { drawFrame } from './frame.ts';
import { keysOf, pasteText, pressKey } from './input.ts';
import { layoutOf } from './layout.ts';

export interface AppProps {
  readonly deps: Deps;
  readonly looks: Looks;
  readonly onKey: () => void;
  /** Given what only a component can get hold of: the way out, and the way to hand over the terminal. */
  readonly connect: (app: ReturnType<typeof useApp>) => void;
}

/** The whole screen: draws the store, and hands keys to the keymap. All else happens outside React. */
export function App({ deps, looks, onKey, connect }: AppProps): ReactNode {
  const app = useApp();
  const { columns, rows } = useWindowSize();
  const { setCursorPosition } = useCursor();
  const state = useStore(deps.store);
  useEffect(() => connect(app), [app, connect]);
  const heard = useMemo(
    () =>
      withoutAnswers((input, key) => {
        onKey();
        for (const name of keysOf(input, key)) pressKey(deps, name);
      }),
    [deps, onKey],
  );
  useInput(heard);
  usePaste((text) => pasteText(deps, text));
  const { lines, cursor } = drawFrame(state, layoutOf(columns, rows));
  setCursorPosition(cursor ?? undefined);
  return (
    <Box flexDirection="column" width={columns} height={rows}>
      <Rows lines={lines} looks={looks} />
    </Box>
  );
}
