const cleanUps: (() => void)[] = [];

process.on('exit', () => {
  for (const cleanUp of cleanUps.toReversed()) cleanUp();
});

/** Has it done when this process ends, what was made last first: a server is down before its folder goes. */
export function atExit(cleanUp: () => void): void {
  cleanUps.push(cleanUp);
}
