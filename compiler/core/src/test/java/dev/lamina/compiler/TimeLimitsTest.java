package dev.lamina.compiler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** Classes that would never end, run with limits of a fraction of a second in the place of minutes. */
@Isolated("its limits are fractions of a second")
final class TimeLimitsTest {
    private static final Map<String, String> SHORT = Map.of(
            "junit.jupiter.extensions.autodetection.enabled",
            "true",
            "junit.jupiter.execution.timeout.default",
            "300 ms",
            "junit.jupiter.execution.timeout.thread.mode.default",
            "SEPARATE_THREAD",
            TimeLimits.TEST,
            "0.005");

    @Test
    void aMethodThatHangsFails() {
        TestExecutionSummary summary = run(HangingMethod.class, "10");
        assertEquals(1, summary.getTestsFailedCount());
        assertEquals(TimeoutException.class, failures(summary).get(0).getClass());
    }

    @Test
    void aMethodThatDoesNotAnswerInterruptsFailsToo() {
        assertEquals(1, run(DeafMethod.class, "10").getTestsFailedCount());
    }

    @Test
    void aClassThatHangsBeforeItsFirstTestFails() {
        TestExecutionSummary summary = run(HangingSetUp.class, "10");
        assertEquals(1, summary.getContainersFailedCount());
        assertEquals(TimeoutException.class, failures(summary).get(0).getClass());
    }

    @Test
    void aDynamicTestThatHangsFailsAndTheOthersRun() {
        TestExecutionSummary summary = run(HangingDynamicTest.class, "10");
        assertEquals(2, summary.getTestsSucceededCount());
        assertEquals(1, summary.getTestsFailedCount());
        assertTrue(messages(summary).get(0).startsWith("execution timed out after 300 ms"));
    }

    @Test
    void aClassOfManySlowTestsEnds() {
        TestExecutionSummary summary = run(SlowTests.class, "0.003");
        assertTrue(summary.getTestsFailedCount() > 900, () -> summary.getTestsFailedCount() + " failed");
        long late = messages(summary).stream()
                .filter(each -> each.equals("the tests of this class took longer than PT0.18S"))
                .count();
        assertTrue(late > 900, () -> late + " of them at once");
    }

    /** The limits of all modules, by the names that JUnit knows; without them a method would have none. */
    @Test
    void theBuildSetsALimitForEveryMethodAndEveryModule() throws Exception {
        String build = Files.readString(Path.of("..", "..", "pom.xml"));
        assertTrue(build.contains("junit.jupiter.execution.timeout.default = ${test.method.limit}"));
        assertTrue(build.contains("junit.jupiter.execution.timeout.thread.mode.default = SEPARATE_THREAD"));
        String module = "<forkedProcessTimeoutInSeconds>${test.module.seconds}</forkedProcessTimeoutInSeconds>";
        assertEquals(3, build.split(module.replaceAll("[${}]", "\\\\$0"), -1).length, "surefire and failsafe");
        // A class cannot take longer than its module; only the module of this class gives more, since here classes have
        // limits.
        assertTrue(build.contains("<test.module.seconds>2700</test.module.seconds>"));
    }

    private static TestExecutionSummary run(Class<?> type, String classMinutes) {
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(type))
                .configurationParameters(SHORT)
                .configurationParameter(TimeLimits.CLASS, classMinutes)
                .build();
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        LauncherFactory.create().execute(request, listener);
        return listener.getSummary();
    }

    private static List<Throwable> failures(TestExecutionSummary summary) {
        return summary.getFailures().stream()
                .map(TestExecutionSummary.Failure::getException)
                .toList();
    }

    private static List<String> messages(TestExecutionSummary summary) {
        return failures(summary).stream()
                .map(failure -> String.valueOf(failure.getMessage()))
                .toList();
    }

    private static void waitForNothing() throws InterruptedException {
        new CountDownLatch(1).await();
    }

    // Surefire looks for tests in classes at the top only, so none of these runs by itself.

    static final class HangingMethod {
        @Test
        void hangs() throws InterruptedException {
            waitForNothing();
        }
    }

    static final class DeafMethod {
        @Test
        void hangs() {
            long end = System.nanoTime() + 20_000_000_000L; // it ends some time, for the build that runs it
            while (System.nanoTime() - end < 0) {
                LockSupport.parkNanos(1_000_000);
            }
        }
    }

    static final class HangingSetUp {
        @BeforeAll
        static void hang() throws InterruptedException {
            waitForNothing();
        }

        @Test
        void isNeverReached() {}
    }

    static final class HangingDynamicTest {
        @TestFactory
        Stream<DynamicTest> tests() {
            return Stream.of(
                    DynamicTest.dynamicTest("first", () -> {}),
                    DynamicTest.dynamicTest("hangs", TimeLimitsTest::waitForNothing),
                    DynamicTest.dynamicTest("last", () -> {}));
        }
    }

    static final class SlowTests {
        @TestFactory
        Stream<DynamicTest> tests() {
            return IntStream.range(0, 1000).mapToObj(i -> DynamicTest.dynamicTest("" + i, () -> Thread.sleep(20)));
        }
    }
}
