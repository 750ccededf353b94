/** Also what people call it. */
export const ID = 'versioned-folders';
