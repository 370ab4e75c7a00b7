import { defineConfig } from 'vitest/config'

/** Suites that share the machine (servers, namespaces, browsers) run their files one after another. */
const serial = { fileParallelism: false, testTimeout: 120_000, hookTimeout: 300_000 }

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: ['tests/unit/**/*.test.ts'], testTimeout: 60_000 } },
      { test: { name: 'consumers', include: ['tests/consumers/**/*.test.ts'], ...serial } },
      { test: { name: 'browser', include: ['tests/browser/**/*.test.ts'], ...serial } },
      { test: { name: 'lab', include: ['tests/lab/**/*.test.ts'], ...serial } },
    ],
  },
})
