/** What there is of each that is compared. */
export interface Sides<T> {
  readonly ours: T;
  readonly floor: T;
  /** By name. */
  readonly peers: Readonly<Record<string, T>>;
}

export function mapSides<From, To>(
  { ours, floor, peers }: Sides<From>,
  to: (from: From) => To,
): Sides<To> {
  const others = Object.entries(peers).map(([name, peer]) => [name, to(peer)] as const);
  return { ours: to(ours), floor: to(floor), peers: Object.fromEntries(others) };
}
