import { render, toPlainText } from '@react-email/render';
import { expect, test } from 'vitest';
import { mailFixtures } from './mail-fixtures.ts';
import { mailText } from './mail-text.ts';

test('every mail has the text that the library makes of it', async () => {
  for (const { mail } of mailFixtures) {
    const html = await render(mail);
    expect(mailText(html)).toBe(toPlainText(html));
  }
});
