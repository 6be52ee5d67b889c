/**
 * Reads vitest's JSON report and the names of checks that failed; prints the closing line of `.ci/run`.
 * Nothing ran, a file that could not be loaded, a skipped test and a failed check all count as failures.
 */
import { readFileSync } from "node:fs";

const [report, ...broken] = process.argv.slice(2);
const { passed, failures } = read(report);
for (const check of broken) {
  // vitest's own failure is told by its tests, unless it failed outside of them.
  if (check !== "tests" || failures.length === 0) failures.push(check);
}
if (passed === 0) failures.push("no test ran");
for (const failure of failures) process.stdout.write(`failed: ${failure}\n`);
process.stdout.write(`${passed} passed, ${failures.length} failed\n`);
process.exitCode = failures.length === 0 ? 0 : 1;

function read(file) {
  try {
    const { testResults } = JSON.parse(readFileSync(file, "utf8"));
    const tests = testResults.flatMap((suite) => suite.assertionResults);
    const unloaded = testResults.filter(
      (suite) => suite.status === "failed" && suite.assertionResults.length === 0,
    );
    return {
      passed: tests.filter((test) => test.status === "passed").length,
      failures: [
        ...tests.filter((test) => test.status !== "passed").map((test) => test.fullName),
        ...unloaded.map((suite) => suite.name),
      ],
    };
  } catch (error) {
    return { passed: 0, failures: [`no report of the tests: ${error.message}`] };
  }
}
