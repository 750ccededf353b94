// Run by the page, where there is a DOM; the project's own code has none, nor its types.

/** To `TreeRow[]`, from top to bottom. */
export const readTreeRows = `
  [...document.querySelectorAll('.sidebar .pane-body .monaco-list-row')]
    .sort((a, b) => Number(a.dataset.index) - Number(b.dataset.index))
    .map((row) => ({
      name: row.querySelector('.label-name')?.textContent ?? '',
      description: row.querySelector('.label-description')?.textContent ?? '',
      isGroup: row.hasAttribute('aria-expanded'),
    }))
`;

/** To `string[]`: an editor draws its squiggles in a layer of their own, over the lines. */
export const readSquiggledLines = (severity: string): string => `
  (() => {
    const squiggles = [...document.querySelectorAll('.monaco-editor .squiggly-${severity}')];
    const bottoms = squiggles.map((each) => each.getBoundingClientRect().bottom - 1);
    return [...document.querySelectorAll('.monaco-editor .view-line')]
      .filter((line) => {
        const { top, bottom } = line.getBoundingClientRect();
        return bottoms.some((each) => each > top && each <= bottom);
      })
      .map((line) => line.textContent.replaceAll('\\u00a0', ' '));
  })()
`;
