/** Answers that hold for as long as the process runs, each asked for once. */
export class Remembered<T> {
  readonly #answers = new Map<string, Promise<T>>();

  /** What fails is asked again the next time. */
  get(key: string, ask: () => Promise<T>): Promise<T> {
    const known = this.#answers.get(key);
    if (known !== undefined) return known;
    const answer = ask();
    this.#answers.set(key, answer);
    answer.catch(() => this.#answers.delete(key));
    return answer;
  }
}
