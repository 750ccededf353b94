import { resolve } from 'node:path';

/**
 * A reporter for `node --test` that ends with `{ passed, failed, complaints }`. Stricter than the
 * runner's own figures: a test that was skipped or is still to do has failed, and so has a file
 * without tests.
 */
export default async function* countTests(events) {
  let passed = 0;
  let failed = 0;
  const complaints = [];
  const complain = (complaint) => {
    failed += 1;
    complaints.push(complaint);
  };
  for await (const { type, data } of events) {
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    const isSuite = data.details.type === 'suite';
    if (data.skip !== undefined || data.todo !== undefined) {
      complain(`${data.file}: “${data.name}” was not run`);
    } else if (type === 'test:fail') {
      const isOnlyTheParent = data.details.error?.failureType === 'subtestsFailed';
      if (!isSuite || !isOnlyTheParent) failed += 1;
    } else if (!isSuite && data.file !== undefined && resolve(data.name) === data.file) {
      complain(`${data.file} has no tests`);
    } else if (!isSuite) {
      passed += 1;
    }
  }
  yield JSON.stringify({ passed, failed, complaints });
}
