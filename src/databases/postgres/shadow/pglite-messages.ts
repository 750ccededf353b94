/** What a thread of PGlite begins with. */
export interface PGliteStart {
  /** Absolute. */
  readonly module: string;
  /** Modules of the extensions that can be made there; absolute. */
  readonly extensions: readonly string[];
  /** Another one's data, as it was dumped; null: none. */
  readonly data: ArrayBuffer | null;
}

/** Messages of PostgreSQL's protocol, or to dump the data. */
export type ToPGlite = Uint8Array | 'dump';

export type FromPGlite =
  | { readonly kind: 'ready' }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'dump'; readonly data: ArrayBuffer };
