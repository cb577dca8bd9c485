package dev.lamina.compiler;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.lang.reflect.Method;
import java.time.Duration;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.DynamicTestInvocationContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/**
 * What JUnit has no limits of time for: dynamic tests, and a class as a whole. A dynamic test runs in a thread of its own, as a method does by
 * the settings of the build, so that one that waits for ever is left behind. Once a class has taken too long, its other tests fail at once.
 * {@code -Dlamina.test.minutes} and {@code -Dlamina.class.minutes} are other limits, for searches that take hours.
 */
public final class TimeLimits implements BeforeAllCallback, InvocationInterceptor {
    static final String TEST = "lamina.test.minutes";
    static final String CLASS = "lamina.class.minutes";

    private static final Namespace NAMESPACE = Namespace.create(TimeLimits.class);
    private static final double USUAL_TEST = 10;
    private static final double USUAL_CLASS = 45;

    /** When the tests of a class must be over. */
    private record Deadline(long nanos, Duration limit) {
        Duration left() {
            return Duration.ofNanos(nanos - System.nanoTime());
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        Duration limit = limit(context, CLASS, USUAL_CLASS);
        context.getStore(NAMESPACE).put(CLASS, new Deadline(System.nanoTime() + limit.toNanos(), limit));
    }

    @Override
    public void interceptTestMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> test, ExtensionContext context)
            throws Throwable {
        left(context);
        invocation.proceed();
    }

    @Override
    public void interceptTestTemplateMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> test, ExtensionContext context)
            throws Throwable {
        left(context);
        invocation.proceed();
    }

    @Override
    public void interceptDynamicTest(
            Invocation<Void> invocation, DynamicTestInvocationContext test, ExtensionContext context) {
        Duration left = left(context);
        Duration alone = limit(context, TEST, USUAL_TEST);
        assertTimeoutPreemptively(alone.compareTo(left) < 0 ? alone : left, invocation::proceed);
    }

    /** The time that is left for the tests of a class. */
    private static Duration left(ExtensionContext context) {
        Deadline deadline = context.getStore(NAMESPACE).get(CLASS, Deadline.class);
        Duration left = deadline.left();
        if (left.isNegative()) {
            throw new AssertionError("the tests of this class took longer than " + deadline.limit());
        }
        return left;
    }

    private static Duration limit(ExtensionContext context, String name, double usual) {
        double minutes =
                context.getConfigurationParameter(name).map(Double::valueOf).orElse(usual);
        return Duration.ofNanos((long) (minutes * Duration.ofMinutes(1).toNanos()));
    }
}
