import { paths } from './paths.ts';

/** A page with a picture of its own for where its address is shared, besides products and articles. */
export interface PicturedPage {
  path: string;
  title: string;
  /** One line below the title. */
  note: string;
}

const pages: readonly PicturedPage[] = [
  { path: paths.learn, title: 'Learn', note: 'What is known about needling, and what is not' },
  { path: paths.glossary, title: 'Glossary', note: 'The words of needling, explained plainly' },
  { path: paths.safety, title: 'Safety', note: 'What this shop promises, and what it cannot do' },
  { path: paths.rollers, title: 'Rollers', note: 'With their real measures, drawn to one scale' },
  { path: paths.finder, title: 'Which roller, if any?', note: 'Reasons for and against, by your answers' },
  { path: paths.compare(), title: 'Compare', note: 'Rollers side by side, what differs first' },
  { path: paths.search(), title: 'Search', note: 'Articles, rollers and the glossary' },
  {
    path: paths.selfCheck,
    title: 'The check before you buy a roller',
    note: 'Some people should not use one',
  },
];

/** Every such page, the legal ones given among them. */
export function picturedPages(legal: readonly { slug: string; title: string }[]): PicturedPage[] {
  const note = 'What holds when you buy here';
  return [...pages, ...legal.map(({ slug, title }) => ({ path: paths.legal(slug), title, note }))];
}

/** The name under `/social/` of a page's picture; articles and products have their slugs instead. */
export function pictureName(path: string): string {
  return `page${path.replaceAll('/', '-')}`;
}
