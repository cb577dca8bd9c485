package dev.lamina.cli.data;

import static org.junit.jupiter.api.Assertions.assertTrue;

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
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Files that are changed at random: each is read, or refused with a message; nothing else is thrown, and nothing takes long. The files that
 * are changed are in {@code src/test/resources/fuzz}, and so is each that once failed. {@code -Dlamina.fuzz.seconds=3600} goes on for an hour
 * for each kind, with a seed of its own.
 */
final class FuzzTest {
    private static final Path CORPUS = Path.of("src", "test", "resources", "fuzz");
    private static final int USUAL_TRIALS = 1500;
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
    private Path folder;

    /** What is read. */
    private enum Kind {
        MODEL {
            @Override
            void read(Path file, byte[] bytes) {
                SourceFile source = new SourceFile("fuzz.lamina", new String(bytes, StandardCharsets.UTF_8));
                Result<Summary> checked =
                        LaminaCompiler.check(source, Options.defaults().withVerify(true));
                String printed = DiagnosticPrinter.plain().print(checked.diagnostics());
                assertTrue(
                        printed.codePoints().noneMatch(each -> each != '\n' && Character.isISOControl(each)), printed);
            }
        },
        SAFETENSORS {
            @Override
            void read(Path file, byte[] bytes) {
                Safetensors.read(file);
                Safetensors.metadata(file);
            }
        },
        WEIGHTS {
            @Override
            void read(Path file, byte[] bytes) {
                Parameters parameters = SMALL.newParameters(1);
                float[] before = parameters.values().clone();
                try {
                    parameters.read(WeightsSource.of(bytes));
                } catch (WeightsException refused) {
                    assertTrue(Arrays.equals(before, parameters.values()), "half of it was read");
                    throw refused;
                }
            }
        },
        STATE {
            @Override
            void read(Path file, byte[] bytes) {
                TrainingState state = SMALL.newTrainingState();
                state.read(new ByteArrayInputStream(bytes), SMALL.newParameters(1));
            }
        },
        TABLE {
            @Override
            void read(Path file, byte[] bytes) throws IOException {
                SampleReader.read(DataSource.of(file), SampleSpec.labelled("Small", "x", 2, 3, 1));
            }
        },
        IDX {
            @Override
            void read(Path file, byte[] bytes) throws IOException {
                SampleReader.read(DataSource.of(file), SampleSpec.labelled("Small", "x", 4, 3, 1));
            }
        };

        abstract void read(Path file, byte[] bytes) throws IOException;

        Path corpus() {
            return CORPUS.resolve(name().toLowerCase(Locale.ROOT));
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aDamagedFileIsReadOrRefused(Kind kind) throws IOException {
        List<byte[]> corpus = corpus(kind);
        for (byte[] bytes : corpus) {
            attempt(kind, bytes);
        }
        int seconds = Integer.getInteger("lamina.fuzz.seconds", 0);
        long seed = seconds == 0 ? kind.name().hashCode() : System.nanoTime();
        Mutations mutations = new Mutations(new Random(seed), corpus);
        long end = System.nanoTime() + 1_000_000_000L * seconds;
        long trials = 0;
        while (seconds == 0 ? trials < USUAL_TRIALS : System.nanoTime() - end < 0) {
            attempt(kind, mutations.next());
            trials++;
        }
        if (seconds > 0) {
            System.out.println(kind + ": " + trials + " files in " + seconds + " s, seed " + seed);
        }
    }

    /** The files of a kind, and one that is written now if the kind is one of our own. */
    private static List<byte[]> corpus(Kind kind) throws IOException {
        List<byte[]> all = new ArrayList<>();
        Path folder = kind.corpus();
        try (Stream<Path> files = Files.isDirectory(folder) ? Files.list(folder) : Stream.empty()) {
            for (Path file : files.sorted().toList()) {
                all.add(Files.readAllBytes(file));
            }
        }
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        if (kind == Kind.WEIGHTS) {
            SMALL.newParameters(1).write(written);
            all.add(written.toByteArray());
        } else if (kind == Kind.STATE) {
            SMALL.newTrainingState().write(written, SMALL.newParameters(1));
            all.add(written.toByteArray());
        }
        assertTrue(!all.isEmpty(), "no file in " + kind.corpus());
        return all;
    }

    private void attempt(Kind kind, byte[] bytes) throws IOException {
        Path file = Files.write(folder.resolve("fuzz"), bytes);
        long start = System.nanoTime();
        try {
            kind.read(file, bytes);
        } catch (DataException | WeightsException refused) {
            assertTrue(refused.getMessage() != null && !refused.getMessage().endsWith(" null"), refused::toString);
        } catch (Throwable unexpected) {
            throw new AssertionError(kind + ": " + unexpected + ", for the file " + kept(kind, bytes), unexpected);
        }
        long nanos = System.nanoTime() - start;
        assertTrue(nanos < MOST_NANOS, () -> kind + ": it took " + nanos + " ns to read " + kept(kind, bytes));
    }

    /** Keeps a file that failed; it belongs into the corpus. */
    private static Path kept(Kind kind, byte[] bytes) {
        try {
            Path failed = Files.createDirectories(Path.of("target", "fuzz"))
                    .resolve(kind + "-" + Integer.toHexString(Arrays.hashCode(bytes)));
            return Files.write(failed, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
