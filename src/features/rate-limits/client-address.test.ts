import { expect, test } from 'vitest';
import { clientAddress } from './client-address.ts';

test.each([
  ['a client that connects itself is its own address', '203.0.113.9', null, '203.0.113.9', false],
  ['its header means nothing', '203.0.113.9', '198.51.100.7', '203.0.113.9', false],
  ['IPv4 in IPv6 clothing is IPv4', '::ffff:203.0.113.9', null, '203.0.113.9', false],
  ['a household has one /64', '2001:db8:0:12:a:b:c:d', null, '2001:db8:0:12', false],
  ['however it is written', '2001:0db8::12', null, '2001:db8:0:0', false],
  ['a proxy on this machine is believed', '127.0.0.1', '203.0.113.9', '203.0.113.9', false],
  ['and one in the private network', '172.18.0.2', '203.0.113.9', '203.0.113.9', false],
  ['but not what the client wrote before it', '::1', '198.51.100.7, 203.0.113.9', '203.0.113.9', false],
  ['a second proxy inside is passed over', '10.0.0.3', '203.0.113.9, 10.0.0.2', '203.0.113.9', false],
  ['ports and brackets are taken off', '10.0.0.3', '[2001:db8:1:2::5]:443', '2001:db8:1:2', false],
  ['and from IPv4', '10.0.0.3', '203.0.113.9:51234', '203.0.113.9', false],
  ['somebody in the private network', '10.0.0.3', '192.168.1.20', '192.168.1.20', false],
  ['nonsense in the header is no address', '10.0.0.3', 'unknown, <script>', '10.0.0.3', false],
  ['this machine itself', '127.0.0.1', null, '127.0.0.1', true],
  ['by its other address', '::1', null, '0:0:0:0', true],
  ['a private neighbour is not this machine', '192.168.1.20', null, '192.168.1.20', false],
])('%s', (_, peer, header, address, isLocal) => {
  expect(clientAddress(peer, header)).toEqual({ address, isLocal });
});
