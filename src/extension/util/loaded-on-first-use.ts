/** A part that is loaded when it is first used; one that could not be is tried anew with the next use. */
export function loadedOnFirstUse<T>(load: () => Promise<T>): () => Promise<T> {
  let part: Promise<T> | undefined;
  return () => {
    part ??= load().catch((error: unknown) => {
      part = undefined;
      throw error;
    });
    return part;
  };
}
