package dev.lamina.compiler.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.UncheckedIOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The lengths of methods, read from what both compilers write. */
class MethodSizesTest {
    private static final String SOURCE = """
            package p;
            public final class Sized {
                static final long LONG = 1234567890123L;
                static final double DOUBLE = 1.5;
                int none;
                public static int one() { return 1; }
                public static double sum(double x) { return x + 2.25 + (double) 5000000000L; }
                abstract static class Inner { abstract void nothing(); }
            }
            """;

    @Test
    void bothCompilersMethodsAreMeasured() {
        for (ClassBytes bytes :
                new ClassBytes[] {JaninoLoader.compile("p.Sized", SOURCE), JavacLoader.compile("p.Sized", SOURCE)}) {
            Map<String, Integer> sizes = bytes.methodSizes();
            assertEquals(2, sizes.get("one()I"));
            assertEquals(5, sizes.get("<init>()V"));
            assertEquals(5, sizes.get("p.Sized$Inner.<init>()V"));
            assertEquals(4, sizes.size());
        }
    }

    @Test
    void whatIsNoClassFileIsRefused() {
        assertThrows(UncheckedIOException.class, () -> MethodSizes.of(new byte[] {1, 2, 3}));
    }
}
