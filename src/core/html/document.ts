import { html, Markup, type Part } from './markup.ts';
import type { Section } from './parts.ts';
import { stylesheet } from './style.ts';

/** What a page is made of; `makePage` puts it together. */
export interface PageContent {
  readonly title: string;
  readonly kicker: Part;
  readonly heading: string;
  readonly lead: Part;
  /** Below the lead: figures, and what needs an eye. */
  readonly head: Part;
  readonly sections: readonly Section[];
  readonly footer: Part;
}

/** What is known only outside: who made the page, and the digest of its style for the policy. */
export interface PageMaker {
  readonly version: string;
  /** SHA-256 in base64. */
  hash(text: string): string;
  /** ISO 8601. */
  readonly now: string;
}

/** What every page of Regent's begins with: by this it knows a file of its own. */
export const pageMark =
  '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta name="generator" content="Regent ';

/** Returns a whole page: one file that fetches nothing, runs nothing, and may use no style but its own. */
export function makePage(page: PageContent, maker: PageMaker): string {
  const policy = `default-src 'none'; style-src 'sha256-${maker.hash(stylesheet)}'; base-uri 'none'; form-action 'none'`;
  const body = html`${maker.version}">
<meta http-equiv="Content-Security-Policy" content="${Markup.trust(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${page.title}</title>
<style>${Markup.trust(stylesheet)}</style></head>
<body>
<a class="skip" href="#report">Skip to the report</a>
<header class="top"><div class="frame">
<p class="kicker">${page.kicker}</p>
<h1>${page.heading}</h1>
<p class="lead">${page.lead}</p>
${page.head}
</div></header>
<div class="frame layout">
<nav aria-label="Contents"><ol>${page.sections.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`)}</ol></nav>
<main id="report">
${page.sections.map(section)}
</main></div>
<footer><div class="frame">${page.footer}</div></footer>
</body></html>
`;
  return pageMark + body.toString();
}

function section({ id, title, about, body }: Section): Markup {
  return html`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>
${about ? html`<p class="about">${about}</p>` : null}
${body}
</section>
`;
}
