package dev.lamina.cli.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.lamina.cli.bench.Machine.Level;
import dev.lamina.compiler.KernelCost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The arithmetic of limits, on a machine that is made up. */
class LimitTest {

    private static final Machine MACHINE = new Machine(
            100e9,
            List.of(
                    new Level("L1", 1000, 200e9),
                    new Level("L2", 10_000, 100e9),
                    new Level("memory", Long.MAX_VALUE, 10e9)));

    private static Limit limit(int samples, KernelCost... kernels) {
        return Limit.of(List.of(kernels), samples, MACHINE);
    }

    @Test
    void manyProductsAreLimitedByMultiplyAdds() {
        Limit limit = limit(10, new KernelCost(5_000, 600, 1, 10));
        assertEquals(1e-6, limit.seconds(), 1e-15);
        assertEquals("fma", limit.cause());
    }

    @Test
    void fewProductsAreLimitedByTheSmallestCacheThatHoldsTheirData() {
        assertEquals(new Limit(800 / 200e9, "L1"), limit(2, new KernelCost(1, 600, 1, 100)));
        assertEquals(new Limit(1600 / 100e9, "L2"), limit(10, new KernelCost(1, 600, 1, 100)));
        assertEquals(new Limit(100_600 / 10e9, "memory"), limit(1000, new KernelCost(1, 600, 1, 100)));
    }

    @Test
    void aRecurrenceReadsItsWeightAtEachStepFromTheCacheThatHoldsTheWeight() {
        Limit limit = limit(1, new KernelCost(0, 9_000, 50, 3_000));
        assertEquals(12_000 / 10e9 + 49 * 9_000 / 100e9, limit.seconds(), 1e-15);
        assertEquals("L2", limit.cause());
    }

    @Test
    void kernelsRunOneAfterTheOtherAndTheLongestNamesTheCause() {
        KernelCost products = new KernelCost(50_000, 0, 1, 100);
        KernelCost copy = new KernelCost(0, 0, 1, 20_000);
        Limit limit = limit(1, products, copy);
        assertEquals(1e-6 + 2e-6, limit.seconds(), 1e-15);
        assertEquals("memory", limit.cause());
    }

    @Test
    void aMethodFarFromItsLimitIsLimitedBySomethingElse() {
        Limit limit = limit(10, new KernelCost(50_000, 600, 1, 10));
        assertEquals(1e-5, limit.seconds(), 1e-15);
        assertEquals(0.8, limit.reached(1.25e-5), 1e-12);
        assertEquals("fma", limit.limits(1.25e-5, true));
        assertEquals("latency", limit.limits(3e-5, true));
        assertEquals("instructions", limit.limits(3e-5, false));
        assertEquals("call", limit(1).limits(2e-7, false));
    }

    @Test
    void cachesAreReadAsLinuxDescribesThem(@TempDir Path folder) throws IOException {
        cache(folder.resolve("index0"), "1", "Data", "48K");
        cache(folder.resolve("index1"), "1", "Instruction", "32K");
        cache(folder.resolve("index3"), "3", "Unified", "32M");
        cache(folder.resolve("index2"), "2", "Unified", "1024K");
        assertEquals(
                List.of(
                        new Caches.Cache("L1", 48 << 10),
                        new Caches.Cache("L2", 1 << 20),
                        new Caches.Cache("L3", 32 << 20)),
                Caches.of(folder));
        assertFalse(Caches.of(folder.resolve("nowhere")).isEmpty());
    }

    private static void cache(Path folder, String level, String type, String size) throws IOException {
        Files.createDirectory(folder);
        Files.writeString(folder.resolve("level"), level + "\n");
        Files.writeString(folder.resolve("type"), type + "\n");
        Files.writeString(folder.resolve("size"), size + "\n");
    }
}
