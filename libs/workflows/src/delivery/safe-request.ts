/** A POST to an address that a person typed in: https only, to public addresses only, pinned to the address that was checked, no redirect, bounded in time and size. */
import { lookup } from 'node:dns/promises';
import http from 'node:http';
import https from 'node:https';
import { BlockList, isIP } from 'node:net';

/** Where we refuse to knock: the answer says why. */
export class Unsafe extends Error {}

const inside = new BlockList();
for (const [net, bits] of [['0.0.0.0', 8], ['10.0.0.0', 8], ['100.64.0.0', 10], ['127.0.0.0', 8], ['169.254.0.0', 16], ['172.16.0.0', 12], ['192.0.0.0', 24], ['192.0.2.0', 24], ['192.88.99.0', 24], ['192.168.0.0', 16], ['198.18.0.0', 15], ['198.51.100.0', 24], ['203.0.113.0', 24], ['224.0.0.0', 3]] as const) inside.addSubnet(net, bits, 'ipv4');

const globalV6 = new BlockList();
globalV6.addSubnet('2000::', 3, 'ipv6');
const inside6 = new BlockList();
// Documentation, 6to4 and Teredo: the last two carry an IPv4 address of anybody's choice.
for (const [net, bits] of [['2001:db8::', 32], ['2002::', 16], ['2001::', 32], ['3fff::', 20]] as const) inside6.addSubnet(net, bits, 'ipv6');

/** Is this address of the public internet? IPv4 in IPv6 clothes is none. */
export function isPublic(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !inside.check(address, 'ipv4');
  return family === 6 && globalV6.check(address, 'ipv6') && !inside6.check(address, 'ipv6');
}

/** `allowed`: origins (scheme, host, port) that the operator of this installation opens though they are inside, or not https. */
export interface SafeOptions { readonly allowed: readonly string[]; readonly timeoutMs?: number }

/** The URL when we may post to it at all; throws {@link Unsafe}. The addresses behind its name are looked at when it is posted to. */
export function checkedTarget(target: string, { allowed }: SafeOptions): URL {
  if (!URL.canParse(target)) throw new Unsafe('that is no URL');
  const url = new URL(target);
  if (url.username !== '' || url.password !== '') throw new Unsafe('a URL with a name or password in it is not used: the signature proves who we are');
  if (allowed.includes(url.origin)) return url;
  if (url.protocol !== 'https:') throw new Unsafe('only https is used');
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0 ? !isPublic(host) : !host.includes('.') || /\.(local|localhost|internal|home\.arpa)$/i.test(host)) throw new Unsafe('that address is not of the public internet; whoever runs this installation can open it');
  return url;
}

const mostBytes = 64 * 1024;

/** Status of the answer. Throws {@link Unsafe}, or what the network says; never follows a redirect. */
export async function postSafely(target: string, body: string, headers: Readonly<Record<string, string>>, options: SafeOptions): Promise<number> {
  const url = checkedTarget(target, options);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const addresses = await lookup(host, { all: true });
  const open = options.allowed.includes(url.origin);
  if (addresses.length === 0 || (!open && addresses.some((a) => !isPublic(a.address)))) throw new Unsafe('that name leads to an address that is not of the public internet');
  const [first] = addresses;
  const timeoutMs = options.timeoutMs ?? 5000;
  return new Promise((done, fail) => {
    const request = (url.protocol === 'http:' ? http : https).request(url, {
      method: 'POST', headers: { ...headers, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), 'user-agent': 'Clonewatch' }, agent: false,
      // The address that was checked is the one that is used, whatever the name says a moment later.
      lookup: (_host, wanted, answer) => { if (wanted.all) (answer as (e: null, a: typeof addresses) => void)(null, [first!]); else answer(null, first!.address, first!.family); },
    }, (response) => {
      let bytes = 0;
      response.on('data', (piece: Buffer) => {
        bytes += piece.length;
        if (bytes > mostBytes) request.destroy(new Error('the answer is longer than 64 KiB'));
      });
      response.on('end', () => { clearTimeout(timer); done(response.statusCode ?? 0); });
      response.on('error', fail);
    });
    const timer = setTimeout(() => request.destroy(new Error(`no answer within ${timeoutMs / 1000} s`)), timeoutMs);
    request.on('error', (error) => { clearTimeout(timer); fail(error); });
    request.end(body);
  });
}
