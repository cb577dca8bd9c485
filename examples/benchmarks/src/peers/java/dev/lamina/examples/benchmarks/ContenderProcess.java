package dev.lamina.examples.benchmarks;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A process in which one engine runs one row. It waits for commands on its standard input. */
final class ContenderProcess implements AutoCloseable {

    private final Contender contender;
    private final Path folder;
    private final Path log;
    private final Process process;
    private final DataOutputStream commands;
    private final DataInputStream answers;

    /** Starts the process, and does not wait until it is ready. */
    ContenderProcess(Contender contender, Row row, int threads) {
        this.contender = contender;
        try {
            folder = Files.createTempDirectory("contender");
            log = folder.resolve("log");
            ProcessBuilder builder = new ProcessBuilder(command(contender, row, threads, folder));
            Map<String, String> environment = builder.environment();
            environment.put("OMP_NUM_THREADS", String.valueOf(threads));
            if (contender == Contender.PYTORCH) {
                Machine.tcmalloc().ifPresent(library -> environment.put("LD_PRELOAD", library.toString()));
            }
            process = builder.redirectError(log.toFile()).start();
            Runtime.getRuntime().addShutdownHook(new Thread(this::close)); // for a benchmark that is interrupted
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        commands = new DataOutputStream(process.getOutputStream());
        answers = new DataInputStream(new BufferedInputStream(process.getInputStream()));
    }

    private static List<String> command(Contender contender, Row row, int threads, Path folder) {
        List<String> command =
                new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(List.of("--add-modules", "jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED"));
        command.add("-XX:+DisplayVMOutputToStderr"); // standard output is for answers
        command.add("-Djava.io.tmpdir=" + folder); // an engine unpacks its native code, and leaves folders behind
        command.add("-Dai.djl.pytorch.num_threads=" + threads);
        command.addAll(List.of("-Dai.djl.pytorch.num_interop_threads=1", "-Doffline=true"));
        command.addAll(List.of("-classpath", System.getProperty("java.class.path"), EngineProcess.class.getName()));
        command.addAll(List.of(contender.name(), row.name(), String.valueOf(threads)));
        return command;
    }

    Contender contender() {
        return contender;
    }

    /** Calls so many times. */
    void call(int times) {
        ask(EngineProcess.CALL, times, answers -> times);
    }

    /** Predicts and returns the outputs. */
    float[] outputs() {
        return ask(EngineProcess.OUTPUTS, 0, answers -> {
            float[] outputs = new float[answers.readInt()];
            for (int i = 0; i < outputs.length; i++) {
                outputs[i] = answers.readFloat();
            }
            return outputs;
        });
    }

    /** Calls for some time and returns the microseconds of each call. */
    double[] times(long nanos) {
        return ask(EngineProcess.TIMES, nanos, answers -> {
            double[] times = new double[answers.readInt()];
            for (int i = 0; i < times.length; i++) {
                times[i] = answers.readDouble();
            }
            return times;
        });
    }

    private interface Answer<T> {
        T read(DataInputStream answers) throws IOException;
    }

    private <T> T ask(int command, long argument, Answer<T> answer) {
        try {
            commands.writeByte(command);
            commands.writeLong(argument);
            commands.flush();
            T result = answer.read(answers);
            answers.readByte(); // it has finished
            return result;
        } catch (IOException e) {
            throw new IllegalStateException(contender + " failed:\n" + messages(), e);
        }
    }

    private String messages() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return "no messages: " + e;
        }
    }

    /** The time that all its threads have computed. */
    double cpuSeconds() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO).toMillis() / 1e3;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            process.waitFor();
            Folders.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
