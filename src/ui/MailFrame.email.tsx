import { Body } from '@react-email/body';
import { Container } from '@react-email/container';
import { Head } from '@react-email/head';
import { Heading } from '@react-email/heading';
import { Html } from '@react-email/html';
import { Preview } from '@react-email/preview';
import { Text } from '@react-email/text';
import type { ReactNode } from 'react';
import { mailDark, mailPaper, mailSheet, mailTitle } from './mail-look.ts';

/** The frame of every mail. It asks nobody for anything: no font, no picture, no pixel. */
export function MailFrame(props: { shopName: string; preview: string; title: string; children: ReactNode }) {
  return (
    <Html lang="en-GB">
      <Head>
        <title>{props.title}</title>
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <style>{mailDark}</style>
      </Head>
      <Preview>{props.preview}</Preview>
      <Body style={mailPaper}>
        <main>
          <Container style={mailSheet}>
            <Text style={{ fontSize: 18, margin: '0 0 24px' }}>{props.shopName}</Text>
            <Heading as="h1" style={mailTitle}>
              {props.title}
            </Heading>
            {props.children}
          </Container>
        </main>
      </Body>
    </Html>
  );
}
