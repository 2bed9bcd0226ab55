// Mails bring their own styles: a mail program reads no style sheet. The colours are those of theme.css, as they are there.

export const mailInk = '#17212c';
export const mailQuiet = '#525c66';
export const mailLine = '#d3ccbd';
export const mailPaper = {
  backgroundColor: '#fbf9f3',
  color: mailInk,
  fontFamily: 'Georgia, serif',
  margin: 0,
};
export const mailSheet = { maxWidth: 560, padding: '32px 20px' };
export const mailTitle = { fontSize: 26, fontWeight: 500, margin: '0 0 12px' };
export const mailParagraph = { fontSize: 16, lineHeight: '25px', margin: '0 0 12px' };
/** Underlined: its colour alone would not tell it from the words around it. */
export const mailLink = { color: '#0b5d52', textDecorationLine: 'underline' };

/** The dark scheme, where a mail program asks for it; quiet words have the class `quiet`. */
export const mailDark = `@media (prefers-color-scheme: dark) {
  body, body td { background-color: #11171e !important; color: #ebe6da !important; }
  body .quiet { color: #a8b0b7 !important; }
  body a { color: #82cbb9 !important; }
  body hr, body .ruled { border-color: #35404b !important; }
}`;
