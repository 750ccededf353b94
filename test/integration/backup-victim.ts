/** Backs a database up or restores it, for a test that kills it meanwhile: `backup|restore URL FILE`. */
import { parseAddress } from '../../src/databases/address.ts';
import { administrationOf } from '../../src/databases/open.ts';

const [what = '', url = '', file = ''] = process.argv.slice(2);
const whole = await administrationOf(parseAddress(url, { base: process.cwd(), env: {} }));
console.log('begun');
if (what === 'backup') await whole.backup(file, {});
else await whole.restore(file, {});
