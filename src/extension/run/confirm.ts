import { ask, showModal, showWarning } from '../window.ts';
import type { Question } from './confirmation.ts';

/** A document to be read before the answer. */
export interface Look {
  /** The button's. */
  readonly label: string;
  show(): Promise<void>;
}

/** Asks; null: the question says it all. */
export type Confirm = (question: Question, look: Look | null) => Promise<boolean>;

/**
 * A modal. Whoever wants to read what would happen gets it, and then the same question beside it as a
 * notification, since behind a modal nothing can be read or scrolled.
 */
export const confirmInModal: Confirm = async (question, look) =>
  (await isClicked(question, look)) && (await isTyped(question));

async function isClicked({ title, detail, action }: Question, look: Look | null): Promise<boolean> {
  const answers = look === null ? [action] : [action, look.label];
  const answer = await showModal(title, detail, ...answers);
  if (look === null || answer !== look.label) return answer === action;
  await look.show();
  return (await showWarning(title, action)) === action;
}

/** A name that has to be typed is one that has been read; Escape is no. */
async function isTyped({ title, typed }: Question): Promise<boolean> {
  if (typed === null) return true;
  const { name, prompt } = typed;
  const text = await ask({
    title,
    prompt,
    placeHolder: name,
    ignoreFocusOut: true,
    // It takes the prompt's place, and so says the same.
    validateInput: (written) => (written === name ? undefined : prompt),
  });
  return text === name;
}
