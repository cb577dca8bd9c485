package dev.lamina.user;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lamina.compiler.Golden;
import dev.lamina.compiler.StartedProcess;
import dev.lamina.compiler.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Training gives one hash everywhere: here, and in JVMs without C2, without vectors, without fused multiply-add. {@code .ci/one-hash} tries
 * more, with more steps. The hashes are kept in a file, so that all machines compare with the same ones.
 */
final class OneHashTest {
    private static final Path HASHES = Golden.RESOURCES.resolve("one-hash.txt");

    private static String kept(String network, int steps) throws IOException {
        String line = network + " " + steps + " ";
        return Files.readAllLines(HASHES).stream()
                .filter(each -> each.startsWith(line))
                .map(each -> each.substring(line.length()))
                .findFirst()
                .orElseThrow(() -> new AssertionError(HASHES + " has no hash of " + line));
    }

    @ParameterizedTest
    @EnumSource(Target.class)
    void aHundredStepsGiveTheHashThatIsKept(Target target) throws IOException {
        assumeTrue(target.isAvailable(), () -> "no " + target + " here");
        for (String network : OneHash.NETWORKS) {
            assertEquals(kept(network, 100), OneHash.afterTraining(network, target, 100), network);
        }
    }

    /** Without fused multiply-add a step takes fifty times as long, so these make fewer. */
    @ParameterizedTest
    @CsvSource({"-XX:TieredStopAtLevel=1, 10", "-XX:UseAVX=2, 10", "-XX:-UseFMA, 2", "-XX:UseAVX=0, 2"})
    void anotherJvmGivesTheSameHashes(String option, int steps) throws Exception {
        assumeTrue(!option.contains("AVX") || System.getProperty("os.arch").equals("amd64"), "an option of x86");
        assertStarted(OneHash.NETWORKS, steps, option);
    }

    @Test
    void aJvmThatOnlyInterpretsGivesTheSameHashes() throws Exception {
        assertStarted(List.of("lstm"), 2, "-Xint", "-Dlamina.network=lstm"); // the others take a minute
    }

    private static void assertStarted(List<String> networks, int steps, String... options) throws Exception {
        String printed = StartedProcess.java(List.of(options), OneHash.class, Integer.toString(steps), "scalar");
        List<String> expected = new ArrayList<>();
        for (String network : networks) {
            expected.add(network + " " + steps + " scalar " + kept(network, steps));
        }
        List<String> hashes = printed.lines()
                .filter(line -> line.matches("[a-z]+ \\d+ scalar [0-9a-f]{64}"))
                .toList();
        assertEquals(expected, hashes, printed); // the JVM and the runtime may say something too
    }
}
