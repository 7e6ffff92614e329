/** A test that a file declares beyond doubt. */
export interface DeclaredTest {
  readonly title: string;
  /** `title`: free text. `function`: an identifier, which may be reported with parameters or subtests (`test_x[1]`). */
  readonly kind: 'title' | 'function';
}
