/** What a new migration is introduced by. */
export interface Introduction {
  /** Such as `V003: add users`. */
  readonly title: string;
  readonly author: string;
  /** ISO 8601. */
  readonly created: string;
}

export function upTemplate(about: Introduction | null): string {
  return `${heading(about)}-- Add the statements of the change here.\n`;
}

export const DOWN_PLACEHOLDER = '-- Add the statements that undo everything in up.sql here.';

export function downTemplate(about: Introduction | null): string {
  return `${heading(about)}${DOWN_PLACEHOLDER}\n`;
}

function heading(about: Introduction | null): string {
  if (about === null) return '';
  return `-- ${about.title}\n-- ${about.author}, ${about.created}\n\n`;
}

export interface MetadataAnswers {
  readonly version: bigint;
  readonly description: string;
  readonly author: string;
  /** ISO 8601. */
  readonly created: string;
  readonly reversible: boolean;
}

/** Quoted as JSON, which YAML reads too: the project's own runner can't write an unquoted date. */
export function metadataTemplate(answers: MetadataAnswers): string {
  return `version: ${answers.version}
description: ${JSON.stringify(answers.description)}
author: ${JSON.stringify(answers.author)}
created: ${JSON.stringify(answers.created)}
dependencies: []
tags: []
estimated_duration_ms: 100
reversible: ${answers.reversible}
notes: ""
`;
}
