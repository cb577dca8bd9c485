package dev.lamina.compiler.emit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.compiler.StartedProcess;
import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Buffer;
import dev.lamina.compiler.ir.Interpreter;
import dev.lamina.compiler.ir.Kernel;
import dev.lamina.compiler.ir.KernelVerifier;
import dev.lamina.compiler.ir.LoopPrinter;
import dev.lamina.compiler.ir.Samples;
import dev.lamina.compiler.load.ClassBytes;
import dev.lamina.compiler.load.JaninoLoader;
import dev.lamina.compiler.load.JavacLoader;
import dev.lamina.compiler.load.MethodSizes;
import dev.lamina.compiler.schedule.ScalarSchedule;
import dev.lamina.compiler.schedule.Schedule;
import dev.lamina.compiler.schedule.VectorSchedule;
import java.io.IOException;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random kernels: what is compiled computes what the interpreter of the unscheduled kernel does, the same bits everywhere. Vectors of
 * other sizes than the preferred one run in a process of their own: one that has seen several is slow with all of them from then on.
 */
class CompiledKernelsTest {
    private static final float RATE = 0.375f;
    private static final int CASES = 60;
    private static final int PREFERRED = 0;

    @Test
    void otherSizesOfVectorsAgreeToo() throws IOException, InterruptedException {
        StartedProcess.java(List.of("--add-modules", "jdk.incubator.vector"), CompiledKernelsTest.class);
    }

    /** Runs in a process of its own. */
    public static void main(String[] arguments) {
        RandomKernels kernels = new RandomKernels(7);
        List<RandomKernels.Case> cases = new ArrayList<>();
        for (int i = 0; i < CASES; i++) {
            cases.add(kernels.contraction(i));
            cases.add(kernels.pointwise(i));
            cases.add(kernels.lookup(i));
        }
        agree(cases, 7, 4, 8, 16);
    }

    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void contractionsAgreeEverywhere(long seed) {
        RandomKernels kernels = new RandomKernels(seed);
        List<RandomKernels.Case> cases = new ArrayList<>();
        for (int i = 0; i < CASES; i++) {
            cases.add(kernels.contraction(i));
        }
        agree(cases, seed, PREFERRED);
    }

    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest
    @ValueSource(longs = {4, 5, 6})
    void pointwiseKernelsAgreeEverywhere(long seed) {
        RandomKernels kernels = new RandomKernels(seed);
        List<RandomKernels.Case> cases = new ArrayList<>();
        for (int i = 0; i < CASES; i++) {
            cases.add(kernels.pointwise(i));
        }
        agree(cases, seed, PREFERRED);
    }

    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest
    @ValueSource(longs = {8, 9})
    void rowsOfTablesAgreeEverywhere(long seed) {
        RandomKernels kernels = new RandomKernels(seed);
        List<RandomKernels.Case> cases = new ArrayList<>();
        for (int i = 0; i < CASES; i++) {
            cases.add(kernels.lookup(i));
        }
        agree(cases, seed, PREFERRED);
    }

    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 9})
    void sumsInBlocksAgreeWithSumsInOneGo(int batch) {
        List<RandomKernels.Case> cases = new ArrayList<>();
        for (int pixels : new int[] {900, 997, 1024}) {
            Kernel kernel = Samples.weightGradient(pixels, 6);
            List<Affine> used = IntStream.range(0, 6 * 16).mapToObj(Affine::of).toList();
            Map<Buffer, Integer> sizes = Map.of(
                    Samples.INPUT, batch * pixels * 6,
                    Samples.WEIGHT, batch * (pixels + 1) * 16,
                    Samples.OUTPUT, 6 * 16);
            cases.add(new RandomKernels.Case(kernel, sizes, Samples.OUTPUT, used, batch));
            assertTrue(
                    LoopPrinter.print(new VectorSchedule().apply(kernel)).contains("for n = 0 to batch"),
                    "one sample after the other");
            agree(cases, batch, PREFERRED);
            cases.clear();
        }
    }

    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest
    @ValueSource(longs = {10, 11, 12})
    void packedPanelsAgreeWhereverTheyArePossible(long seed) {
        RandomKernels kernels = new RandomKernels(seed);
        List<RandomKernels.Case> cases = new ArrayList<>();
        for (int i = 0; i < CASES; i++) {
            cases.add(kernels.contraction(i));
        }
        long packed = agree(cases, seed, ScalarSchedule.packedEverywhere(), PREFERRED);
        assertTrue(packed > CASES / 6, packed + " of them pack an operand");
    }

    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest
    @ValueSource(ints = {1, 3, 4, 64, 67})
    void packedPanelsAgreeForAnyBatch(int batch) {
        List<RandomKernels.Case> cases = new ArrayList<>();
        for (int features : new int[] {8, 30, 200}) {
            List<Affine> used = IntStream.range(0, batch * 32)
                    .filter(i -> i % 32 < 31)
                    .mapToObj(Affine::of)
                    .toList();
            Map<Buffer, Integer> sizes = Map.of(
                    Samples.INPUT, batch * features,
                    Samples.WEIGHT, features * 32,
                    Samples.BIAS, 32,
                    Samples.OUTPUT, batch * 32);
            Kernel kernel = Samples.fullyConnected(features, 31).withName("fc" + features);
            cases.add(new RandomKernels.Case(kernel, sizes, Samples.OUTPUT, used, batch));
        }
        assertEquals(cases.size(), agree(cases, batch, ScalarSchedule.packedEverywhere(), PREFERRED));
    }

    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest
    @ValueSource(ints = {1, 6, 40})
    void packedPixelsAgree(int channels) {
        int filters = 9;
        int batch = 2;
        List<Affine> used = IntStream.range(0, batch * 10 * 19 * 16)
                .filter(i -> i % 16 < filters)
                .mapToObj(Affine::of)
                .toList();
        Map<Buffer, Integer> sizes = Map.of(
                Samples.INPUT, batch * 12 * 21 * channels,
                Samples.WEIGHT, 9 * channels * 16,
                Samples.BIAS, 16,
                Samples.OUTPUT, batch * 10 * 19 * 16);
        RandomKernels.Case one = new RandomKernels.Case(
                Samples.convolution(12, 21, channels, filters), sizes, Samples.OUTPUT, used, batch);
        assertEquals(1, agree(List.of(one), channels, ScalarSchedule.packedEverywhere(), PREFERRED));
    }

    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest
    @ValueSource(ints = {1, 7, 8, 31, 33, 65})
    void packedPanelsAgreeForSumsOverABatch(int batch) {
        List<RandomKernels.Case> cases = new ArrayList<>();
        for (int channels : new int[] {6, 64, 896}) {
            for (int pixels : new int[] {1, 12}) {
                List<Affine> used =
                        IntStream.range(0, channels * 16).mapToObj(Affine::of).toList();
                Map<Buffer, Integer> sizes = Map.of(
                        Samples.INPUT, batch * pixels * channels,
                        Samples.WEIGHT, batch * (pixels + 1) * 16,
                        Samples.OUTPUT, channels * 16);
                Kernel kernel = Samples.weightGradient(pixels, channels).withName("sums" + channels + "of" + pixels);
                cases.add(new RandomKernels.Case(kernel, sizes, Samples.OUTPUT, used, batch));
            }
        }
        assertEquals(cases.size(), agree(cases, batch, ScalarSchedule.packedEverywhere(), PREFERRED));
    }

    private static void agree(List<RandomKernels.Case> cases, long seed, int... sizes) {
        agree(cases, seed, new ScalarSchedule(), sizes);
    }

    /** The number of kernels that the scalar schedule packed an operand of. */
    private static long agree(List<RandomKernels.Case> cases, long seed, Schedule plain, int... sizes) {
        List<Kernel> vector = scheduled(cases, new VectorSchedule());
        List<Kernel> scalar = scheduled(cases, plain);
        List<KernelClass> classes = new ArrayList<>();
        for (int lanes : sizes) {
            String source = KernelClass.source(vector, lanes);
            classes.add(load(JaninoLoader.compile(KernelClass.NAME, source)));
            classes.add(load(JavacLoader.compile(KernelClass.NAME, source)));
        }
        KernelClass scalarClass = load(JaninoLoader.compile(KernelClass.NAME, KernelClass.source(scalar, 0)));
        for (int i = 0; i < cases.size(); i++) {
            RandomKernels.Case one = cases.get(i);
            String name = "seed " + seed + ", " + one.kernel().name();
            assertEquals(List.of(), KernelVerifier.unscheduled(one.kernel()), name);
            assertEquals(List.of(), KernelVerifier.scheduled(vector.get(i)), name);
            assertEquals(List.of(), KernelVerifier.scheduled(scalar.get(i)), name);
            double[] exact = interpreted(one, one.kernel(), seed, 0);
            for (int lanes : new int[] {4, 8, 16}) {
                assertArrayEquals(exact, interpreted(one, vector.get(i), seed, lanes), name + ", lanes " + lanes);
            }
            assertArrayEquals(exact, interpreted(one, scalar.get(i), seed, 0), name + ", scalar");
            float[] expected = run(scalarClass, scalar.get(i), one, seed);
            near(exact, expected, name);
            for (KernelClass type : classes) {
                assertArrayEquals(bits(expected), bits(run(type, vector.get(i), one, seed)), name);
            }
        }
        return scalar.stream().filter(kernel -> kernel.scratch() > 0).count();
    }

    private static KernelClass load(ClassBytes bytes) {
        bytes.methodSizes().forEach((method, size) -> assertTrue(size <= MethodSizes.LIMIT, method));
        return new KernelClass(bytes);
    }

    private static List<Kernel> scheduled(List<RandomKernels.Case> cases, Schedule schedule) {
        return cases.stream().map(one -> schedule.apply(one.kernel())).toList();
    }

    private static double[] interpreted(RandomKernels.Case one, Kernel kernel, long seed, int lanes) {
        Map<Buffer, double[]> memory = new HashMap<>();
        memory(one, seed).forEach((buffer, values) -> {
            double[] doubles = new double[Array.getLength(values)];
            for (int i = 0; i < doubles.length; i++) {
                doubles[i] = Array.getDouble(values, i);
            }
            memory.put(buffer, doubles);
        });
        Interpreter.run(
                kernel,
                new Interpreter.Call(
                        memory,
                        Map.of("rate", (double) RATE),
                        one.batch(),
                        KernelClass.STEPS,
                        one.batch() * KernelClass.STEPS,
                        KernelClass.SEED,
                        KernelClass.STEP),
                lanes);
        double[] result = Objects.requireNonNull(memory.get(one.result()));
        return one.used().stream()
                .mapToDouble(index -> result[index.constant()])
                .toArray();
    }

    private static float[] run(KernelClass type, Kernel kernel, RandomKernels.Case one, long seed) {
        Map<Buffer, Object> memory = memory(one, seed);
        type.run(kernel, memory, Map.of("rate", RATE), one.batch());
        float[] result = (float[]) Objects.requireNonNull(memory.get(one.result()));
        float[] used = new float[one.used().size()];
        for (int i = 0; i < used.length; i++) {
            Affine index = one.used().get(i);
            used[i] = result[index.constant()];
        }
        return used;
    }

    private static Map<Buffer, Object> memory(RandomKernels.Case one, long seed) {
        Random random = new Random(seed);
        Map<Buffer, Object> memory = new HashMap<>();
        one.kernel().buffers().forEach(buffer -> {
            int size = Objects.requireNonNull(one.sizes().get(buffer));
            if (buffer.element() == Buffer.Element.INT) {
                memory.put(buffer, random.ints(size, 0, RandomKernels.BELOW).toArray());
                return;
            }
            float[] values = new float[size];
            for (int i = 0; i < values.length; i++) {
                values[i] = random.nextFloat() - 0.5f;
            }
            memory.put(buffer, values);
        });
        return memory;
    }

    /** Sums of some thousand products of at most 0.25 in single precision. */
    private static void near(double[] exact, float[] actual, String name) {
        assertEquals(exact.length, actual.length, name);
        for (int i = 0; i < exact.length; i++) {
            if (Double.isNaN(exact[i]) || Double.isInfinite(exact[i])) {
                assertEquals((float) exact[i], actual[i], name);
            } else {
                assertEquals(exact[i], actual[i], 1e-4 * Math.max(1, Math.abs(exact[i])), name);
            }
        }
    }

    private static int[] bits(float[] values) {
        int[] bits = new int[values.length];
        for (int i = 0; i < values.length; i++) {
            bits[i] = Float.floatToIntBits(values[i]);
        }
        return bits;
    }
}
