import { Body } from '@react-email/body';
import { Container } from '@react-email/container';
import { Head } from '@react-email/head';
import { Heading } from '@react-email/heading';
import { Html } from '@react-email/html';
import { Preview } from '@react-email/preview';
import { Text } from '@react-email/text';
import type { ReactNode } from 'react';

export const ink = '#17212c';
export const quiet = '#525c66';
export const line = '#d3ccbd';
export const link = { color: '#0b5d52' };
export const paragraph = { fontSize: 16, lineHeight: '25px', margin: '0 0 12px' };

/** The frame of every mail. It asks nobody for anything: no font, no picture, no pixel. */
export function MailFrame(props: { shopName: string; preview: string; title: string; children: ReactNode }) {
  return (
    <Html lang="en-GB">
      <Head>
        <title>{props.title}</title>
      </Head>
      <Preview>{props.preview}</Preview>
      <Body style={{ backgroundColor: '#fbf9f3', color: ink, fontFamily: 'Georgia, serif', margin: 0 }}>
        <Container style={{ maxWidth: 560, padding: '32px 20px' }}>
          <Text style={{ fontSize: 18, margin: '0 0 24px' }}>{props.shopName}</Text>
          <Heading as="h1" style={{ fontSize: 26, fontWeight: 500, margin: '0 0 12px' }}>
            {props.title}
          </Heading>
          {props.children}
        </Container>
      </Body>
    </Html>
  );
}
