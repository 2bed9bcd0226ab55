import { makeSource } from 'contentlayer2/source-files';
import remarkGfm from 'remark-gfm';
import { remarkRefuseCode } from './src/content-pipeline/check-body.ts';
import { contentlayerTypes } from './src/content-pipeline/contentlayer-types.server.ts';
import { rulesetFolder } from './src/content-pipeline/document-types.ts';
import { remarkHeadingIds } from './src/content-pipeline/mdx-source.ts';

// Run by `compileContent` in a process of its own, in the folder that holds `content/`.
export default makeSource({
  contentDirPath: 'content',
  contentDirExclude: [rulesetFolder],
  documentTypes: contentlayerTypes(),
  // The defaults skip a wrong document with a warning: a product would vanish from the shop, unnoticed.
  onUnknownDocuments: 'fail',
  onMissingOrIncompatibleData: 'fail',
  onExtraFieldData: 'fail',
  disableImportAliasWarning: true,
  mdx: {
    remarkPlugins: [remarkGfm, remarkRefuseCode, remarkHeadingIds],
    // An inline style would be refused by the Content-Security-Policy; `align` says the same without one.
    mdxOptions: (options) => ({ ...options, tableCellAlignToStyle: false }),
  },
});
