export const ID = 'sections';
