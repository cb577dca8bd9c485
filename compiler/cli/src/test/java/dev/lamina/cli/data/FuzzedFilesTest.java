package dev.lamina.cli.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.lamina.compiler.Lamina;
import dev.lamina.compiler.LaminaCompiler;
import dev.lamina.compiler.LoadedNetwork;
import dev.lamina.compiler.Options;
import dev.lamina.compiler.Result;
import dev.lamina.compiler.Summary;
import dev.lamina.compiler.source.DiagnosticPrinter;
import dev.lamina.compiler.source.SourceFile;
import dev.lamina.runtime.Parameters;
import dev.lamina.runtime.Safetensors;
import dev.lamina.runtime.TrainingState;
import dev.lamina.runtime.WeightsException;
import dev.lamina.runtime.WeightsSource;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Bytes of any kind in the place of each kind of file: they are read, or refused with a message; nothing else is thrown, and nothing takes
 * long. The normal tests try the corpus in {@code FuzzedFilesTestInputs}, a folder for each method; {@code .ci/fuzz} lets Jazzer look for more, and
 * adds to the corpus whatever fails.
 */
final class FuzzedFilesTest {
    /** Far more than any file of this size takes, even on a slow machine with instrumented classes. Of a processor, as others may use it too. */
    private static final long MOST_NANOS = 20_000_000_000L;

    private static final LoadedNetwork SMALL = Lamina.parse("""
            model Small {
                input x: vector[2]
                fc(3)
                loss cross_entropy
                train { optimizer adam }
            }
            """);

    @TempDir
    private static Path folder;

    /** What reads a file. */
    private interface Reading {
        void read() throws IOException;
    }

    @DictionaryFile(resourcePath = "fuzz.dict")
    @FuzzTest
    void aTextIsCheckedOrRefused(byte[] bytes) throws IOException {
        SourceFile source = new SourceFile("fuzz.lamina", new String(bytes, StandardCharsets.UTF_8));
        readOrRefused(() -> {
            Result<Summary> checked =
                    LaminaCompiler.check(source, Options.defaults().withVerify(true));
            String printed = DiagnosticPrinter.plain().print(checked.diagnostics());
            assertTrue(printed.codePoints().noneMatch(each -> each != '\n' && Character.isISOControl(each)), printed);
        });
    }

    @DictionaryFile(resourcePath = "fuzz.dict")
    @FuzzTest
    void aSafetensorsFileIsReadOrRefused(byte[] bytes) throws IOException {
        Path file = Files.write(folder.resolve("fuzz.safetensors"), bytes);
        boolean ofFile = readOrRefused(() -> {
            Safetensors.read(file);
            Safetensors.metadata(file);
        });
        assertEquals(ofFile, readOrRefused(() -> Safetensors.read(WeightsSource.of(bytes))), "as an array");
        assertEquals(ofFile, readOrRefused(() -> Safetensors.read(new ByteArrayInputStream(bytes))), "as a stream");
    }

    @DictionaryFile(resourcePath = "fuzz.dict")
    @MethodSource("writtenWeights")
    @FuzzTest
    void weightsAreReadOrChangeNothing(byte[] bytes) throws IOException {
        Parameters parameters = SMALL.newParameters(1);
        float[] before = parameters.values().clone();
        if (!readOrRefused(() -> parameters.read(WeightsSource.of(bytes)))) {
            assertArrayEquals(before, parameters.values(), "half of it was read");
        }
    }

    @DictionaryFile(resourcePath = "fuzz.dict")
    @MethodSource("writtenStates")
    @FuzzTest
    void aStateIsReadOrChangesNothing(byte[] bytes) throws IOException {
        TrainingState state = SMALL.newTrainingState();
        Parameters parameters = SMALL.newParameters(1);
        byte[] before = written(state, parameters);
        if (!readOrRefused(() -> state.read(new ByteArrayInputStream(bytes), parameters))) {
            assertArrayEquals(before, written(state, parameters), "half of it was read");
        }
    }

    @DictionaryFile(resourcePath = "fuzz.dict")
    @FuzzTest
    void aTableIsReadOrRefused(byte[] bytes) throws IOException {
        Path file = Files.write(folder.resolve("fuzz.csv"), bytes);
        readOrRefused(() -> SampleReader.read(DataSource.of(file), SampleSpec.labelled("Small", "x", 2, 3, 1)));
    }

    @DictionaryFile(resourcePath = "fuzz.dict")
    @FuzzTest
    void anIdxFileIsReadOrRefused(byte[] bytes) throws IOException {
        Path file = Files.write(folder.resolve("fuzz.idx"), bytes);
        DataSource ownLabels = new DataSource(file, Optional.of(file), CsvOptions.DEFAULT);
        readOrRefused(() -> SampleReader.read(ownLabels, SampleSpec.labelled("Small", "x", 4, 256, 4)));
        readOrRefused(() -> SampleReader.read(DataSource.of(file), SampleSpec.numbers("Small", "x", 4, 0)));
    }

    static Stream<byte[]> writtenWeights() {
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        SMALL.newParameters(1).write(written);
        return Stream.of(written.toByteArray());
    }

    static Stream<byte[]> writtenStates() {
        return Stream.of(written(SMALL.newTrainingState(), SMALL.newParameters(1)));
    }

    private static byte[] written(TrainingState state, Parameters parameters) {
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        state.write(written, parameters);
        return written.toByteArray();
    }

    /** Whether it was read; if not, it was refused with a message. Anything else that is thrown is a finding. */
    private static boolean readOrRefused(Reading reading) throws IOException {
        long start = processorNanos();
        boolean read = true;
        try {
            reading.read();
        } catch (DataException | WeightsException refused) {
            read = false;
            // a message that was missing; the lines after the first may quote a file that says null
            String first =
                    String.valueOf(refused.getMessage()).lines().findFirst().orElse("");
            assertFalse(first.isEmpty() || first.endsWith("null"), refused::toString);
        }
        long nanos = processorNanos() - start;
        assertTrue(nanos < MOST_NANOS, () -> "it took " + nanos + " ns");
        return read;
    }

    private static long processorNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}
