package dev.lamina.compiler.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Source text becomes a class, by either compiler. */
class LoadersTest {
    private static final String SOURCE = """
            package p;
            import dev.lamina.runtime.Numbers;
            public final class Answer {
                public static float of(float x) { return Numbers.exp(x) + 41f; }
            }
            """;

    @Test
    void bothCompilersGiveTheSameAnswer() throws ReflectiveOperationException {
        for (ClassBytes bytes :
                new ClassBytes[] {JaninoLoader.compile("p.Answer", SOURCE), JavacLoader.compile("p.Answer", SOURCE)}) {
            Class<?> type = bytes.define(getClass().getClassLoader());
            assertEquals(42f, type.getMethod("of", float.class).invoke(null, 0f));
        }
    }

    @Test
    void sourceThatDoesNotCompileNamesTheCompilerAndTheReason() {
        LoadException janino =
                assertThrows(LoadException.class, () -> JaninoLoader.compile("p.Bad", "package p; class Bad { int }"));
        assertTrue(String.valueOf(janino.getMessage()).startsWith("Janino: "), janino::toString);
        LoadException javac =
                assertThrows(LoadException.class, () -> JavacLoader.compile("p.Bad", "package p; class Bad { int }"));
        assertTrue(String.valueOf(javac.getMessage()).startsWith("javac: "), javac::toString);
    }

    @Test
    void deeplyNestedExpressionsNeedNoMoreThanTheLoadersOwnStack() {
        String sum = "x" + " + x".repeat(2500);
        String source = "package p; public final class Deep { static float of(float x) { return " + sum + "; } }";
        assertEquals("p.Deep", JaninoLoader.compile("p.Deep", source).name());
    }
}
