/**
 * Reads vitest's JSON reports and, after `--`, the names of checks that failed; prints the closing line of `.ci/run`.
 * Nothing ran, a file that could not be loaded, a skipped test and a failed check all count as failures.
 */
import { readFileSync } from "node:fs";

const given = process.argv.slice(2);
const reports = given.slice(0, given.indexOf("--")).map(read);
const broken = given.slice(given.indexOf("--") + 1);
const failures = reports.flatMap((report) => report.failures);
const passed = reports.reduce((sum, report) => sum + report.passed, 0);
const toldByTests = failures.length > 0;
for (const check of broken) {
  // vitest's own failure is told by its tests, unless it failed outside of them.
  if (!check.endsWith("tests") || !toldByTests) failures.push(check);
}
if (reports.some((report) => report.passed === 0)) failures.push("no test ran");
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
