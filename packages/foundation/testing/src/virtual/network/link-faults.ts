/** Which links between hosts are cut or stalled. */

/** Cuts have no direction, stalls have. */
export class LinkFaults {
  private readonly cuts = new Set<string>();
  private readonly stalls = new Set<string>();

  cut(left: string, right: string): void {
    this.cuts.add(linkOf(left, right)).add(linkOf(right, left));
  }

  stall(from: string, to: string): void {
    this.stalls.add(linkOf(from, to));
  }

  heal(): void {
    this.cuts.clear();
    this.stalls.clear();
  }

  isCut(from: string, to: string): boolean {
    return this.cuts.has(linkOf(from, to));
  }

  isStalled(from: string, to: string): boolean {
    return this.stalls.has(linkOf(from, to));
  }
}

function linkOf(from: string, to: string): string {
  return `${from}\0${to}`;
}
