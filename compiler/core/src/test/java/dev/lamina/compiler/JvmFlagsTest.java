package dev.lamina.compiler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.runtime.Classifier;
import dev.lamina.runtime.Parameters;
import dev.lamina.runtime.TrainingState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * JVMs that do not compile vector code, or have no fused multiply-add: they choose plain Java, say why, and give the same bits in a time that
 * is no cliff. The model is LeNet, as a build compiles it and as a program loads it.
 */
final class JvmFlagsTest {
    private static final Path LENET = Path.of("..", "..", "examples", "models", "lenet.lamina");
    private static final String SAYS = "and other models run as plain Java";
    private static final int IMAGE = 784;
    private static final long NANOS = 300_000_000;

    @TempDir
    private static Path classes;

    private static Run plain;

    /** What a JVM printed: the line of the class that a build compiled, that of the loaded model, and all text. */
    private record Run(Line built, Line loaded, String text) {}

    /** What a class did: its target, a number made of the bits of all results, and the microseconds of the fastest prediction. */
    private record Line(Target target, int bits, long micros) {
        static Line of(String way, String printed) {
            String line = printed.lines()
                    .filter(each -> each.startsWith(way + " "))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(printed));
            String[] words = line.split(" ");
            return new Line(Target.valueOf(words[1]), Integer.parseInt(words[2]), Long.parseLong(words[3]));
        }
    }

    @BeforeAll
    static void runPlainJavaInAnUsualJvm() throws Exception {
        ChooserClasses.build(classes, Files.readString(LENET));
        plain = start("-Dlamina.target=scalar");
        assertChosen(Target.SCALAR, plain);
        assertTrue(!plain.text.contains(SAYS), plain.text);
    }

    @Test
    void anUsualJvmRunsVectorCode() throws Exception {
        Assumptions.assumeTrue(Target.whyScalar().isEmpty(), "this machine has no fused multiply-add");
        Run run = start("-Dunused");
        assertChosen(Target.VECTOR, run);
        assertTrue(!run.text.contains(SAYS), run.text);
    }

    @Test
    void aJvmWithoutTheOptimisingCompilerRunsPlainJava() throws Exception {
        assertPlain(50, "emulated-client", start("-XX:TieredStopAtLevel=1"));
    }

    @Test
    void aJvmThatOnlyInterpretsRunsPlainJava() throws Exception {
        assertPlain(1000, "interpreted mode", start("-Xint")); // 200 times, as all Java
    }

    @Test
    void aProcessorWithoutFusedMultiplyAddRunsPlainJavaAtMostFiftyTimesSlower() throws Exception {
        assertPlain(50, "no fused multiply-add", start("-XX:-UseFMA"));
    }

    @Test
    void aProcessorWithoutFusedMultiplyAddAndAJvmWithoutTheOptimisingCompiler() throws Exception {
        assertPlain(200, "emulated-client", start("-XX:-UseFMA", "-XX:TieredStopAtLevel=1"));
    }

    @Test
    void shorterVectorsGiveTheSameBits() throws Exception {
        Assumptions.assumeTrue("amd64".equals(System.getProperty("os.arch")), "a flag of x86");
        assertPlain(50, "no fused multiply-add", start("-XX:UseAVX=0"));
        assertSameBits(start("-XX:UseAVX=2"));
    }

    @Test
    void theSystemPropertyChoosesVectorCodeAllTheSame() throws Exception {
        assertChosen(Target.VECTOR, start("-XX:TieredStopAtLevel=1", "-Dlamina.target=vector"));
    }

    /** @param factor how many times as long as plain Java in a usual JVM a prediction may take: generous, for a busy machine */
    private static void assertPlain(long factor, String why, Run run) {
        assertChosen(Target.SCALAR, run);
        assertEquals(2, run.text.split(SAYS, -1).length, run.text);
        assertTrue(run.text.contains(why), run.text);
        long longest = factor * Math.max(plain.built.micros, plain.loaded.micros);
        assertTrue(run.built.micros <= longest && run.loaded.micros <= longest, run.text + plain.text);
    }

    private static void assertChosen(Target target, Run run) {
        assertEquals(target, run.built.target, run.text);
        assertEquals(target, run.loaded.target, run.text);
        assertSameBits(run);
    }

    private static void assertSameBits(Run run) {
        int bits = plain == null ? run.built.bits : plain.built.bits;
        assertEquals(bits, run.built.bits, run.text);
        assertEquals(bits, run.loaded.bits, run.text);
    }

    private static Run start(String... flags) throws IOException, InterruptedException {
        List<String> options = new ArrayList<>(List.of(flags));
        options.addAll(List.of("--add-modules", "jdk.incubator.vector"));
        String path = classes + System.getProperty("path.separator") + System.getProperty("java.class.path");
        String printed = StartedProcess.java(options, path, JvmFlagsTest.class);
        return new Run(Line.of("built", printed), Line.of("loaded", printed), printed);
    }

    /** What the started JVMs run. */
    public static void main(String[] unused) throws Exception {
        Class<?> built = Class.forName("p.LeNet5");
        Target target = ChooserClasses.takesVectors(built) ? Target.VECTOR : Target.SCALAR;
        System.out.println("built " + target + " " + used(built));
        LoadedNetwork loaded = Lamina.load(LENET);
        System.out.println("loaded " + loaded.model().target() + " " + used(loaded.type()));
    }

    /** Trains and predicts; the bits of all results, and the microseconds of the fastest of the predictions of a third of a second. */
    private static String used(Class<?> type) throws ReflectiveOperationException {
        Parameters parameters =
                (Parameters) type.getMethod("newParameters", long.class).invoke(null, 1L);
        Object state = type.getMethod("newTrainingState").invoke(null);
        Classifier network = (Classifier) type.getConstructor(Parameters.class, TrainingState.class, int.class)
                .newInstance(parameters, state, 2);
        float[] images = new float[2 * IMAGE];
        for (int i = 0; i < images.length; i++) {
            images[i] = (float) Math.sin(i);
        }
        int bits = Float.floatToIntBits(network.trainStep(images, new int[] {3, 8}, 2));
        float[] scores = new float[10];
        long fastest = Long.MAX_VALUE;
        long start = System.nanoTime();
        for (long now = start; now - start < NANOS; ) {
            network.predict(images, 1, scores);
            long then = System.nanoTime();
            fastest = Math.min(fastest, then - now);
            now = then;
        }
        bits = 31 * bits + Arrays.hashCode(scores);
        bits = 31 * bits + Arrays.hashCode(parameters.values());
        return bits + " " + fastest / 1000;
    }
}
