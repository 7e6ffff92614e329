import { z } from 'zod';
import { lazy } from '../lazy.ts';
import type { ToolDefinition, ToolUseBlock } from '../ports.ts';
import { cleanText, headTail } from '../text.ts';

/** One file as the model wants it: whole, or the file that is there with texts replaced. */
export type WantedFile =
  | { readonly path: string; readonly content: string }
  | { readonly path: string; readonly edits: readonly { readonly old: string; readonly new: string }[] };

/** The drafting model's one tool. */
export const proposeTool: ToolDefinition = {
  name: 'propose',
  description:
    'Propose the whole draft at once. It is checked, and drafted tests are run; the result says what is wrong. With no files: nothing should change, and the reason says why.',
  input_schema: {
    type: 'object',
    properties: {
      reason: {
        type: 'string',
        description:
          'for the person who decides: what this changes, why, and what in the source says so; a few sentences',
      },
      files: {
        type: 'array',
        items: {
          type: 'object',
          properties: {
            path: { type: 'string' },
            content: { type: 'string', description: 'the whole file, for a new one' },
            edits: {
              type: 'array',
              description: 'for a file that is there, in place of content: each old text occurs in it exactly once',
              items: {
                type: 'object',
                properties: { old_string: { type: 'string' }, new_string: { type: 'string' } },
                required: ['old_string', 'new_string'],
              },
            },
          },
          required: ['path'],
        },
      },
    },
    required: ['reason', 'files'],
  },
};

/** Returns what a call proposes, or what is wrong with the call, in sentences for the model. */
export function parseProposal(
  block: ToolUseBlock,
): { readonly files: readonly WantedFile[]; readonly reason: string } | { readonly problems: readonly string[] } {
  if (block.malformed !== undefined)
    return { problems: ['The input is not complete JSON. Send the call again; use edits where a file is there.'] };
  if (block.name !== proposeTool.name)
    return { problems: [`There is no tool ${JSON.stringify(block.name.slice(0, 80))}. The one tool is propose.`] };
  const parsed = schema().safeParse(block.input);
  if (!parsed.success)
    return {
      problems: parsed.error.issues.slice(0, 10).map((one) => `${one.path.join('.') || 'input'}: ${one.message}`),
    };
  const { reason, files } = parsed.data;
  const wanted = files.map((file): WantedFile => {
    if (file.edits && file.edits.length > 0)
      return { path: file.path, edits: file.edits.map((one) => ({ old: one.old_string, new: one.new_string })) };
    return { path: file.path, content: file.content ?? '' };
  });
  return { files: wanted, reason: headTail(cleanText(reason).trim(), most.reason) };
}

/** Far more than a good draft has, and little enough to be read as a diff. */
const most = { files: 12, characters: 200_000, reason: 4000 };

const schema = lazy(() =>
  z.object({
    reason: z.string().trim().min(1),
    files: z
      .array(
        z
          .object({
            path: z.string().min(1).max(300),
            content: z.string().max(most.characters).nullish(),
            edits: z
              .array(z.object({ old_string: z.string().min(1), new_string: z.string().max(most.characters) }))
              .max(50)
              .nullish(),
          })
          .refine((file) => (file.content == null) !== (file.edits == null || file.edits.length === 0), {
            message: 'give either content or edits',
          }),
      )
      .max(most.files),
  }),
);
