import type { PeerChart, PeerData } from '../peer.js';
export function drawD3(container: HTMLElement, data: PeerData): PeerChart;
