import {
  type DocumentType,
  defineDocumentType,
  defineNestedType,
  type FieldDef,
} from 'contentlayer2/source-files';
import {
  contentModel,
  type DocumentKind,
  type Field,
  type Fields,
  type FieldType,
  kindNames,
  placePattern,
} from '#content-pipeline/document-types.ts';

/** The contentlayer document types of the whole content model. */
export function contentlayerTypes(): DocumentType[] {
  return kindNames.map((name) => {
    const kind: DocumentKind = contentModel[name];
    return defineDocumentType(() => ({
      name: kind.typeName,
      filePathPattern: placePattern(kind),
      contentType: kind.format === 'mdx' ? 'mdx' : 'data',
      isSingleton: 'file' in kind.place,
      fields: fieldDefs(kind.fields),
    }));
  });
}

function fieldDefs(fields: Fields): Record<string, FieldDef> {
  return Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, fieldDef(field)]));
}

function fieldDef(field: Field): FieldDef {
  const { required, description } = field;
  const about = { required, description };
  switch (field.type) {
    case 'list':
      return { ...about, type: 'list', of: itemDef(field.of) };
    case 'object':
      return { ...about, type: 'nested', of: nested(field.fields) };
    case 'enum':
      return { ...about, type: 'enum', options: field.values };
    case 'date':
    case 'number':
    case 'boolean':
      return { ...about, type: field.type };
    // What contentlayer cannot check (patterns, prices, references) the content check has checked before it runs.
    case 'string':
    case 'date-time':
    case 'money':
    case 'reference':
      return { ...about, type: 'string' };
  }
}

type ItemDef = Extract<Extract<FieldDef, { type: 'list' }>['of'], { type: string }>;

function itemDef(type: FieldType): ItemDef {
  switch (type.type) {
    case 'object':
      return nested(type.fields);
    case 'enum':
      return { type: 'enum', options: type.values };
    case 'date':
    case 'number':
    case 'boolean':
      return { type: type.type };
    case 'list':
      throw new TypeError('The content model has no list of lists');
    case 'string':
    case 'date-time':
    case 'money':
    case 'reference':
      return { type: 'string' };
  }
}

function nested(fields: Fields) {
  return defineNestedType(() => ({ fields: fieldDefs(fields) }));
}
