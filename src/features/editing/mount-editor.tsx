import { Keystatic } from '@keystatic/core/ui';
import { createRoot } from 'react-dom/client';
import type { EditorData } from '#features/editing/editor-data.ts';
import { ChoicesOfPage } from '#features/editing/FieldInputs.tsx';
import { formConfig } from '#features/editing/form-config.tsx';
import { sayWhatWasOpened } from '#features/editing/opened-versions.ts';

/** Puts Keystatic with our forms into an element that carries its `EditorData`. */
export function mountEditor(element: HTMLElement): void {
  const { storage, choices, appSlug } = JSON.parse(element.dataset.editor ?? '{}') as EditorData;
  if (storage.kind === 'local') window.fetch = sayWhatWasOpened(window.fetch.bind(window));
  const app = appSlug === null ? {} : { appSlug: { envName: 'KEYSTATIC_GITHUB_APP_SLUG', value: appSlug } };
  createRoot(element).render(
    <ChoicesOfPage value={choices}>
      <Keystatic config={formConfig(storage)} {...app} />
    </ChoicesOfPage>,
  );
}
