import type { Connection } from 'pg';
import { ScriptMessage } from './script-message.ts';

/**
 * One statement, and the server refuses a second one in its text: the extended protocol takes no
 * more. So whatever ours and the server's reading of a script differ in, no COMMIT hides behind it.
 */
export class StatementMessage extends ScriptMessage {
  override submit(connection: Connection): void {
    connection.parse({ name: '', text: this.text, types: [] }, true);
    connection.bind({}, true);
    connection.execute({ portal: '', rows: '' }, true);
    connection.sync();
  }

  /** The Sync that was sent is swallowed while the server waits for rows. */
  override handleCopyInResponse(connection: Connection & CopyFail): void {
    super.handleCopyInResponse(connection);
    connection.sync();
  }
}

interface CopyFail {
  sendCopyFail(reason: string): void;
}
