import { type Config, fields } from '@keystatic/core';
import {
  contentModel,
  type DocumentKind,
  type KindName,
  kindNames,
  slugRule,
} from '#content-pipeline/document-types.ts';
import { bodyField } from '#features/editing/body-field.tsx';
import type { FormStorage } from '#features/editing/editor-data.ts';
import { fieldHelp, fieldLabel } from '#features/editing/field-words.ts';
import { formFields } from '#features/editing/form-fields.tsx';

/**
 * Keystatic's forms, all of them made from the content model. At GitHub the browser writes whole files and loses the
 * comments of YAML, so the five YAML files have no form there.
 */
export function formConfig(storage: FormStorage): Config {
  const kinds =
    storage.kind === 'local' ? kindNames : kindNames.filter((name) => 'folder' in contentModel[name].place);
  const collections: NonNullable<Config['collections']> = {};
  const singletons: NonNullable<Config['singletons']> = {};
  for (const name of kinds) {
    const kind: DocumentKind = contentModel[name];
    if ('file' in kind.place) {
      singletons[name] = {
        label: fieldLabel(kind.noun),
        path: `content/${kind.place.file.replace(/\.yaml$/, '')}`,
        format: { data: 'yaml' },
        schema: formFields(kind.fields),
      };
      continue;
    }
    const [nameField = '', first] = Object.entries(kind.fields)[0] ?? [];
    if (first?.type !== 'string') throw new TypeError(`The first field of ${name} is not its name`);
    collections[name] = {
      label: `${fieldLabel(kind.noun)}s`.replace(/entrys$/, 'entries'),
      path: `content/${kind.place.folder}/*`,
      slugField: nameField,
      format: { data: 'yaml', contentField: 'body' },
      entryLayout: kind.bodyRequired ? 'content' : 'form',
      schema: {
        ...formFields(kind.fields),
        [nameField]: fields.slug({
          name: {
            label: fieldLabel(nameField),
            description: fieldHelp(first),
            validation: { isRequired: true },
          },
          slug: {
            label: 'Address',
            description:
              'The end of the page’s address. To change it later, rename the page under “Content”: links follow.',
            validation: { pattern: { regex: slugRule.source, message: `Only ${slugRule.words}` } },
          },
        }),
        body: bodyField(kind.bodyRequired),
      },
    };
  }
  const sections: Record<string, readonly KindName[]> = {
    Catalogue: ['product'],
    Words: ['article', 'glossary', 'legal'],
    'Shop data': ['shop', 'markets', 'sources', 'facts', 'redirects'],
  };
  const navigation = Object.entries(sections).flatMap(([section, names]) => {
    const shown = names.filter((name) => kinds.includes(name));
    return shown.length > 0 ? [[section, shown] as const] : [];
  });
  const config = {
    locale: 'en-US',
    storage,
    collections,
    singletons,
    ui: { brand: { name: 'Needlewise' }, navigation: Object.fromEntries(navigation) },
  } as const;
  // Keystatic wants the names of forms in the types of its navigation; ours come from the model.
  return config as unknown as Config;
}
