import { isIP } from 'node:net';

/** Whose request it is, for counting; `isLocal`: it came from this machine itself, through no proxy. */
export interface ClientAddress {
  address: string;
  isLocal: boolean;
}

/**
 * The client behind a connection. A proxy on this machine or in its private network is believed, and only its own word:
 * the last public address of X-Forwarded-For. To a connection from a public address the header means nothing, because
 * anybody can send it. An IPv6 client counts as its /64, which is what one household has.
 */
export function clientAddress(peer: string, forwardedFor: string | null): ClientAddress {
  const direct = plain(peer);
  if (!isPrivate(direct)) return { address: network(direct), isLocal: false };
  const named = (forwardedFor ?? '')
    .split(',')
    .map((each) => plain(each.trim()))
    .filter((each) => isIP(each) !== 0);
  const client = named.findLast((each) => !isPrivate(each)) ?? named.at(-1);
  if (client) return { address: network(client), isLocal: false };
  return { address: network(direct), isLocal: isLoopback(direct) };
}

/** Without the brackets, port or zone that some proxies add; an IPv4 address in IPv6 clothing as IPv4. */
function plain(text: string): string {
  const bare = text
    .replace(/^\[(.+)\](:\d+)?$/, '$1')
    .replace(/^([\d.]+):\d+$/, '$1')
    .replace(/%.*$/, '');
  return bare.toLowerCase().replace(/^::ffff:(?=\d+\.)/, '');
}

function isLoopback(address: string): boolean {
  return address === '::1' || /^127\./.test(address);
}

/** Loopback, link-local and the private ranges of RFC 1918 and RFC 4193. */
function isPrivate(address: string): boolean {
  return (
    isLoopback(address) ||
    /^(10\.|192\.168\.|169\.254\.|172\.(1[6-9]|2\d|3[01])\.)/.test(address) ||
    /^(f[cd][0-9a-f]{2}|fe[89ab][0-9a-f]):/.test(address)
  );
}

function network(address: string): string {
  if (isIP(address) !== 6) return address;
  const [head = '', tail = ''] = address.split('::');
  const first = head === '' ? [] : head.split(':');
  const last = tail === '' ? [] : tail.split(':');
  const zeros = address.includes('::') ? Array<string>(8 - first.length - last.length).fill('0') : [];
  const groups = [...first, ...zeros, ...last].slice(0, 4);
  return groups.map((group) => group.replace(/^0+(?=.)/, '')).join(':');
}
