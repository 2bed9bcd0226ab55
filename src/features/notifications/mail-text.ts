import { plainTextSelectors } from '@react-email/render';
import { compile } from 'html-to-text';

/**
 * The plain text of a mail, from its HTML. As the library's own `toPlainText` writes it, which compiles its rules anew
 * for each mail: that took longer than all else that is done for one.
 */
export const mailText: (html: string) => string = compile({ wordwrap: false, selectors: plainTextSelectors });
