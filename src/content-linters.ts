import type { ContentLinter } from '#content-pipeline/checked-content.ts';
import { citationsLinter } from '#features/editorial/citations.ts';
import { claimsLinter } from '#features/editorial/claims.ts';
import { figuresLinter } from '#features/editorial/figures.ts';
import { layoutLinter } from '#features/editorial/layout.ts';
import { selfCheckLinter } from '#features/self-check/ruleset-check.ts';

/** What features demand of content beyond the content model; the pipeline may not ask them itself. */
export const contentLinters: readonly ContentLinter[] = [
  // The laws of the self-check's rules (docs/decisions/018-rules-as-data.md).
  selfCheckLinter,
  // What this shop may say, and what must stand beside it (docs/decisions/012-editorial-rules.md).
  claimsLinter,
  citationsLinter,
  figuresLinter,
  layoutLinter,
];
