package dev.lamina.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/** A driver needs no JDK for a model file, and the Janino of Spark, which cannot compile generated classes, does not stand in the way. */
final class WithoutJdkIT {
    private static final int SAMPLES = 64;

    @Test
    void aModelFileIsCompiledOnAJreWithTheJaninoOfSparkFirstOnTheClassPath() throws Exception {
        List<String> classPath = new ArrayList<>();
        FreshJvm.classPath().stream().filter(WithoutJdkIT::isJaninoOfSpark).forEach(classPath::add);
        assertEquals(2, classPath.size(), "janino and commons-compiler of Spark");
        classPath.addAll(FreshJvm.classPath());
        List<String> jre = List.of("--limit-modules", "java.se,jdk.unsupported,jdk.incubator.vector");
        assertEquals("no compiler, " + trained(), FreshJvm.lastLine(FreshJvm.home(), jre, classPath, OnJre.class));
    }

    private static boolean isJaninoOfSpark(String jar) {
        return jar.endsWith("/janino-3.1.9.jar") || jar.endsWith("/commons-compiler-3.1.9.jar");
    }

    /** The hash of weights that a network has learnt whose model file was compiled in this process. */
    private static String trained() {
        return Sha.of(LocalRun.of(Models.compiled(Models.DIGITS), Digits.samples(SAMPLES), 1));
    }

    /** Compiles and trains, and prints the hash. */
    static final class OnJre {
        private OnJre() {}

        public static void main(String[] arguments) {
            String compiler = ToolProvider.getSystemJavaCompiler() == null ? "no compiler" : "a compiler";
            System.out.println(compiler + ", " + trained());
        }
    }
}
