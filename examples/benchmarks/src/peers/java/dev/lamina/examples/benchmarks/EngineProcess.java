package dev.lamina.examples.benchmarks;

import ai.onnxruntime.OrtException;
import dev.lamina.compiler.Target;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;

/** The main class of a process in which one engine runs: it obeys a {@link ContenderProcess}. */
public final class EngineProcess {

    static final int CALL = 1;
    static final int OUTPUTS = 2;
    static final int TIMES = 3;

    private final Engine engine;
    private final DataOutputStream answers;

    private EngineProcess(Engine engine, DataOutputStream answers) {
        this.engine = engine;
        this.answers = answers;
    }

    /** Arguments are the contender, the row and the number of threads. */
    public static void main(String[] arguments) throws IOException, OrtException {
        DataOutputStream answers =
                new DataOutputStream(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out)));
        System.setOut(System.err);
        Engine engine = engine(
                Contender.valueOf(arguments[0]), Row.valueOf(arguments[1]), Integer.parseInt(arguments[2]));
        new EngineProcess(engine, answers).obey(new DataInputStream(System.in));
    }

    private static Engine engine(Contender contender, Row row, int threads) throws OrtException {
        return switch (contender) {
            case VECTOR -> new LaminaEngine(row, Target.VECTOR, threads);
            case SCALAR -> new LaminaEngine(row, Target.SCALAR, threads);
            case ONNX_RUNTIME -> new OnnxEngine(row, threads);
            case PYTORCH -> new TorchEngine(row);
        };
    }

    private void obey(DataInputStream commands) throws IOException {
        while (true) {
            try {
                obey(commands.readByte(), commands.readLong());
            } catch (EOFException end) {
                return;
            }
            answers.writeByte(0);
            answers.flush();
        }
    }

    private void obey(int command, long argument) throws IOException {
        switch (command) {
            case CALL -> {
                for (long i = 0; i < argument; i++) {
                    engine.call();
                }
            }
            case OUTPUTS -> {
                float[] outputs = engine.outputs();
                answers.writeInt(outputs.length);
                for (float each : outputs) {
                    answers.writeFloat(each);
                }
            }
            default -> {
                double[] times = CallTimes.measure(engine::call, argument, System::nanoTime);
                answers.writeInt(times.length);
                for (double each : times) {
                    answers.writeDouble(each);
                }
            }
        }
    }
}
